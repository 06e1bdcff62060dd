"""dsql-tui connects to the cluster and to AWS's endpoints, and to nothing else."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from dsql_tui.cli import run
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.access import build_profile
from tests.cli.conftest import way_to
from tests.ui.driving import open_workbench, run_sql

_connected: list[object] = []
_resolved: list[object] = []


@pytest.fixture
def allowed(aws: Ready, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Return the ports of the sandbox, and note from now on what is connected to."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def note_connect(self: socket.socket, address: Any) -> None:
        _connected.append(address)
        connect(self, address)

    def note_connect_ex(self: socket.socket, address: Any) -> int:
        _connected.append(address)
        return connect_ex(self, address)

    def note_getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        _resolved.append(host)
        return getaddrinfo(host, *rest, **named)

    # An audit hook would see the same, but it cannot be removed and slows down all other tests.
    monkeypatch.setattr(socket.socket, "connect", note_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", note_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", note_getaddrinfo)
    urls = [url for name, url in aws.env.items() if name.startswith("AWS_ENDPOINT_URL")]
    _connected.clear()
    _resolved.clear()
    return {aws.port, *(int(url.split(":")[2].split("/")[0]) for url in urls)}


def check(allowed: set[int]) -> None:
    """Check that only the sandbox was connected to."""
    internet = [each for each in _connected if isinstance(each, tuple)]
    assert {(host, port) for host, port, *_ in internet} <= {
        ("127.0.0.1", port) for port in allowed
    }
    assert set(_resolved) <= {"127.0.0.1", "localhost", b"127.0.0.1"}


@pytest.mark.parametrize(
    "words", [["exec", "-c", "select 1"], ["doctor"], ["token"], ["recipe"], ["clusters"]]
)
def test_commands_connect_to_the_cluster_and_to_aws_only(
    aws: Ready, allowed: set[int], words: list[str]
) -> None:
    way = way_to(aws)
    target = {"clusters": ["--region", "us-east-1"], "token": way[:1]}.get(words[0], way)
    assert run([words[0], *target, *words[1:]]) == 0
    check(allowed)


async def test_the_console_connects_to_the_cluster_and_to_aws_only(
    aws: Ready, allowed: set[int]
) -> None:
    async with DsqlTui(Start(build_profile(aws), ("us-east-1",))).run_test() as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1")
    check(allowed)
    assert any(isinstance(each, tuple) for each in _connected)
