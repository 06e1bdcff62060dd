"""Conflicts, transactions that have failed, and what a role may not do."""

from __future__ import annotations

from dsql_tui.dsql.diagnoses.known import (
    CONFLICTS,
    INDEXES,
    RECORDED,
    ROLES,
    SQLSTATES,
    UNSUPPORTED,
    Known,
)

TRANSACTIONS = (
    Known(
        "OC001",
        "Another session changed the schema since this one last looked.",
        "Run it again: the first repetition normally succeeds.",
        CONFLICTS,
        "40001",
    ),
    Known(
        "",
        "Another transaction changed the same rows first, and nothing of this one was kept.",
        "Run the whole transaction again.",
        CONFLICTS,
        "40001",
    ),
    Known(
        "",
        "An earlier statement of this transaction was refused, so all of it is lost.",
        "End it with ROLLBACK, then begin again.",
        SQLSTATES,
        "25P02",
    ),
    Known("", "The statement was cancelled.", "Nothing of it was kept.", SQLSTATES, "57014"),
    Known(
        "terminating connection|shutting down|starting up|crash",
        "The server is being restarted.",
        "The next run opens a new session.",
        SQLSTATES,
    ),
    Known(
        "isolation level",
        "Transactions have one isolation level, REPEATABLE READ.",
        "Leave it out; read with FOR UPDATE what must not change meanwhile.",
        CONFLICTS,
    ),
    Known(
        "multiple ddl",
        "A transaction may hold one DDL statement.",
        "Give each DDL statement a transaction of its own.",
        UNSUPPORTED,
    ),
    Known(
        "ddl and dml",
        "DDL and changes of rows do not go into one transaction; GRANT counts as DDL.",
        "Commit between them.",
        UNSUPPORTED,
    ),
    Known(
        "unsupported transaction statement",
        "There are no savepoints.",
        "Commit earlier, or run the whole transaction again where a part of it fails.",
        UNSUPPORTED,
    ),
    Known(
        "foreign key constraint",
        "The row that is spoken of does not exist, or others still speak of it.",
        "Change the other table first.",
        RECORDED,
        "23503",
    ),
    Known(
        "duplicate key",
        "Another row has this key already.",
        "Use another key, or ON CONFLICT to say what to do then.",
        SQLSTATES,
        "23505",
    ),
)

RIGHTS = (
    Known(
        "permission denied to grant IAM trust",
        "Only admin connects database roles with IAM roles.",
        "Connect as admin.",
        ROLES,
    ),
    Known(
        "must look like an IAM ARN",
        "AWS IAM GRANT takes the ARN of an IAM role.",
        "Write it as 'arn:aws:iam::123456789012:role/name'.",
        ROLES,
    ),
    Known(
        "IAM role .* does not exist",
        "There is no IAM role of this ARN.",
        "Correct the ARN.",
        ROLES,
    ),
    Known(
        "must have the LOGIN attribute",
        "The database role was made without LOGIN.",
        "Allow it: ALTER ROLE name WITH LOGIN.",
        ROLES,
    ),
    Known(
        "cannot be dropped because some objects depend on it",
        "The database role still has grants, or is connected with an IAM role.",
        "Take those back first: REVOKE, and AWS IAM REVOKE.",
        ROLES,
    ),
    Known(
        "Cannot establish trust with role|role .* not supported",
        "A role of this kind cannot be connected with an IAM role.",
        "Create one with CREATE ROLE name WITH LOGIN, and use AWS IAM GRANT.",
        ROLES,
    ),
    Known(
        r"role \S+ does not exist",
        "There is no such database role in this cluster.",
        "Create it: CREATE ROLE name WITH LOGIN.",
        ROLES,
    ),
    Known(
        "permission denied for schema",
        "The database role has no right to use this schema; public is admin's.",
        "Have admin GRANT USAGE ON SCHEMA to the role, or set search_path to its own schema.",
        ROLES,
    ),
    Known(
        "permission denied",
        "The database role has no right to do this; admin has none on what others own either.",
        "Have the owner, or admin, GRANT it.",
        ROLES,
        "42501",
    ),
)

JOBS = (
    Known(
        "CREATE INDEX ASYNC",
        "Indexes on tables that hold rows are built in the background.",
        "Write CREATE INDEX ASYNC.",
        INDEXES,
    ),
    Known(
        "is a procedure",
        "sys.wait_for_job and its like are procedures.",
        "Write CALL in place of SELECT.",
        INDEXES,
    ),
    Known(
        "subquery in CALL",
        "CALL takes plain values only.",
        "Ask for the value first, then write it out.",
        INDEXES,
    ),
    Known(
        "Unable to convert text to UUID",
        "This is no identifier of a job: 26 letters and digits.",
        "Take it from sys.jobs.",
        INDEXES,
    ),
    Known(
        'index "[^"]*" is not valid',
        "The index is still being built, or its building has failed.",
        "Look into sys.jobs; drop the index if it failed.",
        INDEXES,
        "55000",
    ),
)
