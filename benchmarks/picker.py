"""The picker with 500 clusters over 10 regions, where each call of AWS takes 100 ms.

`python -m benchmarks.picker` prints when the first rows and the last are there, how long the screen
stood still at worst, and when the list of the last time is shown; it ends with 1 where one of them
takes longer than we allow ourselves. AWS is a little HTTP server in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from urllib.parse import urlsplit

from textual.pilot import Pilot

from dsql_tui.store.listed import read_listed
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.picker import Picker
from dsql_tui.ui.start import Start

REGIONS = tuple(f"xx-bench-{number}" for number in range(1, 11))
EACH, CALL = 50, 0.1
"""Clusters of a region, and seconds that a call takes."""
FIRST, LAST, STILL, CACHED = 0.5, 8.0, 0.25, 0.05
"""What is allowed, in seconds."""


class _Fake(BaseHTTPRequestHandler):
    """ListClusters and GetCluster; the region stands in the signature."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        sleep(CALL)
        region = self.headers["Authorization"].split("/")[2]
        identifier = urlsplit(self.path).path.removeprefix("/cluster").strip("/")
        answer = _cluster(identifier, region) if identifier else {"clusters": _listed(region)}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """STS is asked who we are; it does not say."""
        self.send_error(403)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 256


def _arn(identifier: str, region: str) -> str:
    return f"arn:aws:dsql:{region}:111122223333:cluster/{identifier}"


def _listed(region: str) -> list[dict[str, str]]:
    names = (
        f"{region.replace('-', '')}{number}".ljust(26, "0") for number in range(100, 100 + EACH)
    )
    return [{"identifier": name, "arn": _arn(name, region)} for name in names]


def _cluster(identifier: str, region: str) -> dict[str, object]:
    return {
        "identifier": identifier,
        "arn": _arn(identifier, region),
        "status": "ACTIVE",
        "creationTime": 1_790_000_000.0,
        "deletionProtectionEnabled": True,
        "tags": {"Name": f"cluster {identifier}"},
    }


def serve() -> None:
    """Be AWS, until standard input ends."""
    server = _Server(("127.0.0.1", 0), _Fake)
    print(server.server_port, flush=True)
    from threading import Thread

    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


@dataclass
class Heartbeat:
    """How long the event loop stood still, at worst."""

    worst: float = 0.0

    async def beat(self) -> None:
        """Go on until cancelled."""
        while True:
            before = monotonic()
            await asyncio.sleep(0.005)
            self.worst = max(self.worst, monotonic() - before - 0.005)


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> float:
    """The time at which the condition holds."""
    while not condition():
        await asyncio.sleep(0.002)
    return monotonic()


async def measured() -> dict[str, float]:
    """Seconds: until first rows, until all; the longest standstill; until the list of last time."""
    async with DsqlTui(Start(regions=REGIONS)).run_test(size=(120, 40)) as pilot:
        picker = pilot.app.screen
        assert isinstance(picker, Picker)
        await until(pilot, lambda: bool(picker.list))
        rows = picker.list
        assert rows is not None
        heart = Heartbeat()
        asked = await until(pilot, lambda: picker.identity is not None)
        task = asyncio.create_task(heart.beat())
        first = await until(pilot, lambda: rows.table.row_count > 0)
        last = await until(pilot, lambda: not picker.pending)
        assert rows.table.row_count == EACH * len(REGIONS)
        task.cancel()
        await until(pilot, lambda: bool(read_listed(None).when))
        rows.forget()
        forgotten = monotonic()
        await picker.recall()
        assert rows.table.row_count == EACH * len(REGIONS)
        return {
            "first rows": first - asked,
            "all rows": last - asked,
            "standstill": heart.worst,
            "list of last time": monotonic() - forgotten,
        }


def main() -> int:
    """Measure, print, judge."""
    import boto3  # noqa: F401 - whoever measures AWS's answers has it loaded

    environment = {
        "AWS_ACCESS_KEY_ID": "BENCHMARK",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret",
        "AWS_CONFIG_FILE": os.devnull,
    }
    aws = [sys.executable, "-m", "benchmarks.picker", "serve"]
    with (
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(aws, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        os.environ.update(environment, XDG_DATA_HOME=home, XDG_CONFIG_HOME=home)
        for service in ("DSQL", "STS"):
            os.environ[f"AWS_ENDPOINT_URL_{service}"] = f"http://127.0.0.1:{port}"
        found = asyncio.run(measured())
        assert server.stdin is not None
        server.stdin.close()
    allowed = dict(zip(found, (FIRST, LAST, STILL, CACHED), strict=True))
    for name, seconds in found.items():
        print(f"{name:20} {seconds * 1000:6.0f} ms (allowed: {allowed[name] * 1000:.0f})")
    print(f"processors           {os.cpu_count()}")
    return 0 if all(found[name] <= allowed[name] for name in found) else 1


if __name__ == "__main__":
    sys.exit(serve() if sys.argv[1:] == ["serve"] else main())
