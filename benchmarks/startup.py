"""From process start to the first frame, against a minimal Textual app, in pairs.

`python -m benchmarks.startup [RUNS]` prints both medians and the median of the ratios, and ends
with 1 where that is above what we allow ourselves.
"""

from __future__ import annotations

import os
import sys
from statistics import median
from time import monotonic

from tests.terminal import Terminal

ALLOWED = 1.3
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("first frame")
Minimal().run()
"""
OURS = [sys.executable, "-m", "dsql_tui", "--region", "us-east-1"]
"""No network is needed for the first frame, nor any credentials."""


def first_frame(command: list[str], words: str) -> float:
    """Seconds until the screen shows `words`, which stand in the first frame."""
    began = monotonic()
    with Terminal(command, environment={"PYTHONDONTWRITEBYTECODE": ""}) as terminal:
        terminal.wait(words)
        return monotonic() - began


def main(runs: int = 15) -> int:
    """Measure in pairs, one after the other, so that both meet the same computer."""
    minimal, ours = [sys.executable, "-c", MINIMAL], OURS
    first_frame(minimal, "first frame"), first_frame(ours, "dsql-tui")
    pairs = [
        (first_frame(ours, "dsql-tui"), first_frame(minimal, "first frame")) for _ in range(runs)
    ]
    ratio = median(a / b for a, b in pairs)
    print(f"dsql-tui       {median(a for a, _ in pairs) * 1000:.0f} ms")
    print(f"minimal app    {median(b for _, b in pairs) * 1000:.0f} ms")
    print(f"ratio          {ratio:.2f} (allowed: {ALLOWED}), median of {runs} pairs")
    print(f"processors     {os.cpu_count()}")
    return 0 if ratio <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
