"""Runs of every kind of statement, over a real session with the sandbox."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Timer

import pytest

from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql.state import State
from dsql_tui.events import Arrived, Described, Event, Finished, Noticed, Refused
from dsql_tui.opening import Access
from tests.access import access_to


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


def refused(events: list[Event]) -> Refused:
    assert isinstance(events[-1], Refused), events[-1]
    return events[-1]


TAGS = [
    ("select 1", "SELECT 1", [Described, Arrived, Finished]),
    ("select 1 where false", "SELECT 0", [Described, Finished]),
    ("select", "SELECT 1", [Described, Arrived, Finished]),
    ("create table kinds (id int primary key, t text)", "CREATE TABLE", [Finished]),
    ("insert into kinds values (1, 'a'), (2, null)", "INSERT 0 2", [Finished]),
    ("insert into kinds values (3, '') returning id", "INSERT 0 1", [Described, Arrived, Finished]),
    ("update kinds set t = 'b' where id = 1", "UPDATE 1", [Finished]),
    ("copy kinds to stdout", "COPY 3", [Described, Arrived, Finished]),
    ("explain select 1", "EXPLAIN", [Described, Arrived, Finished]),
    ("show timezone", "SHOW", [Described, Arrived, Finished]),
    ("set timezone = 'Asia/Tokyo'", "SET", [Finished]),
    ("begin", "BEGIN", [Finished]),
    ("commit", "COMMIT", [Finished]),
    ("delete from kinds", "DELETE 3", [Finished]),
    ("drop table kinds", "DROP TABLE", [Finished]),
    ("drop table if exists kinds", "DROP TABLE", [Noticed, Finished]),
    ("", "", [Finished]),
    ("-- nothing", "", [Finished]),
]


def test_every_kind_of_statement_ends_with_its_tag(session: Session) -> None:
    for sql, tag, expected in TAGS:
        events = run(session, sql)
        assert (last(events).tag, kinds(events)) == (tag, expected), sql


def test_cells_are_what_the_server_sent(session: Session) -> None:
    events = run(
        session,
        "select 'infinity'::timestamptz, '0044-03-15 BC'::date, 1.10::numeric, null, '', "
        "'\\x00ff'::bytea, '{\"a\": 1}'::jsonb, 3.141592653589793::float8, '日本'",
    )
    described, arrived = events[0], events[1]
    assert isinstance(described, Described)
    assert isinstance(arrived, Arrived)
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


def test_many_rows_come_in_chunks(session: Session) -> None:
    events = run(session, "select generate_series(1, 4000)")
    chunks = [event.chunk.ntuples for event in events if isinstance(event, Arrived)]
    assert sum(chunks) == 4000
    assert len(chunks) >= 4


@pytest.mark.skipif(sys.platform == "win32", reason="libpq is out of reach there")
def test_rows_say_what_memory_they_take(session: Session) -> None:
    few, many = (
        next(event for event in run(session, sql) if isinstance(event, Arrived))
        for sql in ("select 1", "select repeat('x', 100000)")
    )
    assert 0 < (few.memory or 0) < 5_000
    assert 100_000 < (many.memory or 0) < 110_000


def test_a_refusal_says_where_and_leaves_the_session_usable(session: Session) -> None:
    refusal = refused(run(session, "select 1,\n  nothing")).refusal
    assert (refusal.sqlstate, refusal.position, refusal.lost) == ("42703", 13, False)
    assert last(run(session, "select 1")).tag == "SELECT 1"


def test_rows_that_came_before_a_refusal_are_kept(session: Session) -> None:
    events = run(session, "select 1 / (1600 - i) from generate_series(1, 2000) i")
    assert any(isinstance(event, Arrived) for event in events)
    assert refused(events).refusal.sqlstate == "22012"


def test_two_statements_at_once_are_refused_by_the_server(session: Session) -> None:
    assert refused(run(session, "select 1; select 2")).refusal.sqlstate == "42601"


def test_copy_from_stdin_is_refused_with_the_reason(session: Session) -> None:
    run(session, "create table copied (i int)")
    refusal = refused(run(session, "copy copied from stdin")).refusal
    assert "nothing to read from" in refusal.message
    assert last(run(session, "drop table copied")).tag == "DROP TABLE"


def test_the_state_follows_the_transaction(session: Session) -> None:
    assert session.state is State.IDLE
    run(session, "begin")
    assert session.state is State.IN_TRANSACTION
    run(session, "select nothing")
    assert session.state is State.FAILED
    assert last(run(session, "commit")).tag == "ROLLBACK"
    assert session.state is State.IDLE


def test_cancel_from_another_thread_ends_the_statement_and_not_the_session(
    session: Session,
) -> None:
    canceller = Timer(0.2, session.cancel)
    canceller.start()
    refusal = refused(run(session, "select pg_sleep(60)")).refusal
    canceller.join()
    assert (refusal.sqlstate, refusal.lost) == ("57014", False)
    assert last(run(session, "select 1")).tag == "SELECT 1"


def test_a_run_that_is_abandoned_is_cancelled(session: Session) -> None:
    events = session.run("select generate_series(1, 100000000)")
    assert isinstance(next(events), Described)
    events.close()  # type: ignore[attr-defined]
    assert last(run(session, "select 1")).tag == "SELECT 1"


def test_a_link_that_is_cut_ends_the_run_as_lost(session: Session) -> None:
    cutter = Timer(0.2, session.cut)
    cutter.start()
    refusal = refused(run(session, "select pg_sleep(60)")).refusal
    cutter.join()
    assert refusal.lost
    assert session.lost


def test_a_session_is_known_to_be_lost_as_soon_as_its_run_is(session: Session) -> None:
    timer = Timer(0.2, session.cut)
    timer.start()
    events = session.run("select pg_sleep(60)")
    ending = next(event for event in events if isinstance(event, Refused))
    assert ending.refusal.lost
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
def test_a_session_that_cannot_be_opened_says_why(
    access: Access, changes: dict[str, object], hint: str | None
) -> None:
    with pytest.raises(OpeningRefused) as caught:
        access_to(access, **changes).open()
    assert caught.value.refusal.message
    assert caught.value.refusal.lost


def test_the_clock_shows_what_the_sandbox_announces(session: Session) -> None:
    assert session.clock.limit == 3600
    assert session.clock.left(session.clock.opened) == pytest.approx(3600)
