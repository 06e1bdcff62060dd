"""Splitting a long script into statements, and colouring it, against sqlparse and Pygments.

`python -m benchmarks.splitting [RUNS]` prints megabytes in a second of processor time, and exits
with 1 if a figure is beyond its limit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from math import inf
from time import process_time

import sqlparse
from pygments.lexers.sql import PostgresLexer

from benchmarks.bench import Bench
from benchmarks.figures import Figure, print_figures
from benchmarks.texts import build_dump, build_script
from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.sql.highlight import highlight_line
from dsql_tui.sql.line_states import LineStates
from dsql_tui.sql.statements import split

SIZE = 5_000_000
PEER_SIZE = 100_000
"""The bytes for what is slow."""
MIN_SPEED = 5.0
"""Megabytes in a second that splitting must reach, and with which the editor opens a script."""


def measure_throughput(function: Callable[[str], object], text: str) -> float:
    """Return the megabytes that a function takes in a second."""
    began = process_time()
    function(text)
    return len(text) / 1e6 / (process_time() - began)


def colour(text: str) -> None:
    """Colour every line."""
    lines = text.splitlines()
    states = LineStates(lines)
    for row, line in enumerate(lines):
        highlight_line(line, states.at(row))


def colour_with_pygments(text: str) -> None:
    """Read every token with Pygments alone."""
    for _ in PostgresLexer().get_tokens(text):
        pass


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure both."""
    reduce_collections()  # As the program does.
    small = SIZE // 10 if bench.quick else SIZE
    scripts = (("", build_script(small), MIN_SPEED), (", dump", build_dump(small), inf))
    for name, text, limit in scripts:
        runs = [
            (measure_throughput(split, text), measure_throughput(sqlparse.split, text[:PEER_SIZE]))
            for _ in range(bench.runs)
        ]
        ours, theirs = zip(*runs, strict=True)
        yield Figure(f"splitting{name}", ours, theirs, "sqlparse", "MB/s", 40, limit)
    # Lines that are coloured for the first time; later, they come from a cache.
    texts = [build_dump(PEER_SIZE, 1_000 * run) for run in range(bench.runs)]
    runs = [
        (measure_throughput(colour, text), measure_throughput(colour_with_pygments, text))
        for text in texts
    ]
    ours, theirs = zip(*runs, strict=True)
    yield Figure("colouring every line, dump", ours, theirs, "Pygments alone", "MB/s")


def main(runs: int = 3) -> int:
    """Measure; return 1 if a figure is beyond its limit."""
    return print_figures(measure(Bench(runs)))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
