"""What a transaction may hold, alone and with what came before in the same message."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.rules.judge import assembled, failing, judge
from dsql_tui.sandbox.rules.transaction import FAILED, Transaction, rows_changed
from dsql_tui.sandbox.rules.verdict import Ask, question

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
        "COMMIT AND CHAIN begins anew",
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

TAGS = [("INSERT 0 3", 3), ("UPDATE 2", 2), ("DELETE 0", 0), ("COPY 7", 7), ("SELECT 9", 0)]


def played(messages: list[str]) -> list[str | None]:
    """What each statement of some messages is refused with, one message after the other."""
    transaction, told = Transaction(), []
    for message in messages:
        refusals = [transaction.admit(verdict) for verdict in judge(message)]
        told += [refusal.message if refusal else None for refusal in refusals]
        transaction.message_ended()
    return told


@pytest.mark.parametrize(
    ("messages", "told"), [case[1:] for case in MESSAGES], ids=[case[0] for case in MESSAGES]
)
def test_a_transaction_holds_one_ddl_or_dml(messages: list[str], told: list[str | None]) -> None:
    assert played(messages) == told


@pytest.mark.parametrize(("sql", "kind"), KINDS)
def test_a_statement_is_known_for_what_it_does(sql: str, kind: str) -> None:
    assert judge(sql)[0].kind == kind


@pytest.mark.parametrize(("sql", "plan"), PLANS)
def test_plans_are_known(sql: str, plan: str | None) -> None:
    assert judge(sql)[0].plan == plan


@pytest.mark.parametrize(("tag", "rows"), TAGS)
def test_command_tags_tell_how_many_rows(tag: str, rows: int) -> None:
    assert rows_changed(tag) == rows


def test_rows_are_counted_over_the_transaction() -> None:
    transaction = Transaction()
    transaction.admit(judge("BEGIN")[0])
    assert transaction.changed(2000) is None
    transaction.message_ended()
    assert transaction.changed(1000) is None
    refusal = transaction.changed(1)
    assert refusal is not None
    assert refusal.sqlstate == "54000"


def test_rows_of_single_statements_do_not_add_up() -> None:
    transaction = Transaction()
    for _ in range(3):
        assert transaction.changed(3000) is None
        transaction.message_ended()


def test_the_server_knows_better() -> None:
    transaction = Transaction()
    transaction.admit(judge("BEGIN")[0])
    transaction.message_ended()
    transaction.settle(b"E")
    assert transaction.admit(judge("SELECT 1")[0]) == FAILED
    transaction.settle(b"I")
    assert transaction.admit(judge("SELECT 1")[0]) is None


def test_a_message_is_put_together_again_around_what_is_replaced() -> None:
    sql = "/* a */ SELECT 1 ; -- b\n TRUNCATE t; SHOW server_version;"
    verdicts = judge(sql)
    texts = [failing("mark") if verdict.refusal else verdict.text for verdict in verdicts]
    assert assembled(sql, verdicts, texts) == (
        "/* a */ SELECT 1 ; -- b\n SELECT \"mark\"; SELECT '16.15'::text AS server_version;"
    )


def test_trust_in_an_identity_becomes_a_call() -> None:
    (verdict,) = judge("aws iam revoke \"App\" from 'arn:aws:iam::123456789012:user/o''neill'")
    assert verdict.text == "CALL sys.iam_revoke('App', 'arn:aws:iam::123456789012:user/o''neill')"
    assert (verdict.refusal, verdict.tag) == (None, "AWS IAM REVOKE")


def test_trust_needs_an_arn() -> None:
    (verdict,) = judge("AWS IAM GRANT app TO 'somebody'")
    assert verdict.refusal is not None
    assert verdict.refusal.message == "IAM role must look like an IAM ARN"


def test_all_that_must_be_asked_is_one_question() -> None:
    asks = (Ask("1 > 2", FAILED), Ask("true", FAILED))
    assert question(asks) == "SELECT CASE WHEN 1 > 2 THEN 0 WHEN true THEN 1 END"
