"""`streams --follow`: the records of a change stream as lines of JSON."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from dsql_tui.dsql.streams import Stream
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.streams import open_stream, run


@pytest.fixture
def access(fast_aws: Ready) -> Access:
    return build_access(fast_aws)


@pytest.fixture
def stream(access: Access) -> Iterator[Stream]:
    with open_stream(access) as stream:
        yield stream


def start(access: Access, *words: str) -> subprocess.Popen[str]:
    arguments = ("streams", access.endpoint.host, *words)
    return subprocess.Popen(
        [sys.executable, "-m", "dsql_tui", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )


def test_records_are_printed_until_ctrl_c(access: Access, stream: Stream) -> None:
    run(access, "insert into watched values (1, E'a\\nb')")
    with start(access, "--follow", stream.identifier, "--from-oldest") as command:
        assert command.stdout is not None
        assert json.loads(command.stdout.readline())["after"] == {"id": 1, "name": "a\nb"}
        run(access, "delete from watched")
        assert json.loads(command.stdout.readline())["before"] == {"id": 1}
        command.send_signal(signal.SIGINT)
        assert command.communicate(timeout=20) == ("", "")
        assert command.returncode == 130


def test_the_reason_is_printed_if_a_stream_cannot_be_followed(
    access: Access, stream: Stream, fast_aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start(access, "--follow", "nothing") as command:
        problem = command.communicate(timeout=20)[1]
    assert f"no stream “nothing”. It has: {stream.identifier}" in problem
    assert command.returncode == 1
    for name, value in fast_aws.identities["reader"].items():
        monkeypatch.setenv(name, value)
    with start(access, "--follow", stream.arn) as command:
        problem = command.communicate(timeout=20)[1]
    assert "reader/sandbox is not authorized to perform: kinesis:ListShards" in problem
    assert "Reading needs kinesis:ListShards" in problem
    assert command.returncode == 1
