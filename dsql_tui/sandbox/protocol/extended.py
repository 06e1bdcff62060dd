"""The messages of PostgreSQL's extended protocol that a session makes and takes apart.

https://www.postgresql.org/docs/16/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
"""

from __future__ import annotations

from dsql_tui.sandbox.protocol import wire

OWN = b"dsql_sandbox"
"""The name of statements and portals that the client knows nothing of."""

FLUSH, SYNC = b"H\0\0\0\x04", b"S\0\0\0\x04"

NO_TYPES = b"\0\0"
NO_VALUES = b"\0\0\0\0\0\0"
"""No parameters in Bind, and results as text."""

OWN_ANSWERS = 5
"""How many messages of `own` are answered by one each."""


def parse(sql: bytes, types: bytes = NO_TYPES, name: bytes = b"") -> bytes:
    """A Parse; `types` is how many of the parameters' types are given, and they."""
    return wire.message(b"P", name + b"\0" + sql + b"\0" + types)


def bind(values: bytes = NO_VALUES, name: bytes = b"") -> bytes:
    """A Bind of a statement to the portal of the same name."""
    return wire.message(b"B", name + b"\0" + name + b"\0" + values)


def describe(kind: bytes, name: bytes = b"") -> bytes:
    """A Describe; S for a statement, P for a portal."""
    return wire.message(b"D", kind + name + b"\0")


def execute(name: bytes = b"") -> bytes:
    """An Execute that asks for all rows."""
    return wire.message(b"E", name + b"\0\0\0\0\0")


def close(kind: bytes, name: bytes) -> bytes:
    """A Close, harmless where there is nothing of the name; S for a statement, P for a portal."""
    return wire.message(b"C", kind + name + b"\0")


_CLOSED = close(b"P", OWN) + close(b"S", OWN)


def own_parse(sql: bytes, types: bytes = NO_TYPES) -> bytes:
    """Parse a statement of our own; three answers."""
    return _CLOSED + parse(sql, types, OWN)


def own(sql: bytes, types: bytes = NO_TYPES, values: bytes = NO_VALUES) -> bytes:
    """Run a statement of our own, which may stand between any two messages of a client."""
    return own_parse(sql, types) + bind(values, OWN) + execute(OWN)


def plain(sql: bytes) -> bytes:
    """Run a statement that came in the simple protocol; four answers."""
    return parse(sql) + bind() + describe(b"P") + execute()


def cut_parse(message: bytes) -> tuple[bytes, bytes, bytes]:
    """A Parse as name, statement and types.

    Raises:
        wire.Malformed: it is none.
    """
    return _three(message)


def cut_bind(message: bytes) -> tuple[bytes, bytes, bytes]:
    """A Bind as portal, name of the statement, and values.

    Raises:
        wire.Malformed: it is none.
    """
    return _three(message)


def first_text(message: bytes) -> bytes:
    """What a message begins with, as Execute does with its portal."""
    return message[5:].split(b"\0", 1)[0]


def rows(data: bytes) -> list[list[bytes | None]]:
    """The values of the DataRows in a run of messages."""
    found, here = [], 0
    while here + 5 <= len(data):
        after = here + 1 + int.from_bytes(data[here + 1 : here + 5], "big")
        if data[here : here + 1] == b"D":
            found.append(_values(data[here + 7 : after]))
        here = after
    return found


def data_row(*values: bytes) -> bytes:
    """A DataRow."""
    body = b"".join(len(value).to_bytes(4, "big") + value for value in values)
    return wire.message(b"D", len(values).to_bytes(2, "big") + body)


def _three(message: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        first, second, rest = message[5:].split(b"\0", 2)
    except ValueError:
        raise wire.Malformed("a message without its end") from None
    return first, second, rest


def _values(body: bytes) -> list[bytes | None]:
    values: list[bytes | None] = []
    here = 0
    while here < len(body):
        size = int.from_bytes(body[here : here + 4], "big", signed=True)
        here += 4
        values.append(None if size < 0 else body[here : here + size])
        here += max(size, 0)
    return values
