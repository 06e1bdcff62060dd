"""Measures of a plan: the time and cost of each node alone, its share, and the hot path."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.sql.plans.node import Node, Plan

_BLOCKING = ("Sort", "Hash", "Aggregate", "SetOp", "Append")
"""Nodes that read all their input before their first row, or each input in turn."""


@dataclass(slots=True, eq=False)
class Measure:
    """The figures of one node that are not in its text."""

    total: float | None
    """Milliseconds of all loops, with the nodes below; `None` if the plan was not timed."""
    own: float | None
    """Milliseconds without the nodes below."""
    share: float
    """The share of the whole, from 0 to 1: of the time, or of the cost if there is no time."""
    is_hot: bool = False
    """True for the nodes from the top to the one with the largest share."""
    misestimate: float = 1.0
    """How many times more or fewer rows came than were estimated; at least 1."""


def measure_plan(plan: Plan) -> dict[Node, Measure]:
    """Return the measure of each node; those in storage are parts of their scan, and have none."""
    nodes = [node for node in plan.nodes if not node.is_storage]
    if not nodes:
        return {}
    totals = {node: _get_milliseconds(node) for node in nodes}
    is_timed = totals[nodes[0]] is not None
    amounts = {node: (totals[node] if is_timed else _get_cost(node)) or 0.0 for node in nodes}
    own = {
        node: max(0.0, amounts[node] - sum(amounts[child] for child in node.inputs))
        for node in nodes
    }
    whole = sum(own.values())
    cut_short = find_cut_short(plan)
    measures = {
        node: Measure(
            totals[node],
            own[node] if is_timed else None,
            own[node] / whole if whole else 0.0,
            misestimate=get_misestimate(node, node in cut_short),
        )
        for node in nodes
    }
    _mark_hot_path(nodes, measures)
    return measures


def _get_milliseconds(node: Node) -> float | None:
    actual = node.actual
    if actual is None or actual.milliseconds is None:
        return None
    return actual.milliseconds * actual.loops


def _get_cost(node: Node) -> float:
    return node.estimate.total if node.estimate else 0.0


def get_misestimate(node: Node, is_cut_short: bool = False) -> float:
    """Return the factor between estimated and real rows; fewer than one row count as one.

    A node that is cut short is not wrong because fewer rows came.
    """
    if node.estimate is None or node.actual is None or not node.actual.loops:
        return 1.0
    estimated, real = max(1.0, node.estimate.rows), max(1.0, node.actual.rows)
    return max(real / estimated, 1.0 if is_cut_short else estimated / real)


def find_cut_short(plan: Plan) -> set[Node]:
    """Return the nodes that may stop before their last row, because of a LIMIT above them."""
    found: set[Node] = set()
    for node in plan.nodes:
        if node.kind == "Limit" or (node in found and not node.kind.startswith(_BLOCKING)):
            found.update(node.children)
    return found


def _mark_hot_path(nodes: list[Node], measures: dict[Node, Measure]) -> None:
    """Mark the node with the largest share, and all nodes above it."""
    parents = {child: node for node in nodes for child in node.inputs}
    hottest: Node | None = max(nodes, key=lambda node: measures[node].share)
    while hottest is not None:
        measures[hottest].is_hot = True
        hottest = parents.get(hottest)
