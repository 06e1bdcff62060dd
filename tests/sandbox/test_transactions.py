"""The limits of a transaction: rows, bytes, age, DDL, and how it ends."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from tests.conftest import start_copy
from tests.sandbox.clients import connect
from tests.sandbox.protocols import PROTOCOLS, Session, ask, outcome

ROWS = "transaction row limit exceeded"
SIZE = "transaction size limit 10mb exceeded"


@pytest.fixture
def session(ready: Ready) -> Iterator[Session]:
    with connect(ready, options="-c search_path=bounded") as session:
        session.execute("CREATE SCHEMA bounded")
        session.execute("CREATE TABLE things (id int PRIMARY KEY, words text)")
        yield session
        session.execute("ROLLBACK")
        session.execute("DROP SCHEMA bounded CASCADE")


def fill(session: Session, count: int) -> None:
    """Add rows from 1 on, in as many transactions as needed."""
    for begin in range(1, count + 1, 3000):
        end = min(begin + 2999, count)
        session.execute(f"INSERT INTO things SELECT generate_series({begin}, {end})".encode())


def count_rows(session: Session) -> int:
    (row,) = session.execute("SELECT count(*) FROM things").fetchall()
    return int(row[0])


def values(count: int) -> str:
    return "INSERT INTO things (id) VALUES " + ", ".join(f"({number})" for number in range(count))


FORMS: list[tuple[str, int, Callable[[int], list[str]]]] = [
    (
        "an INSERT of a query",
        0,
        lambda count: [f"INSERT INTO things SELECT generate_series(1, {count})"],
    ),
    ("an INSERT of values", 0, lambda count: [values(count)]),
    (
        "an INSERT that returns",
        0,
        lambda count: [f"INSERT INTO things SELECT generate_series(1, {count}) RETURNING id"],
    ),
    (
        "an INSERT or UPDATE",
        10,
        lambda count: [
            f"INSERT INTO things SELECT generate_series(1, {count})"
            " ON CONFLICT (id) DO UPDATE SET words = 'again'"
        ],
    ),
    ("an UPDATE", 4000, lambda count: [f"UPDATE things SET words = '' WHERE id <= {count}"]),
    ("a DELETE", 4000, lambda count: [f"DELETE FROM things WHERE id <= {count}"]),
    (
        "a transaction",
        4000,
        lambda count: [
            "BEGIN",
            "DELETE FROM things WHERE id <= 1000",
            "UPDATE things SET words = '' WHERE id <= 2000",
            f"INSERT INTO things SELECT generate_series(5001, {count + 3000})",
            "COMMIT",
        ],
    ),
]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("form", FORMS, ids=[form[0] for form in FORMS])
def test_three_thousand_rows_may_change_and_no_more(
    session: Session, form: tuple[str, int, Callable[[int], list[str]]], protocol: str
) -> None:
    _, before, statements = form
    fill(session, before)
    refused = [ask(session, each, protocol) for each in statements(3001)]
    states = [answer.sqlstate for answer in refused if answer.sqlstate]
    assert states == ["54000"]
    assert ROWS in [answer.message for answer in refused]
    assert count_rows(session) == before
    allowed = [ask(session, each, protocol) for each in statements(3000)]
    assert not [answer for answer in allowed if answer.sqlstate]
    assert allowed[-1].tag.endswith(("3000", "COMMIT"))


def test_a_message_of_several_statements_is_one_transaction(session: Session) -> None:
    two = "INSERT INTO things SELECT generate_series({}, {});" * 2
    assert outcome(ask(session, two.format(1, 2000, 2001, 4001))) == "54000"
    assert count_rows(session) == 0
    assert outcome(ask(session, two.format(1, 2000, 2001, 3000))) == "INSERT 0 1000"
    assert count_rows(session) == 3000


def test_a_pipeline_without_begin_is_one_transaction(session: Session) -> None:
    with session.pipeline() as pipeline:
        session.execute("INSERT INTO things SELECT generate_series(1, 2000)")
        session.execute("INSERT INTO things SELECT generate_series(2001, 4001)")
        with pytest.raises(psycopg.errors.ProgramLimitExceeded):
            pipeline.sync()
    assert count_rows(session) == 0


@pytest.mark.parametrize("begun", [False, True])
def test_rows_of_a_copy_count(session: Session, begun: bool) -> None:
    for count in (3001, 3000):
        if begun:
            session.execute("BEGIN")
        with (
            suppress(psycopg.errors.ProgramLimitExceeded),
            session.cursor().copy("COPY things (id) FROM STDIN") as data,
        ):
            for number in range(count):
                data.write_row((number,))
        if begun:
            assert outcome(ask(session, "COMMIT")) == ("COMMIT" if count == 3000 else "ROLLBACK")
        assert count_rows(session) == (count if count == 3000 else 0)


def test_a_copy_by_the_extended_protocol(session: Session) -> None:
    pgconn = session.pgconn
    begin = pgconn.exec_params(b"COPY things FROM STDIN", [])
    assert begin.status == psycopg.pq.ExecStatus.COPY_IN
    pgconn.put_copy_data(b"1\tone\n2\ttwo\n")
    pgconn.put_copy_end()
    result = pgconn.get_result()
    assert result is not None
    assert result.command_status == b"COPY 2"
    assert pgconn.get_result() is None
    assert count_rows(session) == 2


@pytest.mark.parametrize("data", ["one\n", "1\n1\n"])
def test_a_copy_that_fails_says_why(session: Session, data: str) -> None:
    with (
        pytest.raises((psycopg.errors.DataError, psycopg.errors.UniqueViolation)),
        session.cursor().copy("COPY things (id) FROM STDIN") as copy,
    ):
        copy.write(data)
    assert count_rows(session) == 0


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_ten_mebibytes_may_change_which_commit_finds_out(session: Session, protocol: str) -> None:
    random = (
        "INSERT INTO things SELECT row, (SELECT string_agg(md5((piece + row)::text), '')"
        " FROM generate_series(1, 31000) AS piece) FROM generate_series({}, {}) AS row"
    )
    assert outcome(ask(session, random.format(1, 9), protocol)) == "INSERT 0 9"
    assert ask(session, random.format(11, 22), protocol).message == SIZE
    assert outcome(ask(session, "BEGIN", protocol)) == "BEGIN"
    assert outcome(ask(session, random.format(31, 42), protocol)) == "INSERT 0 12"
    assert outcome(ask(session, "COMMIT", protocol)) == "54000"
    assert session.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    assert count_rows(session) == 9


def test_values_from_the_client_count_uncompressed(session: Session) -> None:
    session.execute("BEGIN")
    for number in range(12):
        session.execute("INSERT INTO things VALUES (%s, %s)", [number, "x" * 1_000_000])
    with pytest.raises(psycopg.errors.ProgramLimitExceeded) as caught:
        session.execute("COMMIT")
    assert caught.value.diag.message_detail == "Current transaction size 12mb > 10mb"


MESSAGES = [
    ("CREATE TABLE one (id int); CREATE TABLE two (id int)", "0A000"),
    ("CREATE TABLE one (id int); INSERT INTO things VALUES (1)", "0A000"),
    ("INSERT INTO things VALUES (1); TRUNCATE things", "0A000"),
    ("INSERT INTO things VALUES (1); SELECT nothing", "42703"),
    ("BEGIN; INSERT INTO things VALUES (1); ROLLBACK; SELECT 1", "SELECT 1"),
    ("BEGIN; INSERT INTO things VALUES (1); SAVEPOINT here", "0A000"),
    ("select 1; -- nothing\n;", "SELECT 1"),
    ("INSERT INTO things VALUES (1); DELETE FROM things", "DELETE 1"),
]


@pytest.mark.parametrize(("sql", "last"), MESSAGES, ids=[sql for sql, _ in MESSAGES])
def test_several_statements_in_a_message(session: Session, sql: str, last: str) -> None:
    assert outcome(ask(session, sql)) == last
    ask(session, "ROLLBACK")
    assert count_rows(session) == 0


def test_what_is_committed_in_a_message_stays(session: Session) -> None:
    sql = "BEGIN; INSERT INTO things VALUES (1); COMMIT; INSERT INTO things VALUES (2); SELECT no"
    assert outcome(ask(session, sql)) == "42703"
    assert session.execute("SELECT id FROM things").fetchall() == [(1,)]


def test_nothing_of_a_message_is_run_that_cannot_be_read_to_its_end(session: Session) -> None:
    sql = (
        "BEGIN; INSERT INTO things VALUES (1); COMMIT; AWS IAM GRANT x TO 'y'; SELECT 1 FRM things"
    )
    with pytest.raises(psycopg.errors.SyntaxError) as refused:
        session.execute(sql)
    assert refused.value.diag.statement_position == str(sql.index("things", 70) + 1)
    assert session.execute("SELECT count(*) FROM things").fetchone() == (0,)


def test_an_error_points_into_the_whole_message(session: Session) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn) as caught:
        session.execute("INSERT INTO things VALUES (1); SELECT ünknown")
    assert caught.value.diag.statement_position == "39"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_snapshot_lasts_as_long_as_its_transaction(
    ready: Ready, session: Session, protocol: str
) -> None:
    with connect(ready, options="-c search_path=bounded") as other:
        ask(session, "BEGIN", protocol)
        assert ask(session, "SELECT count(*) FROM things", protocol).rows == (("0",),)
        ask(other, "INSERT INTO things VALUES (1)", protocol)
        assert ask(session, "SELECT count(*) FROM things", protocol).rows == (("0",),)
        assert outcome(ask(session, "COMMIT", protocol)) == "COMMIT"
        assert ask(session, "SELECT count(*) FROM things", protocol).rows == (("1",),)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("end", ["COMMIT", "END", "ROLLBACK", "ABORT"])
def test_a_failed_transaction_ends_in_rollback(session: Session, end: str, protocol: str) -> None:
    answers = [
        ask(session, each, protocol)
        for each in ("BEGIN", "INSERT INTO things VALUES (1)", "VACUUM", "VACUUM", "BEGIN", end)
    ]
    assert list(map(outcome, answers)) == [
        "BEGIN",
        "INSERT 0 1",
        "0A000",
        "25P02",
        "25P02",
        "ROLLBACK",
    ]
    assert count_rows(session) == 0


@pytest.fixture(scope="module")
def hasty(created: Path) -> Iterator[Ready]:
    command = (sys.executable, "-m", "tests.sandbox.sandbox_with_short_transactions")
    with start_copy(created, command) as process:
        yield process.ready


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("late", ["SELECT 1", "COMMIT"])
def test_a_transaction_has_an_age(hasty: Ready, late: str, protocol: str) -> None:
    with connect(hasty) as session:
        assert outcome(ask(session, "BEGIN", protocol)) == "BEGIN"
        threading.Event().wait(1.1)
        answer = ask(session, late, protocol)
        assert answer.message == "transaction age limit of 300s exceeded"
        assert outcome(ask(session, "ROLLBACK", protocol)) == "ROLLBACK"
        assert outcome(ask(session, "SELECT 1", protocol)) == "SELECT 1"
