"""Commands with a hostile cluster, a hostile PostgreSQL server and a hostile AWS endpoint.

Each ends with an exit code that says what happened, in one sentence, and without raw bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dsql_tui.cli import run
from tests.hostile_server import HOST, HostileServer
from tests.misbehaviours import MISBEHAVIOURS, NOT_UTF8

CODES = {0, 1, 2, 3, 4, 5, 6}
"""Exit codes that say what happened; 70 is that of a crash."""
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")
TRIED = (
    "login: closes at once",
    "login: refuses with a colourful text",
    "login: answers before it is asked",
    "a tag that is not UTF-8",
    "a count of 30 digits",
    "an error with an escape everywhere",
    "an error without fields",
    "a cell that is not UTF-8",
    "a cell with an escape",
    "a column name with an escape",
    "columns in binary format",
    "rows without a description",
    "a row with too many cells",
    "two results",
    "only ReadyForQuery",
    "an empty query",
    "the end after a row",
    "a FATAL error, and the link stays open",
    "ready in a failed transaction",
    "COPY with an escape",
    "5,000 notices",
)
"""Misbehaviours of each kind that are cheap; `test_hostile_server.py` tries all of them."""
CHOSEN = [one for one in MISBEHAVIOURS if one.name in TRIED]
COMMANDS = {
    "access": (),
    "apply": ("{folder}/1.sql", "--yes"),
    "compare": (HOST,),
    "ddl": (),
    "dump": (),
    "exec": ("-f", "{folder}/1.sql", "--yes"),
    "import": ("{folder}/rows.csv", "--table", "t"),
    "limits": (),
}


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HostileServer]:
    """A server, keys for its tokens, and files for the commands."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA0000000000000000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    (tmp_path / "1.sql").write_text(
        "create table t (a int primary key);\ninsert into t values (1);\n"
    )
    (tmp_path / "rows.csv").write_text("a\n1\n2\n")
    with HostileServer(tmp_path, CHOSEN[0], (HOST,)).serve() as server:
        yield server


def check_output(code: int, shown: str) -> None:
    """Check that a command has ended as it should."""
    assert code in CODES, shown[-2000:]
    assert "Traceback" not in shown
    assert not RAW.search(shown.replace("\r\n", "\n")), shown[-2000:]
    assert code == 0 or shown.strip()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_hostile_cluster_is_reported(
    hostile: HostileServer, tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    given = [each.format(folder=tmp_path) for each in COMMANDS[name]]
    way = ["--hostaddr", "127.0.0.1", "--port", str(hostile.port)]
    way += ["--sslrootcert", str(hostile.root)]
    for one in CHOSEN:
        hostile.behave(one)
        code = run([name, HOST, *given, *way])
        shown = "".join(capfd.readouterr())
        try:
            check_output(code, shown)
        except AssertionError as error:
            raise AssertionError(one.name) from error


def answer_http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Return an answer in HTTP."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


ANSWERS: dict[str, bytes] = {
    "nothing": b"",
    "garbage": bytes(range(256)),
    "another protocol": b"SSH-2.0-OpenSSH\r\n",
    "HTML": answer_http(b"<html>\x1b[31m</html>"),
    "an error in HTML": answer_http(b"<h1>\x1b[1m\xff", "500 No"),
    "bytes that are not UTF-8": answer_http(NOT_UTF8),
    "a list": answer_http(b"[7]"),
    "null": answer_http(b"null"),
    "wrong types": answer_http(b'{"clusters": 7, "streams": "x", "status": []}'),
    "deep JSON": answer_http(b"[" * 100_000),
    "the end in the middle": answer_http(b"{")[:-1],
    "a refusal with an escape": answer_http(
        b'{"message": "\\u001b]0;x\\u0007 \\u202e"}',
        "403 No",
        "x-amzn-errortype: AccessDeniedException",
    ),
    "a redirect": answer_http(b"", "302 Go", "Location: http://127.0.0.1:1/x"),
}
AWS_COMMANDS = (("clusters", "statements"), ("metrics", "streams"))
"""Half of the commands for each answer: boto3 takes long to start, and reads them all alike."""


@contextmanager
def serve_answer(answer: bytes) -> Iterator[str]:
    """Serve one answer to every request, and yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.close_connection = True
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            self.wfile.write(answer)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_hostile_aws_endpoint_is_reported(
    answer: str,
    hostile: HostileServer,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with serve_answer(ANSWERS[answer]) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        for name in AWS_COMMANDS[list(ANSWERS).index(answer) % 2]:
            target = ["--region", "us-east-1"] if name == "clusters" else [HOST]
            code = run([name, *target])
            shown = "".join(capfd.readouterr())
            try:
                check_output(code, shown)
            except AssertionError as error:
                raise AssertionError(name) from error
            assert "configuration cannot be used" not in shown
