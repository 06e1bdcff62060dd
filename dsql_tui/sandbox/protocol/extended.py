"""Messages of PostgreSQL's extended protocol, built and parsed.

https://www.postgresql.org/docs/16/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
"""

from __future__ import annotations

from dsql_tui.sandbox.protocol import wire

OWN = b"dsql_sandbox"
"""The name of the sandbox's own statements and portals."""

FLUSH, SYNC = b"H\0\0\0\x04", b"S\0\0\0\x04"

NO_TYPES = b"\0\0"
NO_VALUES = b"\0\0\0\0\0\0"
"""For Bind: no parameters, and results as text."""

OWN_ANSWERS = 5
"""The number of replies to `own`."""


def parse(sql: bytes, types: bytes = NO_TYPES, name: bytes = b"") -> bytes:
    """Build a Parse; `types` is the number of parameter types, and the types."""
    return wire.message(b"P", name + b"\0" + sql + b"\0" + types)


def bind(values: bytes = NO_VALUES, name: bytes = b"") -> bytes:
    """Build a Bind of a statement to the portal of the same name."""
    return wire.message(b"B", name + b"\0" + name + b"\0" + values)


def describe(kind: bytes, name: bytes = b"") -> bytes:
    """Build a Describe: S for a statement, P for a portal."""
    return wire.message(b"D", kind + name + b"\0")


def execute(name: bytes = b"") -> bytes:
    """Build an Execute for all rows."""
    return wire.message(b"E", name + b"\0\0\0\0\0")


def close(kind: bytes, name: bytes) -> bytes:
    """Build a Close (S for a statement, P for a portal), harmless if the name is unknown."""
    return wire.message(b"C", kind + name + b"\0")


_CLOSED = close(b"P", OWN) + close(b"S", OWN)


def build_internal_parse(sql: bytes, types: bytes = NO_TYPES) -> bytes:
    """Build the messages that parse one of the sandbox's statements; three replies."""
    return _CLOSED + parse(sql, types, OWN)


def build_internal_run(sql: bytes, types: bytes = NO_TYPES, values: bytes = NO_VALUES) -> bytes:
    """Build the messages that run one of the sandbox's statements between any two of a client."""
    return build_internal_parse(sql, types) + bind(values, OWN) + execute(OWN)


def build_simple_query(sql: bytes) -> bytes:
    """Build the messages that run a statement of the simple protocol; four replies."""
    return parse(sql) + bind() + describe(b"P") + execute()


def split_parse(message: bytes) -> tuple[bytes, bytes, bytes]:
    """Return a Parse's name, statement and types.

    Raises:
        wire.Malformed: it is not a Parse.
    """
    return _split_message(message)


def split_bind(message: bytes) -> tuple[bytes, bytes, bytes]:
    """Return a Bind's portal, statement and values.

    Raises:
        wire.Malformed: it is not a Bind.
    """
    return _split_message(message)


def first_text(message: bytes) -> bytes:
    """Return the text that a message begins with, such as the portal of an Execute."""
    return message[5:].split(b"\0", 1)[0]


def rows(data: bytes) -> list[list[bytes | None]]:
    """Return the values of the DataRows among some messages."""
    found, here = [], 0
    while here + 5 <= len(data):
        after = here + 1 + int.from_bytes(data[here + 1 : here + 5], "big")
        if data[here : here + 1] == b"D":
            found.append(_values(data[here + 7 : after]))
        here = after
    return found


def data_row(*values: bytes) -> bytes:
    """Build a DataRow."""
    body = b"".join(len(value).to_bytes(4, "big") + value for value in values)
    return wire.message(b"D", len(values).to_bytes(2, "big") + body)


def _split_message(message: bytes) -> tuple[bytes, bytes, bytes]:
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
