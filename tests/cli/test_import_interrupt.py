"""Ctrl+C ends an import at once, and what it says is true."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.cli.conftest import Command, Done
from tests.cli.test_import_account import claims, count, create, write_rows
from tests.faults import clear_faults, inject_faults

Process = Callable[..., "subprocess.Popen[bytes]"]


@pytest.mark.parametrize("when", [1.5, 3.0, 4.0, 6.0])
def test_ctrl_c_on_a_slow_link_ends_it_within_a_second(
    command: Command, process: Process, tmp_path: Path, aws: Ready, when: float
) -> None:
    table = f"interrupted_{int(when * 10)}"
    create(command, table)
    path = write_rows(tmp_path / "rows.csv", 30_000)
    with inject_faults(aws, delay=1):
        running = process("import", str(path), "--into", table, "--jobs", "1")
        time.sleep(when)
        running.send_signal(signal.SIGINT)
        sent = time.monotonic()
        try:
            _, talk = running.communicate(timeout=20)
        finally:
            running.kill()
        took = time.monotonic() - sent
    assert took < 1.5
    assert running.returncode in (6, 130)
    assert "Interrupted" in talk.decode()
    done = Done(running.returncode, "", talk.decode())
    if running.returncode == 130 and (there := claims(done).get("imported")) is not None:
        assert count(command, table) == there
    resume = ["--resume"] if "--resume" in talk.decode() else []
    done = command("import", str(path), "--into", table, *resume)
    assert done.code == 0
    assert count(command, table) == 30_000
    clear_faults(aws)
