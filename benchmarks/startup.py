"""The time from process start to the first frame, against a minimal Textual app.

`python -m benchmarks.startup [RUNS]` prints both medians and the median ratio of pairs of runs. It
exits with 1 if the ratio is above its limit.
"""

from __future__ import annotations

import os
import sys
from statistics import median
from time import monotonic

from tests.terminal import Terminal

MAX_RATIO = 1.3
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("first frame")
Minimal().run()
"""
OURS = [sys.executable, "-m", "dsql_tui", "--region", "us-east-1"]
"""The first frame needs neither a network nor credentials."""


def time_first_frame(command: list[str], words: str) -> float:
    """Return the seconds until the screen shows `words`, which are in the first frame."""
    began = monotonic()
    with Terminal(command, environment={"PYTHONDONTWRITEBYTECODE": ""}) as terminal:
        terminal.wait(words)
        return monotonic() - began


def main(runs: int = 15) -> int:
    """Measure in pairs, so that both run under the same load; return 1 if above the limit."""
    minimal, ours = [sys.executable, "-c", MINIMAL], OURS
    time_first_frame(minimal, "first frame"), time_first_frame(ours, "dsql-tui")
    pairs = [
        (time_first_frame(ours, "dsql-tui"), time_first_frame(minimal, "first frame"))
        for _ in range(runs)
    ]
    ratio = median(a / b for a, b in pairs)
    print(f"dsql-tui       {median(a for a, _ in pairs) * 1000:.0f} ms")
    print(f"minimal app    {median(b for _, b in pairs) * 1000:.0f} ms")
    print(f"ratio          {ratio:.2f} (allowed: {MAX_RATIO}), median of {runs} pairs")
    print(f"processors     {os.cpu_count()}")
    return 0 if ratio <= MAX_RATIO else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
