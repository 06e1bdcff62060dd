"""Compares the statements and the data of scripts with what psql sends."""

from __future__ import annotations

import random
import re
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from itertools import pairwise
from pathlib import Path

import pytest

from dsql_tui.sql.scan import SPACE, scan
from dsql_tui.sql.statements import find_open_token, find_server_pieces, split
from tests.sql.dumps import DUMPS

PSQL = shutil.which("psql") or ""
pytestmark = pytest.mark.skipif(not PSQL, reason="psql is not installed")

COPY = re.compile(r"copy\s[^;]*\bfrom\s+stdin\b", re.IGNORECASE)
PROTOCOL = struct.pack("!i", 196608)
INNER_END = re.compile(r"^\\\.\r?\n", re.MULTILINE)
READY = (b"Z", b"I")
SILENT = ("space", "comment")
Sent = tuple[tuple[str, ...], str | None]
"""The tokens of a message, and the data that follow it."""


class Recorder:
    """A server that accepts every statement, and records what it gets."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.client: socket.socket
        self.stream: BufferedReader
        self.sent: list[Sent] = []

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        """Serve one client."""
        client, _ = self.listener.accept()
        with client, client.makefile("rb") as stream:
            self.client, self.stream = client, stream
            while self._read(self._read_length())[:4] != PROTOCOL:  # a request for encryption
                client.sendall(b"N")
            self._send(
                (b"R", struct.pack("!i", 0)),
                (b"S", b"standard_conforming_strings\0on\0"),
                (b"S", b"client_encoding\0UTF8\0"),
                READY,
            )
            while kind := self.stream.read(1):
                body = self._read(self._read_length())
                if kind == b"Q":
                    self._answer(body.rstrip(b"\0").decode())

    def _answer(self, text: str) -> None:
        words = tokens(text.rstrip(SPACE))
        words = words[:-1] if words[-1:] == (";",) else words
        pieces = (text[piece.start : piece.end] for piece in find_server_pieces(text))
        data = [self._receive_data() for piece in pieces if COPY.match(piece)]
        if words:
            self.sent.append((words, "".join(data) if data else None))
        self._send(*([] if data else [(b"C", b"OK\0")]), READY)

    def _receive_data(self) -> str:
        self._send((b"G", struct.pack("!bh", 0, 0)))
        data = b""
        while (kind := self.stream.read(1)) != b"c":
            body = self._read(self._read_length())
            data += body if kind == b"d" else b""
        self._read_length()
        self._send((b"C", b"COPY 0\0"))
        return without_end(data.decode())

    def _read_length(self) -> int:
        (length,) = struct.unpack("!i", self._read(4))
        return int(length) - 4

    def _read(self, size: int) -> bytes:
        return self.stream.read(size)

    def _send(self, *messages: tuple[bytes, bytes]) -> None:
        packed = (kind + struct.pack("!i", len(body) + 4) + body for kind, body in messages)
        self.client.sendall(b"".join(packed))


@contextmanager
def recorder() -> Iterator[Recorder]:
    server = Recorder()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    with server.listener:
        yield server
        thread.join(10)


def without_end(data: str) -> str:
    r"""Return data without the line `\.`, which psql sends or not, depending on its version."""
    return re.sub(r"^\\\.\r?\n\Z", "", data, flags=re.MULTILINE)


def tokens(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for kind, start, end in scan(text) if kind not in SILENT)


def send_by_psql(script: str, folder: Path) -> list[Sent]:
    file = folder / "script.sql"
    file.write_bytes(script.encode())
    with recorder() as server:
        target = f"host=127.0.0.1 port={server.port} user=u dbname=d sslmode=disable"
        command = [PSQL, "-X", "-q", "-f", str(file), f"{target} client_encoding=UTF8"]
        subprocess.run(command, capture_output=True, check=False, timeout=30)
    return server.sent


def split_by_us(script: str) -> list[Sent]:
    found: list[Sent] = []
    for each in split(script):
        words = tokens(each.text.rstrip(SPACE))
        if each.text.startswith("\\copy"):
            words = tokens("COPY " + each.text.removeprefix("\\copy").rstrip("; "))
        elif each.text.startswith("\\"):
            continue
        data = script[each.data.start : each.data.end] if each.data else None
        found.append((words, data and INNER_END.sub("", data)))
    return found


@pytest.mark.parametrize("name", sorted(DUMPS))
def test_a_dump_is_split_as_psql_does(name: str, tmp_path: Path) -> None:
    script = DUMPS[name].replace("\\c ", "\\echo ")
    assert send_by_psql(script, tmp_path) == split_by_us(script)


# Without strings with escapes that go on behind a line end: psql reads lines, and takes the second
# part for a string without escapes, unlike the server.
PARTS = [
    *(
        "select 1 ",
        "x",
        "a.b",
        "(1)",
        "(",
        ")",
        "1.5 ",
        "$1 ",
        "été",
        "\u00a0",
        "<>",
        "-",
        "*/",
        "::",
    ),
    *("'a'", "'a;b'", "'it''s'", "'\\'", "E'\\''", "e'\\\\'", "N'x;'", "u&'\\0041;'", "'a'\n';'"),
    *('"a;b"', '"a""b"', 'U&"c;"', "$$a;b$$", "$_$ $$ ; $_$", "$é$;$é$", "a$b$"),
    *("/* ; */", "/* /* ; */ ; */", "-- ; '\n", "--\n", "case when a then b end", "end", "begin"),
    *(";", ";", ";\n", ";\n\n", "\n", "\n", " ", "\t", "\r\n", "\\;", " 1 \\g\n"),
    "x; \\echo 'a;'\n",
    "; create or replace function f() begin atomic select 1; select 2; end;",
    ";\ncopy t from stdin;\n1;a\n'\n\\.\n",
    ";\ncopy t from stdin ; -- c\n\\N\n\\.\n",
    ";\ncopy t from stdin \\g\n\\.\n",
    "; copy t from stdin; select 2\n1\n\\.\n; ",
    "; copy t from stdin; copy t from stdin;\n1\n\\.\n2\n\\.x\n \\.\n\\.\n",
    ";\r\ncopy t from stdin;\r\n1\r\n\\.\r\n",
    ";\n\\copy t FROM STDIN\n1;a\n'\n\\.\n",
    ";\ncopy t from stdin \\; copy t from stdin;\n1\n\\.\n2;\n\\.\n",
]


def is_interrupted(script: str) -> bool:
    """Return True if a command is inside a statement: psql goes on with it, and we stop there."""
    found = split(script)
    return any(
        one.terminator == "\\" and not other.text.startswith("\\g")
        for one, other in pairwise(found)
    )


@pytest.mark.parametrize("seed", range(24))
def test_any_script_is_split_as_psql_does(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    script = ""
    for _ in range(60):
        part = "".join(rng.choices(PARTS, k=rng.randint(1, 9))) + ")))\n;\n"
        script += part if not is_interrupted(part) and find_open_token(part) is None else ""
    assert send_by_psql(script, tmp_path) == split_by_us(script)
