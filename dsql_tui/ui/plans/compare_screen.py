"""Two plans side by side: the steps that do the same work, and what changed."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from dsql_tui.results.text import make_visible
from dsql_tui.sql.plans.compare import Difference, Pair, compare_totals, pair_nodes
from dsql_tui.sql.plans.measures import measure_plan
from dsql_tui.sql.plans.node import Node
from dsql_tui.sql.plans.parse import parse_plan
from dsql_tui.sql.plans.recent import NamedPlan
from dsql_tui.ui.page import Page, add_columns, bind_close
from dsql_tui.ui.plans.figures import format_change, format_count, format_figure
from dsql_tui.ui.plans.plan_details import render_details
from dsql_tui.ui.plans.plan_table import find_depths, render_name

_FIGURES = ("Before", "After", "Change", "Rows")

_BETTER, _WORSE = 0.95, 1.05
"""The factors from which a difference is more than chance."""


class PlanComparison(Page[None]):
    """Shows the nodes of two plans in pairs."""

    DEFAULT_CSS = """
    PlanComparison > #title { height: 2; }
    PlanComparison > #totals { height: auto; padding: 0 1; }
    PlanComparison > VerticalScroll { height: 35%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "swap", "Swap", tooltip="Swap the two plans.", id="comparison.swap"),
        bind_close("comparison", "Close the comparison."),
    ]

    PALETTE = False
    table = getters.query_one(DataTable)

    def __init__(self, old: NamedPlan, new: NamedPlan) -> None:
        super().__init__()
        self.old, self.new = old, new
        self.pairs: list[Pair] = []
        self.details = Static(id="details", markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield Static(id="totals", markup=False)
        yield DataTable[Text](cursor_type="row")
        yield VerticalScroll(self.details, can_focus=True)

    def on_mount(self) -> None:
        """Add the columns and show the plans."""
        add_columns(self.table, (*_FIGURES, "Node"), right=_FIGURES)
        self._show_plans()
        self.table.focus()

    def action_swap(self) -> None:
        """Swap the two plans."""
        self.old, self.new = self.new, self.old
        self._show_plans()

    def _show_plans(self) -> None:
        old, new = parse_plan(self.old.text), parse_plan(self.new.text)
        title = f"Before: {self.old.title}", f"After: {self.new.title}"
        self.title_line.update("\n".join(map(make_visible, title)))
        totals = Text("\n").join(map(_render_total, compare_totals(old, new)))
        self.query_one("#totals", Static).update(totals)
        self.pairs = pair_nodes(old, new)
        depths = {**find_depths(old), **find_depths(new)}
        measures = {**measure_plan(old), **measure_plan(new)}
        times = {node: measure.total for node, measure in measures.items()}
        self.table.clear()
        for pair in self.pairs:
            node = pair.new or pair.old
            assert node is not None
            name = _render_change(pair, render_name(node, depths[node]))
            self.table.add_row(*_render_figures(pair, times), name)

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        words = Text()
        row = self.table.cursor_row
        for title, node in (
            zip(("Before: ", "After: "), self.pairs[row], strict=True)
            if 0 <= row < len(self.pairs)
            else ()
        ):
            if node is not None:
                words.append(title, "italic")
                words.append(render_details(node, None, ()))
        self.details.update(words)


def _render_total(each: Difference) -> Text:
    before, after = format_figure(each, each.old), format_figure(each, each.new)
    line = Text(f"{each.name:<16} {before:>12} → {after:<12} ")
    line.append(format_change(each.factor), _get_style(each.factor))
    return line


def _render_figures(pair: Pair, times: dict[Node, float | None]) -> list[Text]:
    before = times.get(pair.old) if pair.old else None
    after = times.get(pair.new) if pair.new else None
    time = Difference("time", "ms", before, after)
    rows = [format_count(node.rows) if node else "–" for node in pair]
    cells = [
        Text(format_figure(time, before)),
        Text(format_figure(time, after)),
        Text(format_change(time.factor), _get_style(time.factor)),
        Text(rows[0] if rows[0] == rows[1] else " → ".join(rows)),
    ]
    for cell in cells:
        cell.justify = "right"
    return cells


def _render_change(pair: Pair, name: Text) -> Text:
    if pair.change == "added":
        name.stylize("green")
        return name.append("  added", "bold green")
    if pair.change == "removed":
        name.stylize("red")
        return name.append("  removed", "bold red")
    if pair.change and pair.old is not None:
        name.append(f"  was {make_visible(pair.old.name)}", "yellow")
    return name


def _get_style(factor: float | None) -> str:
    if factor is None or _BETTER <= factor <= _WORSE:
        return ""
    return "green" if factor < 1 else "red"
