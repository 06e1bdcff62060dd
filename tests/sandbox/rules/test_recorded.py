"""Recorded answers of a real cluster in September 2026 that depend on rules only.

From the golden record of the dsql-emulator project (MIT, (c) 2026 Oleksandr Liakhevych), condensed:
the error of each statement, or nothing. Row counts and conflicts need a server.
"""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.rules.judge import judge
from dsql_tui.sandbox.rules.transaction import Transaction

ABORTED = "current transaction is aborted, commands ignored until end of transaction block"
Answer = tuple[str, str] | None

RECORDED: list[tuple[str, list[tuple[str, Answer]]]] = [
    (
        "truncate",
        [("TRUNCATE TABLE baseline_parent", ("0A000", "unsupported statement: Truncate"))],
    ),
    (
        "create_extension",
        [
            (
                "CREATE EXTENSION IF NOT EXISTS pgcrypto",
                ("0A000", "unsupported statement: CreateExtension"),
            )
        ],
    ),
    (
        "create_trigger",
        [
            (
                "CREATE TRIGGER baseline_trg AFTER INSERT ON baseline_parent"
                " EXECUTE FUNCTION baseline_fn()",
                ("0A000", "CREATE TRIGGER not supported"),
            )
        ],
    ),
    (
        "create_database",
        [("CREATE DATABASE baseline_other", ("0A000", "unsupported statement: Createdb"))],
    ),
    (
        "temporary_table",
        [
            (
                "CREATE TEMPORARY TABLE baseline_temp (id int)",
                ("0A000", "TEMPORARY or TEMP table not supported for CREATE TABLE"),
            )
        ],
    ),
    (
        "unlogged_table",
        [
            (
                "CREATE UNLOGGED TABLE baseline_unlogged (id int)",
                ("0A000", "UNLOGGED table not supported for CREATE TABLE"),
            )
        ],
    ),
    (
        "serial_column",
        [
            (
                "CREATE TABLE baseline_serial (id serial PRIMARY KEY)",
                ("42704", 'type "serial" does not exist'),
            )
        ],
    ),
    (
        "materialized_view",
        [
            (
                "CREATE MATERIALIZED VIEW baseline_mv AS SELECT 1 AS x",
                ("0A000", "unsupported statement: CreateTableAs"),
            )
        ],
    ),
    (
        "create_table_as",
        [
            (
                "CREATE TABLE baseline_ctas AS SELECT 1 AS x",
                ("0A000", "unsupported statement: CreateTableAs"),
            )
        ],
    ),
    (
        "enum_type",
        [
            (
                "CREATE TYPE baseline_mood AS ENUM ('sad', 'ok')",
                ("0A000", "CREATE TYPE not supported"),
            )
        ],
    ),
    (
        "composite_type",
        [
            (
                "CREATE TYPE baseline_pair AS (a int, b int)",
                ("0A000", "unsupported statement: CompositeType"),
            )
        ],
    ),
    (
        "range_type",
        [
            (
                "CREATE TYPE baseline_range AS RANGE (subtype = int4)",
                ("0A000", "unsupported statement: CreateRange"),
            )
        ],
    ),
    ("domain_type", [("CREATE DOMAIN baseline_domain AS int", None)]),
    (
        "tablespace",
        [
            (
                "CREATE TABLESPACE baseline_ts LOCATION '/tmp/baseline'",
                ("0A000", "unsupported statement: CreateTableSpace"),
            )
        ],
    ),
    (
        "foreign_table",
        [
            (
                "CREATE FOREIGN TABLE baseline_ft (id int) SERVER baseline_srv",
                ("0A000", "unsupported statement: CreateForeignTable"),
            )
        ],
    ),
    ("vacuum", [("VACUUM baseline_parent", ("0A000", "unsupported VACUUM statement"))]),
    ("listen", [("LISTEN baseline_chan", ("0A000", "unsupported statement: Listen"))]),
    ("notify", [("NOTIFY baseline_chan", ("0A000", "unsupported statement: Notify"))]),
    ("unlisten", [("UNLISTEN baseline_chan", ("0A000", "unsupported statement: Unlisten"))]),
    (
        "alter_system",
        [("ALTER SYSTEM SET work_mem = '4MB'", ("0A000", "unsupported statement: AlterSystem"))],
    ),
    (
        "create_function",
        [("CREATE FUNCTION baseline_fn() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$", None)],
    ),
    (
        "create_function_plpgsql",
        [
            (
                "CREATE FUNCTION baseline_plpgsql() RETURNS int LANGUAGE plpgsql"
                " AS $$ BEGIN RETURN 1; END $$",
                ("0A000", "CREATE FUNCTION with language plpgsql not supported"),
            )
        ],
    ),
    (
        "savepoint",
        [("SAVEPOINT baseline_sp", ("0A000", "unsupported transaction statement: SAVEPOINT"))],
    ),
    (
        "two_ddl_one_txn",
        [
            ("BEGIN", None),
            ("CREATE TABLE baseline_txn_a (id int)", None),
            (
                "CREATE TABLE baseline_txn_b (id int)",
                ("0A000", "multiple ddl statements not supported in a transaction"),
            ),
        ],
    ),
    (
        "ddl_then_dml",
        [
            ("BEGIN", None),
            ("CREATE TABLE baseline_txn_c (id int)", None),
            (
                "INSERT INTO baseline_txn_c (id) VALUES (1)",
                ("0A000", "ddl and dml are not supported in the same transaction"),
            ),
        ],
    ),
    (
        "commit",
        [
            ("BEGIN", None),
            (
                "INSERT INTO baseline_parent (id, name)"
                " VALUES ('00000000-0000-0000-0000-0000000000bb', 'tx')",
                None,
            ),
            ("COMMIT", None),
        ],
    ),
    (
        "rollback",
        [
            ("BEGIN", None),
            (
                "INSERT INTO baseline_parent (id, name)"
                " VALUES ('00000000-0000-0000-0000-0000000000cc', 'tx')",
                None,
            ),
            ("ROLLBACK", None),
            ("SELECT count(*) FROM baseline_parent WHERE name = 'tx'", None),
        ],
    ),
    (
        "read_only",
        [
            ("BEGIN", None),
            (
                "SET TRANSACTION READ ONLY",
                ("0A000", 'setting configuration parameter "TRANSACTION" not supported'),
            ),
            (
                "SELECT 1",
                (
                    "25P02",
                    ABORTED,
                ),
            ),
            ("COMMIT", None),
        ],
    ),
    (
        "rejection_aborts_txn",
        [
            ("BEGIN", None),
            ("TRUNCATE baseline_parent", ("0A000", "unsupported statement: Truncate")),
            (
                "SELECT 1",
                (
                    "25P02",
                    ABORTED,
                ),
            ),
            ("ROLLBACK", None),
        ],
    ),
    (
        "aborted_txn_prefers_25P02",
        [
            ("BEGIN", None),
            ("TRUNCATE baseline_parent", ("0A000", "unsupported statement: Truncate")),
            (
                "TRUNCATE baseline_parent",
                (
                    "25P02",
                    ABORTED,
                ),
            ),
            ("ROLLBACK", None),
        ],
    ),
    (
        "aborted_txn_recovers_after_rollback",
        [
            ("BEGIN", None),
            (
                "SET TRANSACTION READ ONLY",
                ("0A000", 'setting configuration parameter "TRANSACTION" not supported'),
            ),
            ("ROLLBACK", None),
            ("SELECT 1", None),
        ],
    ),
    (
        "rejection_outside_txn_does_not_abort",
        [
            ("TRUNCATE baseline_parent", ("0A000", "unsupported statement: Truncate")),
            ("SELECT 1", None),
        ],
    ),
    (
        "row_cap_boundary",
        [
            ("BEGIN", None),
            ("INSERT INTO baseline_bulk SELECT generate_series(1, 3000)", None),
            ("SELECT 1", None),
            ("ROLLBACK", None),
        ],
    ),
    (
        "rollback_to_savepoint",
        [
            (
                "ROLLBACK TO SAVEPOINT baseline_sp",
                ("0A000", "unsupported transaction statement: ROLLBACK TO"),
            )
        ],
    ),
]


@pytest.mark.parametrize(
    "steps", [steps for _, steps in RECORDED], ids=[name for name, _ in RECORDED]
)
def test_the_rules_answer_as_the_cluster_did(steps: list[tuple[str, Answer]]) -> None:
    transaction = Transaction()
    for sql, answer in steps:
        (verdict,) = judge(sql, "2026-09-30")
        error = transaction.admit(verdict)
        transaction.end_message()
        told = (error.sqlstate, error.message) if error else None
        assert told == answer, sql
