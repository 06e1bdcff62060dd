"""The time from process start to the first frame and the first key, against minimal Textual apps.

`python -m benchmarks.startup [RUNS]` prints both, and exits with 1 if the first frame is above its
limit.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from time import monotonic

from benchmarks.bench import Bench
from benchmarks.figures import Figure, compare, print_figures
from tests.terminal import Terminal

MINIMAL = """
from textual.app import App
from textual.widgets import {0}
class Minimal(App):
    def compose(self):
        yield {0}({1})
Minimal().run()
"""
PEER = "minimal Textual app"
OURS = [sys.executable, "-m", "dsql_tui", "--region", "us-east-1"]
"""The first frame needs neither a network nor credentials."""


def build_minimal(widget: str, given: str) -> list[str]:
    """Return the command of a minimal app with one widget."""
    return [sys.executable, "-c", MINIMAL.format(widget, given)]


def time_first_frame(command: list[str], words: str, key: str = "") -> float:
    """Return the seconds until the screen shows `words`, which are in the first frame.

    With a key, press it then, and return the seconds until it is echoed. It is not pressed sooner,
    because the terminal echoes keys until the program reads them.
    """
    began = monotonic()
    with Terminal(command, environment={"PYTHONDONTWRITEBYTECODE": ""}) as terminal:
        terminal.echo("", words.encode())
        if key:
            terminal.echo(key, key.encode())
        return monotonic() - began


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the first frame and the first key."""
    yield _compare("first frame", "", build_minimal("Static", "'first frame'"), bench, 1.3)
    minimal = build_minimal("Input", "placeholder='a first frame'")
    yield _compare("ready to type", "ψ", minimal, bench, 1.5)


def _compare(name: str, key: str, minimal: list[str], bench: Bench, limit: float) -> Figure:
    ours = partial(time_first_frame, OURS, "dsql-tui", key)
    theirs = partial(time_first_frame, minimal, "first frame", key)
    return compare(name, 3 * bench.runs, ours, theirs, PEER, reach=1.12, limit=limit)


def main(runs: int = 15) -> int:
    """Measure; return 1 if a ratio is above its limit."""
    return print_figures(measure(Bench(runs // 3)))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
