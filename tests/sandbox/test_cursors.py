"""Cursors of the extended protocol: some rows at a time, asked for by Execute and Flush."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect, endpoint, tls_socket, token

OPTIONS = "-c search_path=cursors"


class RawSession:
    """A session whose messages are sent one by one, and received by their kinds."""

    def __init__(self, ready: Ready) -> None:
        at = endpoint(ready)
        self._socket = tls_socket(ready, "postgresql", at.host)
        self._held = b""
        startup = {"user": "admin", "database": "postgres", "options": OPTIONS}
        self.send(wire.startup_packet(startup))
        self.send(wire.message(b"p", token(ready, at).encode() + b"\0"))
        self.receive("Z")

    def send(self, *messages: bytes) -> None:
        """Send messages at once."""
        self._socket.sendall(b"".join(messages))

    def receive(self, last: str) -> str:
        """Return the kinds of the messages up to one of some kinds, which must come in time."""
        kinds = ""
        while kinds[-1:] not in tuple(last):
            while len(self._held) < 5 or len(self._held) < self._size():
                piece = self._socket.recv(65536)
                assert piece, "the session has ended"
                self._held += piece
            kinds += self._held[:1].decode()
            self._held = self._held[self._size() :]
        return kinds

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _size(self) -> int:
        return 1 + int.from_bytes(self._held[1:5], "big")


def bind(sql: bytes) -> bytes:
    return extended.parse(sql) + extended.bind() + extended.describe(b"P")


def fetch(rows: int) -> bytes:
    """Build an Execute for so many rows, and a Flush."""
    return wire.message(b"E", b"\0" + rows.to_bytes(4, "big")) + extended.FLUSH


@pytest.fixture
def admin(ready: Ready) -> Iterator[psycopg.Connection]:
    with connect(ready, options=OPTIONS) as session:
        session.execute("CREATE SCHEMA cursors")
        session.execute("CREATE TABLE rows (id int PRIMARY KEY)")
        session.execute("INSERT INTO rows SELECT generate_series(1, 5)")
        session.execute("CREATE TABLE others (id int PRIMARY KEY)")
        session.execute("CREATE TABLE unknown (id int PRIMARY KEY)")
        yield session
        session.execute("DROP SCHEMA cursors CASCADE")


@pytest.fixture
def raw(ready: Ready, admin: psycopg.Connection) -> Iterator[RawSession]:
    session = RawSession(ready)
    yield session
    session.close()


READS = ["SELECT id FROM rows ORDER BY id", "SELECT id FROM rows FOR UPDATE"]


@pytest.mark.parametrize("begins", [False, True], ids=["alone", "begun"])
@pytest.mark.parametrize("changed", ["", "others", "unknown"])
@pytest.mark.parametrize("sql", READS)
def test_rows_come_in_pieces_without_a_sync(
    raw: RawSession, admin: psycopg.Connection, sql: str, changed: str, begins: bool
) -> None:
    raw.send(wire.message(b"Q", b"SELECT 1 FROM others\0"))
    raw.receive("Z")
    if changed:
        admin.execute(f"ALTER TABLE {changed} ADD COLUMN more int")
    if begins:
        raw.send(wire.message(b"Q", b"BEGIN\0"))
        assert raw.receive("Z") == "CZ"
    raw.send(bind(sql.encode()), fetch(2))
    assert raw.receive("sE") == "12TDDs"
    raw.send(fetch(2))
    assert raw.receive("sE") == "DDs"
    raw.send(fetch(2))
    assert raw.receive("CE") == "DC"
    raw.send(extended.SYNC)
    assert raw.receive("Z") == "Z"


def test_changed_rows_come_in_pieces_and_count_once(
    raw: RawSession, admin: psycopg.Connection
) -> None:
    change = b"INSERT INTO rows SELECT generate_series(1001, 4000) RETURNING id"
    raw.send(bind(change), fetch(2))
    assert raw.receive("sE") == "12TDDs"
    raw.send(fetch(3000))
    assert raw.receive("CE") == "D" * 2998 + "C"
    raw.send(extended.SYNC)
    assert raw.receive("Z") == "Z"
    assert admin.execute("SELECT count(*) FROM rows").fetchone() == (3005,)


def test_a_cursor_on_a_changed_table_gets_its_error_at_once(
    raw: RawSession, admin: psycopg.Connection
) -> None:
    raw.send(wire.message(b"Q", b"SELECT id FROM rows\0"))
    raw.receive("Z")
    admin.execute("ALTER TABLE rows ADD COLUMN more int")
    raw.send(bind(READS[0].encode()), fetch(2))
    assert raw.receive("sE") == "12TE"
    raw.send(extended.SYNC)
    assert raw.receive("Z") == "Z"
