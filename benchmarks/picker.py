"""The picker with 500 clusters in 10 regions, where each call to AWS takes 100 ms.

`python -m benchmarks.picker [RUNS]` prints the times until the first and the last rows, the longest
stall of the event loop, and the time until the cached list. It exits with 1 if one is above its
limit. AWS is a small HTTP server in another process.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from threading import Thread
from time import monotonic, sleep
from urllib.parse import urlsplit

from benchmarks.bench import Bench, run_apart
from benchmarks.figures import Figure, print_figures
from dsql_tui.store.cluster_cache import read_clusters
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.start import Start

REGIONS = tuple(f"xx-bench-{number}" for number in range(1, 11))
CLUSTERS = 50
"""The number of clusters in a region."""
CALL_SECONDS = 0.1
"""The time that a call takes."""
MAX_SECONDS = {"first rows": 0.5, "all rows": 8.0, "longest stall": 0.25, "cached list": 0.05}
"""The limits."""
REACH = {"first rows": 300, "cached list": 20}
"""The goals in milliseconds."""


class _Handler(BaseHTTPRequestHandler):
    """Answers ListClusters and GetCluster; the region is in the signature."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        sleep(CALL_SECONDS)
        region = self.headers["Authorization"].split("/")[2]
        identifier = urlsplit(self.path).path.removeprefix("/cluster").strip("/")
        answer = (
            _describe_cluster(identifier, region)
            if identifier
            else {"clusters": _list_clusters(region)}
        )
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Refuse a call to STS."""
        self.send_error(403)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 256


def _arn(identifier: str, region: str) -> str:
    return f"arn:aws:dsql:{region}:111122223333:cluster/{identifier}"


def _list_clusters(region: str) -> list[dict[str, str]]:
    names = (
        f"{region.replace('-', '')}{number}".ljust(26, "0") for number in range(100, 100 + CLUSTERS)
    )
    return [{"identifier": name, "arn": _arn(name, region)} for name in names]


def _describe_cluster(identifier: str, region: str) -> dict[str, object]:
    return {
        "identifier": identifier,
        "arn": _arn(identifier, region),
        "status": "ACTIVE",
        "creationTime": 1_790_000_000.0,
        "deletionProtectionEnabled": True,
        "tags": {"Name": f"cluster {identifier}"},
    }


def serve() -> None:
    """Serve requests until standard input ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    print(server.server_port, flush=True)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


@dataclass
class StallMeter:
    """Measures stalls of the event loop."""

    longest: float = 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            before = monotonic()
            await asyncio.sleep(0.005)
            self.longest = max(self.longest, monotonic() - before - 0.005)


async def wait_until(condition: Callable[[], bool]) -> float:
    """Return the time at which a condition becomes true."""
    while not condition():
        await asyncio.sleep(0.002)
    return monotonic()


async def time_lists() -> dict[str, float]:
    """Return the seconds for each limit."""
    async with DsqlTui(Start(regions=REGIONS)).run_test(size=(120, 40)) as pilot:
        picker = pilot.app.screen
        assert isinstance(picker, Picker)
        await wait_until(lambda: bool(picker.list))
        rows = picker.list
        assert rows is not None
        meter = StallMeter()
        start = await wait_until(lambda: picker.identity is not None)
        task = asyncio.create_task(meter.run())
        first = await wait_until(lambda: rows.table.row_count > 0)
        last = await wait_until(lambda: not picker.pending)
        assert rows.table.row_count == CLUSTERS * len(REGIONS)
        task.cancel()
        await wait_until(lambda: bool(read_clusters(None).when))
        rows.forget()
        forgotten = monotonic()
        await picker.load_files()
        assert rows.table.row_count == CLUSTERS * len(REGIONS)
        return {
            "first rows": first - start,
            "all rows": last - start,
            "longest stall": meter.longest,
            "cached list": monotonic() - forgotten,
        }


def run_picker() -> dict[str, float]:
    """Run the picker in this process; return the seconds for each limit."""
    import boto3  # noqa: F401 - its import is not part of the measurement

    return asyncio.run(time_lists())


def measure(bench: Bench) -> Iterator[Figure]:
    """Run the picker several times, each in a process of its own."""
    aws = [sys.executable, "-m", "benchmarks.picker", "serve"]
    with subprocess.Popen(aws, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        runs = [_measure_once(url) for _ in range(bench.runs)]
        server.stdin.close()
    for name, limit in MAX_SECONDS.items():
        values = [run[name] * 1000 for run in runs]
        reach = REACH.get(name, inf)
        yield Figure(f"picker, {name}", values, unit="ms", reach=reach, limit=limit * 1000)


def _measure_once(url: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "AWS_ACCESS_KEY_ID": "BENCHMARK",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "AWS_CONFIG_FILE": os.devnull,
            **{f"AWS_ENDPOINT_URL_{service}": url for service in ("DSQL", "STS")},
            **{f"XDG_{kind}_HOME": home for kind in ("DATA", "CONFIG", "CACHE", "STATE")},
        }
        return run_apart(run_picker, environment=environment)


def main(runs: int = 1) -> int:
    """Measure and print; return 1 if a time is above its limit."""
    return print_figures(measure(Bench(runs)))


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
