"""The words about a plan: its figures, the node at the cursor, and the advice."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from dsql_tui.results.text import make_visible
from dsql_tui.sql.plans.kinds import LABELS, explain_kind
from dsql_tui.sql.plans.measures import Measure
from dsql_tui.sql.plans.node import Node, Plan
from dsql_tui.sql.plans.rules.rule import Finding
from dsql_tui.ui.plans.figures import format_count, format_dpu, format_milliseconds

_MAX_TEXT = 2_000
"""Characters of a property; the raw text has all of them."""
_MAX_OTHERS = 20
"""Problems of other nodes that are shown; thousands would block the screen."""
_CLEAR = 2.0
"""The factor between planned and real rows from which it is worth a word."""


def render_summary(plan: Plan) -> Text:
    """Return the figures of the whole plan: the time, and the DPU of each part."""
    parts = []
    if plan.execution is not None:
        parts.append(f"execution {format_milliseconds(plan.execution)}")
    if plan.planning is not None:
        parts.append(f"planning {format_milliseconds(plan.planning)}")
    if not plan.is_executed:
        parts.append("planned only: no time and no DPU")
    if plan.total is not None:
        parts.append(f"estimated {format_dpu(plan.total)}")
    for part in plan.parts:
        share = f" ({part.dpu / plan.total:.0%})" if plan.total else ""
        least = f" (at least {part.minimum:g})" if part.minimum else ""
        parts.append(f"{part.name.lower()} {part.dpu:.5g}{least}{share}")
    return Text(make_visible(" · ".join(parts)))


def render_details(node: Node, measure: Measure | None, findings: Sequence[Finding]) -> Text:
    """Return all about a node: its figures, its meaning, its properties and the advice."""
    text = Text(end="")
    text.append(f"{make_visible(node.name[:_MAX_TEXT])}\n", "bold")
    for line in _list_figures(node, measure):
        text.append(f"{line}\n")
    if meaning := explain_kind(node):
        text.append(f"{meaning}\n", "italic")
    for label, value in node.properties:
        name = LABELS.get(label, label)
        text.append(f"{make_visible(name)}: " if name else "", "bold")
        cut = "…" if len(value) > _MAX_TEXT else ""
        text.append(f"{make_visible(value[:_MAX_TEXT])}{cut}\n")
    text.append(render_findings([each for each in findings if each.node is node]))
    others = [each for each in findings if each.node is not node]
    if others:
        text.append("\nElsewhere in the plan\n", "bold")
        text.append(render_findings(others[:_MAX_OTHERS]))
        if len(others) > _MAX_OTHERS:
            text.append(
                f"… and {len(others) - _MAX_OTHERS:,} more: n goes to the next.\n", "italic"
            )
    return text


def render_findings(findings: Sequence[Finding]) -> Text:
    """Return the advice of rules, with the statements that help."""
    text = Text(end="")
    for each in findings:
        text.append("! ", "bold yellow")
        text.append(make_visible(each.problem), "yellow")
        text.append(f" {make_visible(each.advice)}\n")
        if each.statement:
            text.append(f"  {make_visible(each.statement)}\n", "cyan")
    return text


def _list_figures(node: Node, measure: Measure | None) -> list[str]:
    estimate, actual = node.estimate, node.actual
    lines = []
    if measure and measure.total is not None and measure.own is not None:
        lines.append(
            f"time {format_milliseconds(measure.total)}, of which "
            f"{format_milliseconds(measure.own)} in this step ({measure.share:.0%} of the whole)"
        )
    if actual is not None and actual.loops:
        rows = f"rows {format_count(actual.rows)} in each of {format_count(actual.loops)} loops"
        if actual.loops == 1:
            rows = f"rows {format_count(actual.rows)}"
        if estimate is not None:
            rows += f", planned {format_count(estimate.rows)}"
        if measure and measure.misestimate >= _CLEAR:
            rows += f" (wrong by ×{format_count(measure.misestimate)})"
        lines.append(rows)
    if estimate is not None:
        lines.append(
            f"cost {format_count(estimate.startup)} to the first row, "
            f"{format_count(estimate.total)} to the last · {estimate.width} bytes per row"
        )
    return lines
