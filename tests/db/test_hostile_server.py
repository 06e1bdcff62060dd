"""Sessions with a misbehaving server: an error or a result, never another exception."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer
from time import monotonic

import pytest

from dsql_tui.db import link
from dsql_tui.db.access_catalog import read_access
from dsql_tui.db.catalog import read_catalog
from dsql_tui.db.dropped_objects import count_dropped_objects
from dsql_tui.db.loaded_rows import find_rows, find_unique_key, read_column_types
from dsql_tui.db.loading import CopyTarget
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.roles import read_role_mappings
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.db.settings import read_session_settings
from dsql_tui.db.user_code import read_user_code
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.route import Route
from dsql_tui.dsql.token import Token
from dsql_tui.events import Described, Event, Failed, Finished, Notice, RowsReceived, ServerError
from dsql_tui.results.decode import decode_rows
from dsql_tui.results.readers.record import Record
from tests.hostile_server import (
    HOST,
    IDENTIFIER,
    PARSED,
    HostileServer,
    Misbehaviour,
    complete,
    description,
    ready,
    row,
)
from tests.misbehaviours import MISBEHAVIOURS

CUT_AFTER = 0.3
"""Seconds until the user gives up a session."""
TOKEN = Token("not a token", 900)


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[HostileServer]:
    """Start a server with the misbehaviour of the test's parameter."""
    with HostileServer(tmp_path, request.param, (HOST,)).serve() as server:
        yield server


def open_session(server: HostileServer) -> Session:
    route = Route("127.0.0.1", server.port, sslrootcert=str(server.root))
    return Session.open(public_endpoint(IDENTIFIER, "us-east-1"), "admin", TOKEN, route)


def run(session: Session) -> list[Event]:
    """Run a statement, and cut the session if it takes too long; return some of its events."""
    timer = Timer(CUT_AFTER, session.cut)
    timer.daemon = True
    timer.start()
    kept: list[Event] = []
    columns = 0
    for event in session.run("select 1"):
        if isinstance(event, Described):
            columns = len(event.columns)
        elif isinstance(event, RowsReceived):
            decode_rows(event.chunk, columns)
        if len(kept) < 10_000 or not isinstance(event, RowsReceived | Notice):
            kept.append(event)
    timer.cancel()
    return kept


def check_error(error: ServerError) -> None:
    """Check that an error can be shown."""
    assert error.message
    assert max(len(text or "") for text in (error.message, error.detail, error.hint)) < 20_000
    assert error.position is None or error.position <= len("select 1") + 1


@pytest.mark.parametrize("server", MISBEHAVIOURS, ids=lambda one: one.name, indirect=True)
def test_misbehaviour_ends_in_an_error_or_a_result(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsql_tui.db.session._CONNECT_TIMEOUT", 1.0)
    began = monotonic()
    try:
        session = open_session(server)
    except ConnectError as caught:
        check_error(caught.error)
        return
    assert 1 <= session.clock.limit <= 24 * 3600
    for _ in range(2):
        if session.lost:
            break
        session.read_last_words()
        events = run(session)
        ending = events[-1]
        assert isinstance(ending, Finished | Failed)
        if isinstance(ending, Failed):
            error = ending.error
            assert error.message
            assert (
                max(len(text or "") for text in (error.message, error.detail, error.hint)) < 20_000
            )
            assert error.position is None or error.position <= len("select 1") + 1
            assert error.lost == session.lost
    session.close()
    assert monotonic() - began < 20


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not count the bytes")
@pytest.mark.parametrize(
    "server",
    [one for one in MISBEHAVIOURS if "MB" in one.name or "large" in one.name],
    ids=lambda one: one.name,
    indirect=True,
)
def test_large_messages_take_bounded_memory(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Use a smaller limit, which is reached sooner."""
    monkeypatch.setattr(link, "MAX_PENDING_BYTES", 30 * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        session = open_session(server)
    except ConnectError:
        return
    list(session.run("select 1"))
    session.close()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def _answer_with(*cells: bytes | None, rows_sent: int = 1) -> Misbehaviour:
    """Answer every statement with rows of these cells."""
    names = description(*(b"c" for _ in cells))
    answer = (PARSED, names, *[row(*cells)] * rows_sent, complete(b"SELECT 1"), ready())
    return Misbehaviour(f"{len(cells)} cells, {rows_sent} rows", lambda peer: peer.send(*answer))


SHAPES = [
    _answer_with(b"1"),
    _answer_with(b"1", rows_sent=0),
    _answer_with(b"1", rows_sent=5),
    _answer_with(None, None),
    _answer_with(b"\xff\xfe", b"caf\xe9"),
    _answer_with(b"x", b"9" * 5000),
    _answer_with(b"\x1b[31m", None, b"x"),
    _answer_with(None, None, None, None, None, None),
    _answer_with(b"a", b"b", b"r", b"c", b"d", b"{1,x"),
    _answer_with(b"a", b"b", b"p", b"{1", b"d", b"e", b"}{"),
    _answer_with(*[b"x"] * 8),
]
TARGET = CopyTarget("t", ("a",))
RECORDS = [Record(1, "1", ("1",))]
READERS: dict[str, Callable[[Session], object]] = {
    "catalog": read_catalog,
    "roles": read_role_mappings,
    "access": read_access,
    "settings": read_session_settings,
    "user code": read_user_code,
    "cascade": lambda session: count_dropped_objects(session, ["drop schema s cascade"]),
    "key": lambda session: find_unique_key(session, TARGET),
    "types": lambda session: read_column_types(session, "t"),
    "rows": lambda session: find_rows(session, TARGET, ("a",), {"a": "text"}, RECORDS),
}


@pytest.mark.parametrize("server", SHAPES, ids=lambda one: one.name, indirect=True)
@pytest.mark.parametrize("reader", READERS)
def test_odd_answer_to_a_catalog_query_is_an_error_or_a_result(
    server: HostileServer, reader: str
) -> None:
    session = open_session(server)
    with suppress(CatalogError):
        READERS[reader](session)
    assert not session.lost
    session.close()
