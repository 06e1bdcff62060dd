"""Runs of every kind of statement, over a real session with the sandbox."""

from __future__ import annotations

import gc
import re
import sys
import warnings
from collections.abc import Iterator
from threading import Timer
from time import monotonic
from typing import Any

import pytest

from dsql_tui.db.session import ConnectError, Session
from dsql_tui.dsql.state import State
from dsql_tui.events import Described, Event, Failed, Finished, Notice, RowsReceived
from dsql_tui.opening import Access
from dsql_tui.sql.complete.snippets import SNIPPETS
from dsql_tui.sql.statements import split
from tests.access import change_access, read_state


@pytest.fixture
def session(access: Access) -> Iterator[Session]:
    session = access.open()
    yield session
    session.close()


def run(session: Session, sql: str) -> list[Event]:
    return list(session.run(sql))


def kinds(events: list[Event]) -> list[type]:
    return [type(event) for event in events]


def last(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished), events[-1]
    return events[-1]


def expect_failure(events: list[Event]) -> Failed:
    assert isinstance(events[-1], Failed), events[-1]
    return events[-1]


TAGS = [
    ("select 1", "SELECT 1", [Described, RowsReceived, Finished]),
    ("select 1 where false", "SELECT 0", [Described, Finished]),
    ("select", "SELECT 1", [Described, RowsReceived, Finished]),
    ("create table kinds (id int primary key, t text)", "CREATE TABLE", [Finished]),
    ("insert into kinds values (1, 'a'), (2, null)", "INSERT 0 2", [Finished]),
    (
        "insert into kinds values (3, '') returning id",
        "INSERT 0 1",
        [Described, RowsReceived, Finished],
    ),
    ("update kinds set t = 'b' where id = 1", "UPDATE 1", [Finished]),
    ("copy kinds to stdout", "COPY 3", [Described, RowsReceived, Finished]),
    ("explain select 1", "EXPLAIN", [Described, RowsReceived, Finished]),
    ("show timezone", "SHOW", [Described, RowsReceived, Finished]),
    ("set timezone = 'Asia/Tokyo'", "SET", [Finished]),
    ("begin", "BEGIN", [Finished]),
    ("commit", "COMMIT", [Finished]),
    ("delete from kinds", "DELETE 3", [Finished]),
    ("drop table kinds", "DROP TABLE", [Finished]),
    ("drop table if exists kinds", "DROP TABLE", [Notice, Finished]),
    ("", "", [Finished]),
    ("-- nothing", "", [Finished]),
]


def test_every_kind_of_statement_ends_with_its_tag(session: Session) -> None:
    for sql, tag, expected in TAGS:
        events = run(session, sql)
        assert (last(events).tag, kinds(events)) == (tag, expected), sql


def test_cells_are_the_bytes_that_the_server_sent(session: Session) -> None:
    events = run(
        session,
        "select 'infinity'::timestamptz, '0044-03-15 BC'::date, 1.10::numeric, null, '', "
        "'\\x00ff'::bytea, '{\"a\": 1}'::jsonb, 3.141592653589793::float8, '日本'",
    )
    described, arrived = events[0], events[1]
    assert isinstance(described, Described)
    assert isinstance(arrived, RowsReceived)
    cells = [arrived.chunk.get_value(0, column) for column in range(len(described.columns))]
    assert cells == [
        b"infinity",
        b"0044-03-15 BC",
        b"1.10",
        None,
        b"",
        b"\\x00ff",
        b'{"a": 1}',
        b"3.141592653589793",
        "日本".encode(),
    ]


def test_many_rows_arrive_in_chunks(session: Session) -> None:
    events = run(session, "select generate_series(1, 4000)")
    chunks = [event.chunk.ntuples for event in events if isinstance(event, RowsReceived)]
    assert sum(chunks) == 4000
    assert len(chunks) >= 4


@pytest.mark.skipif(sys.platform == "win32", reason="libpq is out of reach there")
def test_rows_report_their_memory(session: Session) -> None:
    few, many = (
        next(event for event in run(session, sql) if isinstance(event, RowsReceived))
        for sql in ("select 1", "select repeat('x', 100000)")
    )
    assert 0 < (few.memory or 0) < 5_000
    assert 100_000 < (many.memory or 0) < 110_000


def test_error_has_a_position_and_leaves_the_session_usable(session: Session) -> None:
    error = expect_failure(run(session, "select 1,\n  nothing")).error
    assert (error.sqlstate, error.position, error.lost) == ("42703", 13, False)
    assert last(run(session, "select 1")).tag == "SELECT 1"


def test_rows_before_an_error_are_kept(session: Session) -> None:
    events = run(session, "select 1 / (1600 - i) from generate_series(1, 2000) i")
    assert any(isinstance(event, RowsReceived) for event in events)
    assert expect_failure(events).error.sqlstate == "22012"


def test_server_refuses_two_statements_at_once(session: Session) -> None:
    assert expect_failure(run(session, "select 1; select 2")).error.sqlstate == "42601"


def test_copy_from_stdin_without_data_fails_with_a_reason(session: Session) -> None:
    run(session, "create table copied (i int)")
    error = expect_failure(run(session, "copy copied from stdin")).error
    assert "nothing to read from" in error.message
    assert last(run(session, "drop table copied")).tag == "DROP TABLE"


def test_state_follows_the_transaction(session: Session) -> None:
    assert read_state(session) is State.IDLE
    run(session, "begin")
    assert read_state(session) is State.IN_TRANSACTION
    run(session, "select nothing")
    assert read_state(session) is State.FAILED
    assert last(run(session, "commit")).tag == "ROLLBACK"
    assert read_state(session) is State.IDLE


def test_cancel_from_another_thread_ends_only_the_statement(
    session: Session,
) -> None:
    canceller = Timer(0.2, session.cancel)
    canceller.start()
    error = expect_failure(run(session, "select pg_sleep(60)")).error
    canceller.join()
    assert (error.sqlstate, error.lost) == ("57014", False)
    assert last(run(session, "select 1")).tag == "SELECT 1"


def test_abandoned_run_is_cancelled(session: Session) -> None:
    events = session.run("select generate_series(1, 100000000)")
    assert isinstance(next(events), Described)
    events.close()  # type: ignore[attr-defined]
    assert last(run(session, "select 1")).tag == "SELECT 1"


def test_abandoned_run_of_a_read_only_session_is_cancelled(session: Session) -> None:
    session.read_only = True
    events = session.run("select generate_series(1, 100000000)")
    assert isinstance(next(events), Described)
    events.close()  # type: ignore[attr-defined]
    assert session.state is State.IDLE
    assert last(run(session, "select 1")).tag == "SELECT 1"


@pytest.mark.parametrize(
    ("sql", "events_before"),
    [
        ("copy (select generate_series(1, 100000000)) to stdout", 2),
        ("copy (select generate_series(1, 100000000)) to stdout", 1),
        ("copy abandoned from stdin", 0),
        ("insert into abandoned select generate_series(1, 3000)", 0),
    ],
)
def test_abandoned_run_ends_in_every_state(session: Session, sql: str, events_before: int) -> None:
    run(session, "create table if not exists abandoned (i int)")
    began = monotonic()
    events = session.run(sql)
    for _ in range(events_before):
        next(events)
    events.close()  # type: ignore[attr-defined]
    assert monotonic() - began < 10
    assert last(run(session, "select 1")).tag == "SELECT 1"


@pytest.mark.parametrize("sql", ["select 'a\0b'", "select '\ud800'"])
def test_text_that_libpq_would_truncate_is_refused(session: Session, sql: str) -> None:
    error = expect_failure(run(session, sql)).error
    assert error.message.startswith("The statement has")
    assert not error.lost


def test_cut_link_ends_the_run_as_lost(session: Session) -> None:
    cutter = Timer(0.2, session.cut)
    cutter.start()
    error = expect_failure(run(session, "select pg_sleep(60)")).error
    cutter.join()
    assert error.lost
    assert session.lost


def test_session_is_lost_as_soon_as_its_run_is(session: Session) -> None:
    timer = Timer(0.2, session.cut)
    timer.start()
    events = session.run("select pg_sleep(60)")
    ending = next(event for event in events if isinstance(event, Failed))
    assert ending.error.lost
    assert session.lost, "before the run is done with"
    events.close()  # type: ignore[attr-defined]
    timer.join()


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"role": "nobody"}, None),
        ({"hostaddr": "127.0.0.1", "port": 1}, None),
        ({"sslrootcert": "/nonexistent.pem"}, None),
    ],
)
def test_failed_opening_has_a_reason(
    access: Access, changes: dict[str, Any], hint: str | None
) -> None:
    with pytest.raises(ConnectError) as caught:
        change_access(access, **changes).open()
    assert caught.value.error.message
    assert caught.value.error.lost


def test_clock_uses_the_limit_that_the_sandbox_announces(session: Session) -> None:
    assert session.clock.limit == 3600
    assert session.clock.seconds_until_cutoff(session.clock.opened) == pytest.approx(3600)


def test_every_built_in_snippet_runs(session: Session) -> None:
    words = {"*": "*", "table": "snip", "key": "id", "type": "text", "condition": "name = 'a'"}
    words |= {"values": "gen_random_uuid(), 'a'", "value": "'b'", "statement": "select 1"}
    for snippet in sorted(SNIPPETS, key=lambda each: each.word != "tbl"):
        names = {**words, "column": "name", "columns": "name", "name": f"a_{snippet.word}"}
        if snippet.word == "ins":
            names["columns"] = "id, name"
        text = re.sub(r"\$\{(.*?)\}", lambda found: names[found[1]], snippet.text)  # noqa: B023
        for statement in split(text):
            assert not [e for e in run(session, statement.text) if isinstance(e, Failed)], text


@pytest.mark.parametrize("sql", ["select 1", "select pg_sleep(0.01)"])
def test_a_session_that_was_cut_leaves_no_socket_open(access: Access, sql: str) -> None:
    session = access.open()
    run(session, sql)
    session.cut()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        del session
        gc.collect()
    assert [str(each.message) for each in caught if each.category is ResourceWarning] == []


def test_a_session_that_was_cut_while_a_statement_runs_ends_it(access: Access) -> None:
    session = access.open()
    events = session.run("select generate_series(1, 10000000)")
    assert isinstance(next(events), Described)
    session.cut()
    assert expect_failure(list(events)).error.lost
    assert session.lost
    assert run(session, "select 1")[-1].error.lost  # type: ignore[union-attr]
    session.cut()
    session.close()
