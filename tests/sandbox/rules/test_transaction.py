"""The limits of a transaction, alone and with what precedes in the same message."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.rules.judge import judge
from dsql_tui.sandbox.rules.transaction import FAILED, Transaction, count_changed_rows
from dsql_tui.sandbox.rules.verdict import CatalogCheck, build_check_query

SECOND_DDL = "multiple ddl statements not supported in a transaction"
MIXED = "ddl and dml are not supported in the same transaction"
ABORTED = FAILED.message

MESSAGES = [
    ("one DDL in each", ["CREATE TABLE a (i int)", "CREATE TABLE b (i int)"], [None, None]),
    ("two in one message", ["CREATE TABLE a (i int); CREATE TABLE b (i int)"], [None, SECOND_DDL]),
    (
        "each with its BEGIN and COMMIT",
        ["BEGIN; CREATE TABLE a (i int); COMMIT; BEGIN; DROP TABLE a; COMMIT"],
        [None] * 6,
    ),
    (
        "BEGIN takes in what was before it in the message",
        ["CREATE TABLE a (i int); BEGIN; CREATE TABLE b (i int)"],
        [None, None, SECOND_DDL],
    ),
    ("GRANT is DDL", ["BEGIN", "GRANT a TO b", "REVOKE a FROM b"], [None, None, SECOND_DDL]),
    (
        "COMMENT is DDL",
        ["BEGIN", "COMMENT ON TABLE t IS ''", "DROP TABLE t"],
        [None, None, SECOND_DDL],
    ),
    (
        "AWS IAM GRANT is DDL",
        ["BEGIN", "AWS IAM GRANT a TO 'arn:aws:iam::123456789012:role/r'", "DROP TABLE t"],
        [None, None, SECOND_DDL],
    ),
    ("DML and DDL", ["begin", "delete from t", "create table a (i int)"], [None, None, MIXED]),
    ("DDL and DML", ["INSERT INTO t VALUES (1); DROP TABLE t"], [None, MIXED]),
    ("COPY FROM is DML", ["BEGIN", "COPY t FROM STDIN", "DROP TABLE t"], [None, None, MIXED]),
    (
        "a writing WITH is DML",
        ["BEGIN", "WITH a AS (DELETE FROM t RETURNING 1) SELECT 1", "DROP TABLE t"],
        [None, None, MIXED],
    ),
    (
        "EXPLAIN ANALYZE of DML is DML",
        ["BEGIN", "EXPLAIN ANALYZE DELETE FROM t", "DROP TABLE t"],
        [None, None, MIXED],
    ),
    (
        "reading goes with both",
        [
            "BEGIN",
            "SELECT 1",
            "EXPLAIN DELETE FROM t",
            "DROP TABLE t",
            "TABLE s",
            "COPY s TO STDOUT",
        ],
        [None] * 6,
    ),
    (
        "COMMIT AND CHAIN begins another",
        ["BEGIN", "DROP TABLE a", "COMMIT AND CHAIN", "DROP TABLE b", "DROP TABLE c"],
        [None, None, None, None, SECOND_DDL],
    ),
    (
        "25P02 comes first in a failed one",
        ["BEGIN", "TRUNCATE t", "TRUNCATE t", "SAVEPOINT s", "SELECT 1", "COMMIT", "SELECT 1"],
        [None, "unsupported statement: Truncate", ABORTED, ABORTED, ABORTED, None, None],
    ),
    (
        "a second DDL fails the transaction",
        ["BEGIN", "DROP TABLE a", "DROP TABLE b", "SELECT 1", "ROLLBACK", "DROP TABLE b"],
        [None, None, SECOND_DDL, ABORTED, None, None],
    ),
    (
        "what follows a refusal in its message does not run",
        ["BEGIN; TRUNCATE t; ROLLBACK", "SELECT 1"],
        [None, "unsupported statement: Truncate", None, ABORTED],
    ),
    (
        "a BEGIN that is refused begins nothing",
        ["BEGIN ISOLATION LEVEL SERIALIZABLE", "DROP TABLE a", "DROP TABLE b"],
        ["Unsupported isolation level: SERIALIZABLE", None, None],
    ),
]

KINDS = [
    ("(SELECT 1)", "read"),
    ("SELECT 1 FOR UPDATE", "read"),
    ("WITH a AS (SELECT 1) UPDATE t SET i = 1", "dml"),
    ("WITH a AS (SELECT 1 FROM t FOR UPDATE) SELECT 1", "read"),
    ("COPY (DELETE FROM t RETURNING 1) TO STDOUT", "dml"),
    ("EXPLAIN (ANALYZE false) DELETE FROM t", "read"),
    ("EXPLAIN (VERBOSE, ANALYZE) DELETE FROM t", "dml"),
    ("ANALYZE t", "other"),
    ("SET CONSTRAINTS ALL DEFERRED", "other"),
    ("ROLLBACK AND CHAIN", "chain"),
    ("COMMIT AND NO CHAIN", "commit"),
    ("END", "commit"),
    ("ABORT", "rollback"),
    ("START TRANSACTION", "begin"),
    ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a", "ddl"),
]

PLANS = [
    ("SELECT 1", None),
    ("EXPLAIN SELECT 1", "plain"),
    ("explain analyze select 1", "run"),
    ("EXPLAIN ANALYZE VERBOSE SELECT 1", "costed"),
    ("EXPLAIN (verbose true, analyze, settings) SELECT 1", "costed"),
    ("EXPLAIN (verbose off, analyze) SELECT 1", "run"),
]

MAX_TAGS = [("INSERT 0 3", 3), ("UPDATE 2", 2), ("DELETE 0", 0), ("COPY 7", 7), ("SELECT 9", 0)]


def find_errors(messages: list[str]) -> list[str | None]:
    """Return the error of each statement of some messages, in turn."""
    transaction, told = Transaction(), []
    for message in messages:
        errors = [transaction.admit(verdict) for verdict in judge(message)]
        told += [error.message if error else None for error in errors]
        transaction.end_message()
    return told


@pytest.mark.parametrize(
    ("messages", "told"), [case[1:] for case in MESSAGES], ids=[case[0] for case in MESSAGES]
)
def test_a_transaction_holds_one_ddl_or_dml(messages: list[str], told: list[str | None]) -> None:
    assert find_errors(messages) == told


@pytest.mark.parametrize(("sql", "kind"), KINDS)
def test_a_statement_is_known_for_what_it_does(sql: str, kind: str) -> None:
    assert judge(sql)[0].kind == kind


@pytest.mark.parametrize(("sql", "plan"), PLANS)
def test_plans_are_known(sql: str, plan: str | None) -> None:
    assert judge(sql)[0].plan == plan


@pytest.mark.parametrize(("tag", "rows"), MAX_TAGS)
def test_command_tags_tell_how_many_rows(tag: str, rows: int) -> None:
    assert count_changed_rows(tag) == rows


def test_rows_are_counted_over_the_transaction() -> None:
    transaction = Transaction()
    transaction.admit(judge("BEGIN")[0])
    assert transaction.count_rows(2000) is None
    transaction.end_message()
    assert transaction.count_rows(1000) is None
    error = transaction.count_rows(1)
    assert error is not None
    assert error.sqlstate == "54000"


def test_rows_of_single_statements_do_not_add_up() -> None:
    transaction = Transaction()
    for _ in range(3):
        assert transaction.count_rows(3000) is None
        transaction.end_message()


def test_the_server_knows_better() -> None:
    transaction = Transaction()
    transaction.admit(judge("BEGIN")[0])
    transaction.end_message()
    transaction.set_status(b"E")
    assert transaction.admit(judge("SELECT 1")[0]) == FAILED
    transaction.set_status(b"I")
    assert transaction.admit(judge("SELECT 1")[0]) is None


def test_trust_in_an_identity_becomes_a_call() -> None:
    (verdict,) = judge("aws iam revoke \"App\" from 'arn:aws:iam::123456789012:user/o''neill'")
    assert (
        verdict.text
        == "CALL pg_catalog.pg_dsql_iam_revoke('App', 'arn:aws:iam::123456789012:user/o''neill')"
    )
    assert (verdict.error, verdict.tag) == (None, "AWS IAM REVOKE")


def test_trust_needs_an_arn() -> None:
    (verdict,) = judge("AWS IAM GRANT app TO 'somebody'")
    assert verdict.error is not None
    assert verdict.error.message == "IAM role must look like an IAM ARN"


def test_all_that_must_be_asked_is_one_question() -> None:
    checks = (CatalogCheck("1 > 2", FAILED), CatalogCheck("true", FAILED))
    assert build_check_query(checks) == "SELECT CASE WHEN 1 > 2 THEN 0 WHEN true THEN 1 END"
