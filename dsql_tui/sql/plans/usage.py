"""The DPU that Aurora DSQL reports for a statement, at the end of EXPLAIN ANALYZE VERBOSE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dsql_tui.sql.plans.node import Part
from dsql_tui.sql.plans.parse import parse_dpu

PLAN_COLUMN = "QUERY PLAN"
"""The name of the only column of EXPLAIN."""

MAX_TAIL = 40
"""Lines at the end of a plan in which the DPU are looked for."""


class Usage(NamedTuple):
    """The DPU of one statement, as reported."""

    total: float
    parts: tuple[Part, ...] = ()

    @property
    def with_minimum(self) -> float:
        """The DPU if the statement is a transaction of its own, which has minimum charges."""
        return self.total + sum(max(0.0, (part.minimum or 0.0) - part.dpu) for part in self.parts)


def read_usage(lines: Iterable[str]) -> Usage | None:
    """Return the DPU in the last lines of a plan; `None` if there are none."""
    parts = [part for line in lines if (part := parse_dpu(line.strip()))]
    total = next((part.dpu for part in parts if part.name == "Total"), None)
    if total is None:
        return None
    return Usage(total, tuple(part for part in parts if part.name != "Total"))


def is_plan_answer(columns: Sequence[str]) -> bool:
    """Return True if a statement with these columns returned a plan."""
    return list(columns) == [PLAN_COLUMN]
