"""PL/pgSQL, procedures and DO, which the newest release has, in either protocol.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-plpgsql.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect
from tests.sandbox.protocols import PROTOCOLS, ask, outcome

Session = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def session(ready: Ready) -> Iterator[Session]:
    """A session with an empty table `t`, in a schema of its own."""
    with connect(ready) as opened:
        opened.execute("CREATE SCHEMA code")
        opened.execute("SET search_path = code")
        opened.execute("CREATE TABLE t (id int PRIMARY KEY, v text)")
        try:
            yield opened
        finally:
            opened.rollback()
            opened.execute("DROP SCHEMA code CASCADE")


def count(session: Session) -> int:
    """Return the number of rows in `t`."""
    ((rows,),) = session.execute("SELECT count(*) FROM t").fetchall()
    return int(rows)


STEPS = [
    (
        "CREATE FUNCTION increment(val integer) RETURNS integer LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN val + 1; END; $$",
        "CREATE FUNCTION",
    ),
    ("SELECT increment(41)", "SELECT 1"),
    (
        "CREATE PROCEDURE insert_row(p_id integer, p_value text) LANGUAGE plpgsql"
        " AS $$ BEGIN INSERT INTO t VALUES (p_id, p_value); END; $$",
        "CREATE PROCEDURE",
    ),
    ("CALL insert_row(1, 'hello')", "CALL"),
    ("DO $$ BEGIN INSERT INTO t VALUES (2, 'do'); END $$", "DO"),
    ("DO LANGUAGE plpgsql 'BEGIN PERFORM increment(1); END'", "DO"),
    ("DO LANGUAGE sql 'SELECT 1'", "0A000"),
    ("CALL insert_row(1, 'again')", "23505"),
    ("CALL missing()", "42883"),
    (
        "CREATE OR REPLACE PROCEDURE q() LANGUAGE sql AS 'INSERT INTO t VALUES (3)'",
        "CREATE PROCEDURE",
    ),
    ("CALL q()", "CALL"),
    ("ALTER PROCEDURE q() RENAME TO r", "ALTER PROCEDURE"),
    ("COMMENT ON PROCEDURE r() IS 'x'", "COMMENT"),
    ("DROP PROCEDURE r", "DROP PROCEDURE"),
    ("DROP ROUTINE insert_row", "DROP ROUTINE"),
    ("DROP FUNCTION increment(integer)", "DROP FUNCTION"),
]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_functions_procedures_and_blocks_run(session: Session, protocol: str) -> None:
    assert [(sql, outcome(ask(session, sql, protocol))) for sql, _ in STEPS] == STEPS
    assert count(session) == 3


BATCHES = """
    CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$
    BEGIN
        FOR i IN 1..6 LOOP
            INSERT INTO t VALUES (i);
            IF i % 2 = 0 THEN COMMIT; ELSE ROLLBACK; END IF;
        END LOOP;
    END $$
"""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_procedure_at_the_top_level_ends_transactions(session: Session, protocol: str) -> None:
    session.execute(BATCHES)
    assert outcome(ask(session, "CALL fill()", protocol)) == "CALL"
    assert session.execute("SELECT id FROM t ORDER BY 1").fetchall() == [(2,), (4,), (6,)]
    block = "DO $$ BEGIN DELETE FROM t; COMMIT; INSERT INTO t VALUES (9); ROLLBACK; END $$"
    assert outcome(ask(session, block, protocol)) == "DO"
    assert count(session) == 0


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("call", ["CALL fill()", "DO $$ BEGIN COMMIT; END $$"])
def test_within_a_transaction_it_cannot(session: Session, protocol: str, call: str) -> None:
    session.execute(BATCHES)
    ask(session, "BEGIN", protocol)
    answer = ask(session, call, protocol)
    assert (answer.sqlstate, answer.message) == ("2D000", "invalid transaction termination")
    assert outcome(ask(session, "COMMIT", protocol)) == "ROLLBACK"
    assert count(session) == 0


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_rows_of_a_block_count_for_its_transaction(session: Session, protocol: str) -> None:
    fill = "DO $$ BEGIN INSERT INTO t SELECT generate_series({}); END $$"
    answer = ask(session, fill.format("1, 3001"), protocol)
    assert (answer.sqlstate, answer.message) == ("54000", "transaction row limit exceeded")
    assert count(session) == 0
    assert outcome(ask(session, fill.format("1, 3000"), protocol)) == "DO"
    ask(session, "BEGIN", protocol)
    assert outcome(ask(session, "DELETE FROM t WHERE id <= 1500", protocol)) == "DELETE 1500"
    again = "DO $$ BEGIN DELETE FROM t WHERE id <= 3000; DELETE FROM t; END $$"
    assert outcome(ask(session, again, protocol)) == "DO"
    assert outcome(ask(session, "INSERT INTO t VALUES (0)", protocol)) == "54000"
    assert outcome(ask(session, "COMMIT", protocol)) == "ROLLBACK"
    assert count(session) == 3000


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_batches_of_a_procedure_may_be_more_than_a_transaction_holds(
    session: Session, protocol: str
) -> None:
    session.execute(
        "CREATE PROCEDURE load() LANGUAGE plpgsql AS $$ BEGIN FOR i IN 0..3 LOOP"
        " INSERT INTO t SELECT generate_series(i * 1000, i * 1000 + 999); COMMIT;"
        " END LOOP; END $$"
    )
    assert outcome(ask(session, "CALL load()", protocol)) == "CALL"
    assert count(session) == 4000


def test_notices_and_the_context_of_errors_arrive(session: Session) -> None:
    notices: list[tuple[str | None, str | None]] = []
    session.add_notice_handler(lambda each: notices.append((each.severity, each.message_primary)))
    session.execute("DO $$ BEGIN RAISE NOTICE 'n %', 1; RAISE WARNING 'careful'; END $$")
    assert notices == [("NOTICE", "n 1"), ("WARNING", "careful")]
    session.execute(
        "CREATE FUNCTION wide() RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO t SELECT 1, string_agg(md5(i::text), '') FROM generate_series(1, 40000) i;"
        " END $$"
    )
    with pytest.raises(psycopg.errors.DivisionByZero) as failed:
        session.execute("DO $$ BEGIN PERFORM 1 / 0; END $$")
    assert "inline_code_block line 1 at PERFORM" in str(failed.value.diag.context)
    with pytest.raises(psycopg.errors.ProgramLimitExceeded) as limited:
        session.execute("SELECT wide()")
    context = str(limited.value.diag.context)
    assert "PL/pgSQL function wide() line 1 at SQL statement" in context
    assert "pg_dsql" not in context


INSIDE = [
    ("EXECUTE 'CREATE TABLE made (a money)'", "datatype money not supported"),
    ("EXECUTE 'CREATE TABLE made (a int[])'", "datatype integer[] not supported"),
    ("CREATE TABLE made AS SELECT 1", "unsupported statement: CreateTableAs"),
    ("TRUNCATE t", "unsupported statement: Truncate"),
    ("CREATE MATERIALIZED VIEW m AS SELECT 1", "unsupported statement: CreateMaterializedView"),
]


@pytest.mark.parametrize(("statement", "message"), INSIDE)
def test_code_cannot_do_what_a_cluster_does_not_have(
    session: Session, statement: str, message: str
) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported, match=f"^{message.split('[')[0]}"):
        session.execute(f"DO $$ BEGIN {statement}; END $$".encode())


def test_a_conflict_of_a_block_fails_its_commit(ready: Ready, session: Session) -> None:
    session.execute("INSERT INTO t VALUES (1, 'one')")
    session.execute(
        "CREATE PROCEDURE change(word text) LANGUAGE plpgsql AS"
        " $$ BEGIN UPDATE t SET v = word WHERE id = 1; END $$"
    )
    with connect(ready, options="-c search_path=code") as other:
        for each in (session, other):
            each.execute("BEGIN")
        session.execute("CALL change('two')")
        other.execute("CALL change('three')")
        session.execute("COMMIT")
        with pytest.raises(psycopg.errors.SerializationFailure, match="OC000"):
            other.execute("COMMIT")
    assert session.execute("SELECT v FROM t").fetchall() == [("two",)]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_block_that_changes_rows_does_not_mix_with_ddl(session: Session, protocol: str) -> None:
    mixed = ("0A000", "ddl and dml are not supported in the same transaction")
    change = "DO $$ BEGIN INSERT INTO t VALUES (1); END $$"
    table = "CREATE TABLE other (id int)"
    ask(session, "BEGIN", protocol)
    assert outcome(ask(session, table, protocol)) == "CREATE TABLE"
    assert outcome(ask(session, "DO $$ BEGIN PERFORM 1; END $$", protocol)) == "DO"
    answer = ask(session, change, protocol)
    assert (answer.sqlstate, answer.message) == mixed
    assert outcome(ask(session, "COMMIT", protocol)) == "ROLLBACK"
    ask(session, "BEGIN", protocol)
    assert outcome(ask(session, change, protocol)) == "DO"
    answer = ask(session, table, protocol)
    assert (answer.sqlstate, answer.message) == mixed
    ask(session, "ROLLBACK", protocol)
    assert count(session) == 0


@pytest.mark.parametrize("prepared", [False, True])
def test_calls_with_parameters_commit_too(session: Session, prepared: bool) -> None:
    session.execute(
        "CREATE PROCEDURE add(n int, OUT total int) LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO t VALUES (n); COMMIT; SELECT count(*) INTO total FROM t; END $$"
    )
    for number in (1, 2):
        called = session.execute("CALL add(%s, NULL)", (number,), prepare=prepared)
        assert called.fetchall() == [(number,)]
    with session.pipeline():
        before = session.execute("SELECT 1")
        called = session.execute("CALL add(%s, NULL)", (3,), prepare=prepared)
        assert (before.fetchall(), called.fetchall()) == ([(1,)], [(3,)])
