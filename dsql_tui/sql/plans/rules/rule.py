"""A rule about plans, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from dsql_tui.sql.plans.node import Node, Plan

MANY_ROWS = 1000
"""Rows below which a scan is not worth advice."""
MANY_COST = 1000.0
"""The same for a plan that was not executed: its estimated cost."""
FEW = 0.1
"""The share of rows below which an index is better than reading all of them."""
MANY_LOOPS = 100
"""Repetitions from which round trips to storage take noticeable time."""
LARGE_MEMORY = 64 * 1024
"""Kibibytes from which the limit of a query, 128 MiB, is near."""


class Finding(NamedTuple):
    """A problem of a plan."""

    node: Node | None
    """The node; `None` if it is about the whole plan."""
    problem: str
    """The problem, as a sentence."""
    advice: str
    """The remedy, as a sentence."""
    statement: str = ""
    """The statement that helps, if there is one."""
    code: str = ""
    """The code of the rule."""


class Rule(NamedTuple):
    """One thing that makes a statement slow or expensive."""

    code: str
    find: Callable[[Plan], Iterator[Finding]]


def list_scans(plan: Plan) -> Iterator[Node]:
    """Yield the scans of tables that were executed, or all if the plan has only estimates."""
    return (node for node in plan.nodes if node.is_scan and node.loops)


def is_selective(node: Node) -> bool:
    """Return true if a scan reads many rows and returns few of them."""
    if node.actual is None:
        return bool(node.estimate and node.estimate.total >= MANY_COST)
    return node.rows_read >= MANY_ROWS and node.rows <= node.rows_read * FEW


def count(amount: float, one: str = "row", many: str = "rows") -> str:
    """Return a number with its noun."""
    return f"{amount:,.0f} {one if amount == 1 else many}"
