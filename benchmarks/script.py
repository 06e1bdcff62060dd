"""A script of 1,000 statements in the console and in `exec`: `python -m benchmarks.script`."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from time import monotonic

from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.access import build_profile
from tests.cli.conftest import way_to
from tests.ui.driving import open_workbench, wait_until

SCRIPT = ";\n".join(["select 1"] * 1000)
ROUNDS = 3
MAX_RATIO = 3


def time_exec(ready: Ready) -> float:
    """Return the seconds that `exec` takes, with its start."""
    command = [sys.executable, "-m", "dsql_tui", "exec", *way_to(ready), "-q", "-c", SCRIPT]
    began = monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return monotonic() - began


async def time_console(ready: Ready) -> list[float]:
    """Return the seconds of each run of the whole script."""
    seconds = []
    start = Start(build_profile(ready), ("us-east-1",))
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        for _ in range(ROUNDS):
            screen.console.editor.text = SCRIPT
            await pilot.pause()
            began = monotonic()
            screen.console.action_run_script()
            await wait_until(pilot, lambda: not screen.console.busy, 120)
            seconds.append(monotonic() - began)
    return seconds


def main() -> int:
    """Measure both, and fail if the console takes more than `MAX_RATIO` times as long."""
    reduce_collections()  # As the program does.
    with (
        SandboxProcess() as process,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
    ):
        os.environ.update(process.ready.env)
        os.environ.update(
            {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        )
        by_exec = min(time_exec(process.ready) for _ in range(ROUNDS))
        by_console = min(asyncio.run(time_console(process.ready)))
    ratio = by_console / by_exec
    sys.stdout.write(f"exec {by_exec:.2f} s, console {by_console:.2f} s, ratio {ratio:.1f}\n")
    return ratio > MAX_RATIO


if __name__ == "__main__":
    sys.exit(main())
