"""PostgreSQL's protocol, version 3, in bytes: messages built, parsed, and cut from a stream.

https://www.postgresql.org/docs/16/protocol-message-formats.html
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SSL_REQUEST = 80877103
GSS_REQUEST = 80877104
CANCEL_REQUEST = 80877102
VERSION = 3 << 16

STARTUP_MAX = 10_000
"""The most bytes of a startup packet; PostgreSQL's limit."""

PASSWORD_MAX = 65_536
"""The most bytes of a password message; a token with session credentials has about 2,000."""

MESSAGE_MAX = 10 * 1024 * 1024
"""The most bytes of a message to a cluster, which closes the connection at a longer one."""

PASSWORD_REQUEST = b"R\0\0\0\x08\0\0\0\x03"
"""AuthenticationCleartextPassword."""

_TOGETHER = 64
"""Messages of the same length that are skipped together."""

_U32 = struct.Struct("!I")
_PAIR = struct.Struct("!II")
_HEAD = struct.Struct("!BI")


class Malformed(ValueError):
    """The bytes are not a message of the protocol, or one that is too long."""


@dataclass(frozen=True, slots=True)
class Startup:
    """A startup packet."""

    version: int
    parameters: dict[str, str]


def message(kind: bytes, body: bytes) -> bytes:
    """Build a message of a kind, which is one letter."""
    return kind + _U32.pack(len(body) + 4) + body


def error(
    severity: str,
    sqlstate: str,
    text: str,
    hint: str | None = None,
    detail: str | None = None,
) -> bytes:
    """Build an ErrorResponse."""
    fields = {"S": severity, "V": severity, "C": sqlstate, "M": text, "D": detail, "H": hint}
    return error_of({key: value for key, value in fields.items() if value})


def error_of(fields: dict[str, str]) -> bytes:
    """Build an ErrorResponse from its fields."""
    body = "".join(f"{key}{value}\0" for key, value in fields.items())
    return message(b"E", body.encode(errors="surrogateescape") + b"\0")


def error_fields(packet: bytes) -> dict[str, str]:
    """Return the fields of an ErrorResponse by their letters: C is the SQLSTATE, M the message."""
    parts = packet[5:].rstrip(b"\0").split(b"\0")
    return {part[:1].decode(): part[1:].decode(errors="surrogateescape") for part in parts if part}


def parameter_status(name: str, value: str) -> bytes:
    """Build a ParameterStatus, which tells the client something about the session."""
    return message(b"S", f"{name}\0{value}\0".encode())


def build_version_answer(options: list[str]) -> bytes:
    """Build a NegotiateProtocolVersion: it is 3.0, and these options are unknown."""
    names = b"".join(option.encode() + b"\0" for option in options)
    return message(b"v", _PAIR.pack(VERSION, len(options)) + names)


def packet_size(head: bytes, most: int) -> int:
    """Return the number of bytes behind the four of a length.

    Raises:
        Malformed: the packet is longer than `most`, or shorter than a length and a code.
    """
    size: int = _U32.unpack_from(head)[0]
    if not 8 <= size <= most:
        raise Malformed(f"a packet of {size} bytes")
    return size - 4


def packet_code(body: bytes) -> int:
    """Return the code of a packet without a kind: of a request, or the protocol's version."""
    return int(_U32.unpack_from(body)[0])


def parse_startup(body: bytes) -> Startup:
    """Parse a startup packet, from its version on.

    Raises:
        Malformed: it is not a list of pairs with an end.
    """
    texts = body[4:].split(b"\0")
    # An empty name is the end, and the text behind the last zero byte is empty too.
    if len(texts) % 2 or texts[-2:] != [b"", b""] or not all(texts[:-2:2]):
        raise Malformed("a startup packet without its end")
    try:
        names = [text.decode() for text in texts[:-2]]
    except UnicodeDecodeError as problem:
        raise Malformed("a startup packet that is not UTF-8") from problem
    return Startup(packet_code(body), dict(zip(names[::2], names[1::2], strict=True)))


def startup_packet(parameters: dict[str, str]) -> bytes:
    """Build a startup packet of version 3.0."""
    pairs = "".join(f"{name}\0{value}\0" for name, value in parameters.items())
    body = _U32.pack(VERSION) + pairs.encode() + b"\0"
    return _U32.pack(len(body) + 4) + body


def _skip_similar(data: bytes, here: int, step: int) -> tuple[int, int]:
    """Skip messages of the same length and kind, many at a time.

    Return where they end, and after how many others to try again: rows of a table often have the
    same length as the next one.
    """
    begin, stride = here, _TOGETHER * step
    heads = [data[here + i : here + i + 1] * _TOGETHER for i in range(5)]
    while here + stride <= len(data) and all(
        data[here + i : here + i + stride : step] == head for i, head in enumerate(heads)
    ):
        here += stride
    return (begin + step, _TOGETHER) if here == begin else (here, 0)


class Cutter:
    """Cuts a stream of messages into whole ones of some kinds, and pieces of all others.

    The pieces are as long as they come, so that neither a million rows nor a value of a gigabyte is
    held back.
    """

    def __init__(self, kinds: bytes, longest: int | None = None) -> None:
        self._kinds = frozenset(kinds)
        self._longest = longest or 0xFFFFFFFF
        self._held = bytearray()
        """The beginning of a message that is not complete enough."""
        self._needed = 0
        """The bytes of it that are needed to go on."""
        self._passing = 0
        """The bytes that are left of a message of no interest."""

    def cut(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Return a kind with its whole message, or 0 with bytes of other messages, in order.

        Raises:
            Malformed: a length is impossible, or beyond the longest.
        """
        if self._held:
            self._held += data
            if len(self._held) < self._needed:
                return
            data = bytes(self._held)
            self._held.clear()
        # This loop runs once per row of a result: its names are local, and it checks as little as
        # possible.
        unpack, kinds, size = _HEAD.unpack_from, self._kinds, len(data)
        begin, here, last, wait = 0, self._passing, 0, 0
        while here + 5 <= size:
            kind, length = unpack(data, here)
            after = here + 1 + length
            if kind not in kinds and after <= size:
                here = after
                if length == last and wait <= 0:
                    here, wait = _skip_similar(data, here - 1 - length, 1 + length)
                last, wait = length, wait - 1
                continue
            self._check(length)
            if kind in kinds:
                if begin < here:
                    yield 0, data[begin:here]
                begin = here
                if after > size:
                    break
                yield kind, data[here:after]
                begin = after
            here = after
        yield from self._keep(data, begin, here)

    def _check(self, length: int) -> None:
        if not 4 <= length < self._longest:
            raise Malformed(f"a message of {length} bytes")

    def _keep(self, data: bytes, begin: int, here: int) -> Iterator[tuple[int, bytes]]:
        """Pass on what can pass of the rest, and keep what the next call must know."""
        size = len(data)
        self._passing = max(0, here - size)
        if here < size:
            length = _U32.unpack_from(data, here + 1)[0] if here + 5 <= size else 4
            self._needed = 1 + length
            self._held += data[here:]
            data = data[:here]
        if begin < len(data):
            yield 0, data[begin:]
