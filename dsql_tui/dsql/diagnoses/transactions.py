"""Errors for conflicts, failed transactions and missing privileges."""

from __future__ import annotations

from dsql_tui.dsql.diagnoses.known import (
    CONFLICTS,
    INDEXES,
    RECORDED,
    ROLES,
    SQLSTATES,
    UNSUPPORTED,
    KnownError,
)
from dsql_tui.dsql.sqlstate import (
    FOREIGN_KEY_VIOLATION,
    IN_FAILED_TRANSACTION,
    INSUFFICIENT_PRIVILEGE,
    OBJECT_NOT_IN_PREREQUISITE_STATE,
    QUERY_CANCELED,
    SERIALIZATION_FAILURE,
    UNIQUE_VIOLATION,
)

TRANSACTIONS = (
    KnownError(
        "OC001",
        "Another session changed the schema.",
        "Run it again: the first retry usually succeeds.",
        CONFLICTS,
        SERIALIZATION_FAILURE,
    ),
    KnownError(
        "",
        "Another transaction changed the same rows first, and nothing of this one was kept.",
        "Run the whole transaction again.",
        CONFLICTS,
        SERIALIZATION_FAILURE,
    ),
    KnownError(
        "",
        "An earlier statement of this transaction failed, so nothing of it can be kept.",
        "End it with ROLLBACK, then start again.",
        SQLSTATES,
        IN_FAILED_TRANSACTION,
    ),
    KnownError(
        "", "The statement was cancelled.", "Nothing of it was kept.", SQLSTATES, QUERY_CANCELED
    ),
    KnownError(
        "terminating connection|shutting down|starting up|crash",
        "The server is restarting.",
        "The next run opens a new session.",
        SQLSTATES,
    ),
    KnownError(
        "isolation level",
        "Transactions have one isolation level, REPEATABLE READ.",
        "Remove it; read rows that must not change with FOR UPDATE.",
        CONFLICTS,
    ),
    KnownError(
        "multiple ddl",
        "A transaction can have one DDL statement.",
        "Run each DDL statement in a separate transaction.",
        UNSUPPORTED,
    ),
    KnownError(
        "ddl and dml",
        "A transaction cannot have both DDL and DML; GRANT counts as DDL.",
        "Commit between them.",
        UNSUPPORTED,
    ),
    KnownError(
        "unsupported transaction statement",
        "Aurora DSQL has no savepoints.",
        "Commit earlier, or run the whole transaction again if a part of it fails.",
        UNSUPPORTED,
    ),
    KnownError(
        "foreign key constraint",
        "The referenced row does not exist, or other rows still reference this one.",
        "Change the other table first.",
        RECORDED,
        FOREIGN_KEY_VIOLATION,
    ),
    KnownError(
        "duplicate key",
        "Another row already has this key.",
        "Use another key, or add ON CONFLICT.",
        SQLSTATES,
        UNIQUE_VIOLATION,
    ),
)

RIGHTS = (
    KnownError(
        "permission denied to grant IAM trust",
        "Only admin can grant database roles to IAM roles.",
        "Connect as admin.",
        ROLES,
    ),
    KnownError(
        "must look like an IAM ARN",
        "AWS IAM GRANT needs the ARN of an IAM role.",
        "Write it as 'arn:aws:iam::123456789012:role/name'.",
        ROLES,
    ),
    KnownError(
        "IAM role .* does not exist",
        "There is no IAM role with this ARN.",
        "Correct the ARN.",
        ROLES,
    ),
    KnownError(
        "must have the LOGIN attribute",
        "The database role has no LOGIN attribute.",
        "Add it: ALTER ROLE name WITH LOGIN.",
        ROLES,
    ),
    KnownError(
        "cannot be dropped because some objects depend on it",
        "The database role still has privileges or is granted to an IAM role.",
        "Revoke those first: REVOKE, and AWS IAM REVOKE.",
        ROLES,
    ),
    KnownError(
        "Cannot establish trust with role|role .* not supported",
        "A role of this kind cannot be granted to an IAM role.",
        "Create one with CREATE ROLE name WITH LOGIN, and use AWS IAM GRANT.",
        ROLES,
    ),
    KnownError(
        r"role \S+ does not exist",
        "There is no such database role in this cluster.",
        "Create it: CREATE ROLE name WITH LOGIN.",
        ROLES,
    ),
    KnownError(
        "permission denied for schema",
        "The database role has no privilege on this schema; public belongs to admin.",
        "Ask admin for GRANT USAGE ON SCHEMA, or set search_path to another schema.",
        ROLES,
    ),
    KnownError(
        "permission denied",
        "The database role has no privilege for this; neither has admin on objects of others.",
        "Ask the owner, or admin, to GRANT it.",
        ROLES,
        INSUFFICIENT_PRIVILEGE,
    ),
)

JOBS = (
    KnownError(
        "CREATE INDEX ASYNC",
        "An index on a table with rows is created in the background.",
        "Use CREATE INDEX ASYNC.",
        INDEXES,
    ),
    KnownError(
        "is a procedure",
        "sys.wait_for_job and similar routines are procedures.",
        "Use CALL instead of SELECT.",
        INDEXES,
    ),
    KnownError(
        "subquery in CALL",
        "CALL takes plain values only.",
        "Select the value first, then pass it as a literal.",
        INDEXES,
    ),
    KnownError(
        "Unable to convert text to UUID",
        "This is not the identifier of a job, which has 26 letters and digits.",
        "Copy it from sys.jobs.",
        INDEXES,
    ),
    KnownError(
        'index "[^"]*" is not valid',
        "The index is still being created, or its creation failed.",
        "Check sys.jobs; drop the index if it failed.",
        INDEXES,
        OBJECT_NOT_IN_PREREQUISITE_STATE,
    ),
)
