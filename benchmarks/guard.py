"""Ratios that are steady enough to be checked at every change, with generous limits.

`python -m benchmarks.guard` takes about 15 seconds and exits with 1 if a ratio is above its limit.
It measures processor time, which depends little on what else runs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.export import BASELINE
from benchmarks.figures import Figure, compare, print_figures
from benchmarks.growth_cases import complete_name, draw_end, type_key
from benchmarks.processes import Measurement
from benchmarks.splitting import colour, colour_with_pygments, measure_throughput
from benchmarks.texts import build_dump
from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.sql.statements import split

RUNS = 5
SIZE = 100_000
"""The bytes of a script."""
MAX_SPLIT, MAX_COLOUR, MAX_SELECT, MAX_KEY, MAX_PAGE, MAX_COMPLETION = 0.2, 2.2, 2.0, 2.0, 2.5, 20
"""The limits; ten times as many tables may take twenty times as long to complete."""


def measure_script() -> Iterator[Figure]:
    """Compare splitting and colouring with Pygments, each time with a new text."""
    texts = [build_dump(SIZE, 1_000 * run) for run in range(RUNS + 1)]
    for name, ours, limit in (("splitting", split, MAX_SPLIT), ("colouring", colour, MAX_COLOUR)):
        seconds = [
            tuple(1 / measure_throughput(each, text) for each in (ours, colour_with_pygments))
            for text in texts
        ]
        mine, other = zip(*seconds[1:], strict=True)
        yield Figure(f"{name} of a megabyte", mine, other, "Pygments", limit=limit)


def measure_sizes(bench: Bench) -> Iterator[Figure]:
    """Compare an action at a large size with the same at a small one."""
    for name, case, small, large, limit in (
        ("a key in a megabyte", type_key, 1_000, 1_000_000, MAX_KEY),
        ("a page of 100,000 rows", draw_end, 1_000, 100_000, MAX_PAGE),
        ("completion of 10,000 tables", complete_name, 1_000, 10_000, MAX_COMPLETION),
    ):
        pairs = [tuple(case(bench, (large, small))) for _ in range(3)]
        mine, other = zip(*pairs, strict=True)
        yield Figure(name, mine, other, f"with {small:,}", limit=limit)


def measure_select(bench: Bench) -> Figure:
    """Compare `exec -c 'select 1'` with psycopg alone."""
    clients = bench.clients
    baseline = [sys.executable, "-c", BASELINE, clients.conninfo]

    def time_ours() -> float:
        return clients.measure("exec", "-c", "select 1").processor

    def time_theirs() -> float:
        return Measurement(baseline, clients.environment).processor

    name, peer = "exec -c 'select 1'", "bare psycopg"
    return compare(name, RUNS, time_ours, time_theirs, peer, limit=MAX_SELECT)


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure all ratios."""
    reduce_collections()  # As the program does.
    yield from measure_script()
    yield measure_select(bench)
    yield from measure_sizes(bench)


def main() -> int:
    """Print all ratios; return 1 if one is above its limit."""
    with Bench() as bench:
        return print_figures(measure(bench))


if __name__ == "__main__":
    sys.exit(main())
