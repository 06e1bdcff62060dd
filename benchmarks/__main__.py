"""Every line of the table in docs/speed.md: ours beside a peer, in one run.

`python -m benchmarks --help` lists the options.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from benchmarks.bench import Bench
from benchmarks.figures import Figure, print_figure
from benchmarks.growth import build_growth_table, measure_growth
from benchmarks.lines import LINES, Line, choose_lines
from benchmarks.table import build_summary, build_table, describe_machine, replace_tables


def main(arguments: Sequence[str]) -> int:
    """Measure what the options ask for, and write the tables."""
    options = _build_parser().parse_args(arguments)
    began = monotonic()
    runs = 1 if options.quick else options.runs
    with Bench(runs, options.quick, options.rivals) as bench:
        tables = build_growth(bench, options) if options.growth else build_lines(bench, options)
    if not options.write:
        print(f"\n{next(iter(tables.values()))}")
    for page in options.write:
        replace_tables(page, tables)
    print(f"{monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}")
    return 0


def build_lines(bench: Bench, options: argparse.Namespace) -> dict[str, str]:
    """Measure the lines; return the tables by the names of their places."""
    lines = choose_lines(options.lines, bool(options.rivals), options.long)
    figures = [figure for line in lines for figure in measure_line(line, bench)]
    machine = describe_machine(describe_options(options))
    return {"speed": f"{machine}\n\n{build_table(figures)}", "summary": build_summary(figures)}


def build_growth(bench: Bench, options: argparse.Namespace) -> dict[str, str]:
    """Measure how cost grows; return the table by the name of its place."""
    growths = list(measure_growth(bench, options.long))
    machine = describe_machine(describe_options(options))
    return {"growth": f"{machine}\n\n{build_growth_table(growths)}"}


def describe_options(options: argparse.Namespace) -> str:
    """Return the options that affect the figures, as they are typed."""
    words = [f"--only {' '.join(options.lines)}"] if options.lines else []
    words += [f"--{name}" for name in ("quick", "long") if getattr(options, name)]
    words += ["--rivals FOLDER"] if options.rivals else []
    if options.growth:
        words.append("--growth")
    elif not options.quick:
        words.append(f"--runs {options.runs}")
    return " ".join(["python -m benchmarks", *words])


def measure_line(line: Line, bench: Bench) -> list[Figure]:
    """Measure a line, and print its figures and the time that it takes, or why it failed."""
    began = monotonic()
    figures = []
    try:
        for figure in line.measure(bench):
            print_figure(figure)
            figures.append(figure)
    except (Exception, SystemExit):  # noqa: BLE001 - the other lines count
        traceback.print_exc()
        print(f"    {line.name} FAILED", flush=True)
    print(f"    {line.name}: {monotonic() - began:.0f} s", flush=True)
    return figures


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the speed of dsql-tui beside other programs, as ratios.",
        epilog=f"The lines: {', '.join(line.name for line in LINES)}.",
    )
    parser.add_argument(
        "--only", dest="lines", nargs="+", default=[], metavar="LINE", help="measure these lines"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of each pair (default: 3)")
    parser.add_argument("--quick", action="store_true", help="one run, with less data")
    parser.add_argument("--growth", action="store_true", help="measure how cost grows with size")
    parser.add_argument(
        "--long", action="store_true", help="also load 10 million rows; larger sizes of --growth"
    )
    parser.add_argument(
        "--rivals", default="", metavar="FOLDER", help="virtual environments of other programs"
    )
    parser.add_argument(
        "--write",
        nargs="+",
        type=Path,
        default=[],
        metavar="PAGE",
        help="replace the tables in pages: README.md docs/speed.md",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
