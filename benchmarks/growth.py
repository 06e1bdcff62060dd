"""How the cost of an action grows with the size of what it works on, as an exponent.

`python -m benchmarks --growth` prints the table. Time grows as the size to the power of the
exponent: 0 means that the size does not matter, 1 that twice the size takes twice as long.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from math import log
from typing import NamedTuple

from benchmarks.bench import Bench
from benchmarks.figures import write_value
from benchmarks.growth_cases import CASES, Case
from dsql_tui.gc_tuning import reduce_collections


class Growth(NamedTuple):
    """The seconds of an action at several sizes."""

    case: Case
    sizes: Sequence[int]
    seconds: Sequence[float]

    @property
    def exponent(self) -> float:
        """The exponent that fits all sizes best."""
        return fit_exponent(self.sizes, self.seconds)

    @property
    def last_exponent(self) -> float:
        """The exponent between the two largest sizes, where fixed costs matter least."""
        return fit_exponent(self.sizes[-2:], self.seconds[-2:])


def fit_exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Return the slope of the line through the logarithms with the least squares."""
    points = [(log(size), log(max(each, 1e-7))) for size, each in zip(sizes, seconds, strict=True)]
    across = sum(x for x, _ in points) / len(points)
    up = sum(y for _, y in points) / len(points)
    return sum((x - across) * (y - up) for x, y in points) / sum(
        (x - across) ** 2 for x, _ in points
    )


def measure_growth(bench: Bench, long: bool) -> Iterator[Growth]:
    """Measure each case, and print its seconds."""
    reduce_collections()  # As the program does.
    for case in CASES:
        sizes = [*case.sizes, *(case.more if long else ())]
        try:
            growth = Growth(case, sizes, list(case.measure(bench, sizes)))
        except Exception:  # noqa: BLE001 - the other cases count
            traceback.print_exc()
            continue
        pairs = zip(sizes, growth.seconds, strict=True)
        times = ", ".join(f"{size:,}: {write_value(each, 's')}" for size, each in pairs)
        exponents = f"exponent {growth.exponent:.2f}, last step {growth.last_exponent:.2f}"
        print(f"{case.grows}, {case.action}: {exponents} ({times})", flush=True)
        yield growth


def build_growth_table(growths: Sequence[Growth]) -> str:
    """Return the table in Markdown."""
    names = "what grows", "from – to", "action", "smallest", "largest", "exponent", "last step"
    return "\n".join([f"| {' | '.join(names)} |", "|---" * 7 + "|", *map(_build_row, growths)])


def _build_row(growth: Growth) -> str:
    cells = (
        growth.case.grows,
        f"{growth.sizes[0]:,} – {growth.sizes[-1]:,}",
        growth.case.action,
        *(write_value(seconds, "s") for seconds in (growth.seconds[0], growth.seconds[-1])),
        *(f"{exponent:.2f}" for exponent in (growth.exponent, growth.last_exponent)),
    )
    return f"| {' | '.join(cells)} |"
