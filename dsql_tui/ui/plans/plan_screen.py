"""Show a plan: the tree with figures, the node at the cursor, advice, and the raw text."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from dsql_tui.results.text import make_visible
from dsql_tui.sql.plans.measures import measure_plan
from dsql_tui.sql.plans.parse import parse_plan
from dsql_tui.sql.plans.recent import NamedPlan, RecentPlans
from dsql_tui.sql.plans.rules import find_problems
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.page import Page, bind_close
from dsql_tui.ui.plans.compare_screen import PlanComparison
from dsql_tui.ui.plans.plan_details import render_details, render_findings, render_summary
from dsql_tui.ui.plans.plan_sources import choose_plan
from dsql_tui.ui.plans.plan_table import PlanTable
from dsql_tui.ui.results.text_pager import TextPager


class PlanScreen(Page[str | None]):
    """Shows a plan; returns a statement to insert into the editor, or `None`."""

    DEFAULT_CSS = """
    PlanScreen > #summary { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
    PlanScreen > VerticalScroll { height: 40%; }
    PlanScreen > TextPager { display: none; }
    PlanScreen.-raw > TextPager { display: block; }
    PlanScreen.-raw > PlanTable, PlanScreen.-raw > VerticalScroll { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "raw", "Show text", tooltip="Show the text of the plan.", id="plan.raw"),
        Binding(
            "n",
            "next_problem",
            "Next problem",
            tooltip="Go to the next node with a problem.",
            id="plan.next",
        ),
        Binding(
            "i",
            "insert",
            "Insert remedy",
            tooltip="Insert the statement that helps into the editor.",
            id="plan.insert",
        ),
        Binding(
            "c",
            "compare",
            "Compare",
            tooltip="Compare with an earlier plan, a file or a pasted plan.",
            id="plan.compare",
        ),
        bind("y", "copy", "Copy", "Copy the text of the plan.", "plan.copy"),
        bind_close("plan", "Close the plan."),
    ]

    PALETTE = False
    table = getters.query_one(PlanTable)

    def __init__(self, named: NamedPlan, recent: RecentPlans) -> None:
        super().__init__(named.title)
        self.named = named
        self.recent = recent
        self.plan = parse_plan(named.text)
        self.measures = measure_plan(self.plan)
        self.findings = find_problems(self.plan)
        self.details = Static(id="details", markup=False)
        self.details_pane = VerticalScroll(self.details, can_focus=True)
        recent.add(named)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield Static(render_summary(self.plan), id="summary", markup=False)
        yield PlanTable()
        yield self.details_pane
        lines = [make_visible(line) for line in self.named.text.splitlines()]
        pager = TextPager(lambda width: lines)
        pager.wraps = False
        yield pager

    def on_mount(self) -> None:
        """Show the plan, and begin on the step that takes most of the time."""
        problematic = {each.node for each in self.findings if each.node is not None}
        self.table.show(self.plan, self.measures, problematic)
        if self.measures:
            self.table.seek(max(self.measures, key=lambda node: self.measures[node].share))
        else:
            self.action_raw()
            self.notify("This text is not a plan.", severity="warning")
        self.table.focus()
        self._show_details()

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        node = self.table.node
        if node is None:
            words = render_findings(self.findings)
        else:
            words = render_details(node, self.measures.get(node), self.findings)
        self.details.update(words)
        self.details_pane.scroll_home(animate=False)

    def action_raw(self) -> None:
        """Show the text of the plan, or the tree again."""
        self.toggle_class("-raw")
        pager = self.query_one(TextPager)
        (pager if self.has_class("-raw") else self.table).focus()

    def action_next_problem(self) -> None:
        """Move the cursor to the next node with a problem."""
        problematic = {each.node for each in self.findings}
        nodes, start = self.table.nodes, self.table.cursor_row + 1
        for node in [*nodes[start:], *nodes[:start]]:
            if node in problematic:
                self.table.seek(node)
                return
        self.notify("No problem was found in this plan.")

    def action_insert(self) -> None:
        """Close with the statement that helps: the one of this node, or else the first."""
        here = [each for each in self.findings if each.node is self.table.node]
        for each in (*here, *self.findings):
            if each.statement:
                self.dismiss(each.statement)
                return
        self.notify("There is no statement to insert for this plan.")

    def action_copy(self) -> None:
        """Copy the text of the plan."""
        self.copy(self.named.text, "Plan")

    @work(group="compare", exclusive=True)
    async def action_compare(self) -> None:
        """Choose an earlier plan, and show both side by side."""
        other = await choose_plan(self.app, self.recent.list_others(self.named))
        if other is not None:
            self.recent.add(other)
            self.recent.add(self.named)
            self.app.push_screen(PlanComparison(other, self.named))
