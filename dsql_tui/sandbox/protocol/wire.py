"""PostgreSQL's protocol, version 3, as bytes: messages made, taken apart, and found in a stream.

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
"""Bytes in a startup packet; PostgreSQL's own limit."""

PASSWORD_MAX = 65_536
"""Bytes in a password message; a token with session credentials has about 2,000."""

MESSAGE_MAX = 10 * 1024 * 1024
"""Bytes in a message to a cluster, which closes the connection at a longer one."""

PASSWORD_REQUEST = b"R\0\0\0\x08\0\0\0\x03"
"""AuthenticationCleartextPassword."""

_TOGETHER = 64
"""Messages of a length that are passed over together."""

_U32 = struct.Struct("!I")
_PAIR = struct.Struct("!II")
_HEAD = struct.Struct("!BI")


class Malformed(ValueError):
    """The bytes are no message of the protocol, or one longer than allowed."""


@dataclass(frozen=True, slots=True)
class Startup:
    """What a client opens a session with."""

    version: int
    parameters: dict[str, str]


def message(kind: bytes, body: bytes) -> bytes:
    """A message of the kind, one letter."""
    return kind + _U32.pack(len(body) + 4) + body


def error(
    severity: str,
    sqlstate: str,
    text: str,
    hint: str | None = None,
    detail: str | None = None,
) -> bytes:
    """An ErrorResponse."""
    fields = {"S": severity, "V": severity, "C": sqlstate, "M": text, "D": detail, "H": hint}
    return error_of({key: value for key, value in fields.items() if value})


def error_of(fields: dict[str, str]) -> bytes:
    """An ErrorResponse of these fields."""
    body = "".join(f"{key}{value}\0" for key, value in fields.items())
    return message(b"E", body.encode(errors="surrogateescape") + b"\0")


def error_fields(packet: bytes) -> dict[str, str]:
    """The fields of an ErrorResponse by their letters: C is the SQLSTATE, M the message."""
    parts = packet[5:].rstrip(b"\0").split(b"\0")
    return {part[:1].decode(): part[1:].decode(errors="surrogateescape") for part in parts if part}


def parameter_status(name: str, value: str) -> bytes:
    """A ParameterStatus: something that the client may want to know of the session."""
    return message(b"S", f"{name}\0{value}\0".encode())


def version_answer(options: list[str]) -> bytes:
    """A NegotiateProtocolVersion: 3.0 it will be, and these options are not known."""
    names = b"".join(option.encode() + b"\0" for option in options)
    return message(b"v", _PAIR.pack(VERSION, len(options)) + names)


def packet_size(head: bytes, most: int) -> int:
    """How many bytes follow the four that say the length.

    Raises:
        Malformed: more than `most` in all, or fewer than a length and a code.
    """
    size: int = _U32.unpack_from(head)[0]
    if not 8 <= size <= most:
        raise Malformed(f"a packet of {size} bytes")
    return size - 4


def packet_code(body: bytes) -> int:
    """The code that a packet without a kind begins with: a request's, or the protocol's version."""
    return int(_U32.unpack_from(body)[0])


def parse_startup(body: bytes) -> Startup:
    """Take a startup packet apart, from its version on.

    Raises:
        Malformed: it is not pairs of text with an end.
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
    """A startup packet of version 3.0."""
    pairs = "".join(f"{name}\0{value}\0" for name, value in parameters.items())
    body = _U32.pack(VERSION) + pairs.encode() + b"\0"
    return _U32.pack(len(body) + 4) + body


def _alike(data: bytes, here: int, step: int) -> tuple[int, int]:
    """Pass over messages as long as this one, and of its kind, many at a time.

    Where they end, and after how many others it is worth to be tried again: rows of a table are
    often as long as the next one.
    """
    begin, stride = here, _TOGETHER * step
    heads = [data[here + i : here + i + 1] * _TOGETHER for i in range(5)]
    while here + stride <= len(data) and all(
        data[here + i : here + i + stride : step] == head for i, head in enumerate(heads)
    ):
        here += stride
    return (begin + step, _TOGETHER) if here == begin else (here, 0)


class Cutter:
    """Cuts a stream of messages where those of certain kinds stand, and whole ones out of it.

    Everything else passes in pieces as long as they come, so that neither a million rows nor a
    value of a gigabyte is held back.
    """

    def __init__(self, kinds: bytes, longest: int | None = None) -> None:
        self._kinds = frozenset(kinds)
        self._longest = longest or 0xFFFFFFFF
        self._held = bytearray()
        """The beginning of a message that cannot be judged yet."""
        self._needed = 0
        """Bytes of it that it takes to go on."""
        self._passing = 0
        """Bytes still to come of a message of no interest."""

    def cut(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """What came, in order: a kind with its whole message, or 0 with bytes of other messages.

        Raises:
            Malformed: a length that cannot be, or one beyond the longest.
        """
        if self._held:
            self._held += data
            if len(self._held) < self._needed:
                return
            data = bytes(self._held)
            self._held.clear()
        # This loop runs once per row of a result: its names are local, and it checks no more than
        # it must.
        unpack, kinds, size = _HEAD.unpack_from, self._kinds, len(data)
        begin, here, last, wait = 0, self._passing, 0, 0
        while here + 5 <= size:
            kind, length = unpack(data, here)
            after = here + 1 + length
            if kind not in kinds and after <= size:
                here = after
                if length == last and wait <= 0:
                    here, wait = _alike(data, here - 1 - length, 1 + length)
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
        """Pass on what may pass of the rest, and remember what the next call must know."""
        size = len(data)
        self._passing = max(0, here - size)
        if here < size:
            length = _U32.unpack_from(data, here + 1)[0] if here + 5 <= size else 4
            self._needed = 1 + length
            self._held += data[here:]
            data = data[:here]
        if begin < len(data):
            yield 0, data[begin:]
