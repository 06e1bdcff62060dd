"""Rows without end that nobody reads, from a server that ignores the request to cancel them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from dsql_tui.cli.options import DONE, FAILED
from dsql_tui.sandbox.ready import Ready
from tests.cli.conftest import way_to
from tests.faults import inject_faults
from tests.terminal import Terminal

ROWS = (
    "select a.x, repeat('y', 100) from generate_series(1, 10000) a(x), generate_series(1, 20000) b"
)
COPY = f"copy ({ROWS}) to stdout"
LIMIT = 20.0
"""Seconds for a command on a busy machine; without an end it would take minutes."""

FULL_DISK = [
    ["-c", COPY],
    ["-c", ROWS, "--format", "csv"],
    ["-c", ROWS, "--format", "parquet"],
    ["-c", ROWS, "--format", "csv", "-o", "/dev/full"],
    ["-c", "select 1", "--format", "excel", "-o", "/dev/full"],
    ["-c", f"{ROWS} \\g /dev/full"],
    ["-c", "\\o /dev/full", "-c", ROWS],
    ["-c", "\\o /dev/full", "-c", COPY],
    ["-c", f"\\copy ({ROWS}) to /dev/full"],
]


def exec_words(ready: Ready, *arguments: str) -> list[str]:
    """Return the words of a command line."""
    return [sys.executable, "-m", "dsql_tui", "exec", *way_to(ready), *arguments]


@pytest.mark.parametrize("arguments", FULL_DISK, ids=" ".join)
def test_full_disk_ends_the_statement(aws: Ready, arguments: list[str]) -> None:
    began = time.monotonic()
    with inject_faults(aws, ignore_cancel=True), Path("/dev/full").open("wb") as full:
        words = exec_words(aws, *arguments)
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert time.monotonic() - began < LIMIT
    assert done.returncode == FAILED
    assert b"No space left" in done.stderr
    if "/dev/full" in " ".join(arguments):
        assert b"/dev/full" in done.stderr


@pytest.mark.parametrize("statement", [COPY, ROWS])
def test_closed_pipe_ends_the_statement(aws: Ready, statement: str) -> None:
    began = time.monotonic()
    with inject_faults(aws, ignore_cancel=True):
        words = exec_words(aws, "-c", statement, "--format", "csv")
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            assert running.stdout
            assert running.stdout.readline()
            running.stdout.close()
            assert running.wait(60) == FAILED
    assert time.monotonic() - began < LIMIT


@pytest.mark.parametrize("statement", [COPY, ROWS])
def test_leaving_the_pager_ends_the_statement(aws: Ready, statement: str) -> None:
    words = exec_words(aws, "-c", statement)
    with (
        inject_faults(aws, ignore_cancel=True),
        Terminal(words, environment={"PAGER": "head -n 1"}) as terminal,
    ):
        assert terminal.finish(2 * LIMIT) == DONE
