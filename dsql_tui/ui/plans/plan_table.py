"""The nodes of a plan as a tree with columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rich.style import Style
from rich.text import Text
from textual.widgets import DataTable

from dsql_tui.results.text import make_visible
from dsql_tui.sql.plans.measures import Measure
from dsql_tui.sql.plans.node import Node, Plan
from dsql_tui.ui.plans.figures import format_count, format_milliseconds

_COLUMNS = ("Time", "Share", "Rows", "Planned", "Cost", "Node")
_NOTHING = "–"
_FAR = 10
"""The factor between planned and real rows that is marked."""
_LARGE_SHARE, _SOME_SHARE = 0.5, 0.2
_MAX_NAME = 400
"""Characters of a node's name; the details have all of them."""
_MAX_DEPTH = 40


class PlanTable(DataTable[Text]):
    """A row for each node; the nodes of the hot path have a bar."""

    DEFAULT_CSS = """
    PlanTable { height: 1fr; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__(cursor_type="row")
        self.nodes: list[Node] = []
        """The node of each row."""

    def on_mount(self) -> None:
        """Add the columns."""
        for heading in _COLUMNS:
            self.add_column(Text(heading, justify="left" if heading == "Node" else "right"))

    @property
    def node(self) -> Node | None:
        """The node at the cursor; `None` in an empty table, where the cursor may be at -1."""
        return self.nodes[self.cursor_row] if 0 <= self.cursor_row < len(self.nodes) else None

    def show(
        self, plan: Plan, measures: Mapping[Node, Measure], problematic: Collection[Node]
    ) -> None:
        """Show a plan; nodes with a problem are marked."""
        self.clear()
        depths = find_depths(plan)
        self.nodes = list(depths)
        for node, depth in depths.items():
            measure = measures.get(node)
            name = render_name(node, depth, measure, node in problematic)
            self.add_row(*_render_figures(node, measure), name)

    def seek(self, node: Node) -> None:
        """Move the cursor to a node."""
        self.move_cursor(row=self.nodes.index(node), animate=False)


def find_depths(plan: Plan) -> dict[Node, int]:
    """Return the depth of each node, from top to bottom."""
    depths: dict[Node, int] = {}
    pending = [(plan.top, 0)] if plan.top else []
    while pending:
        node, depth = pending.pop()
        depths[node] = depth
        pending.extend((child, depth + 1) for child in reversed(node.children))
    return depths


def render_name(
    node: Node, depth: int, measure: Measure | None = None, marked: bool = False
) -> Text:
    """Return the name of a node, indented, with marks for the hot path and a problem."""
    is_hot = measure is not None and measure.is_hot
    line = Text(no_wrap=True)
    line.append("▌" if is_hot else " ", "red")
    line.append("  " * min(depth, _MAX_DEPTH))
    if marked:
        line.append("! ", "bold yellow")
    if node.role:
        line.append(f"{make_visible(node.role[:_MAX_NAME])}: ", "italic")
    style = Style(dim=node.is_storage, bold=is_hot)
    line.append(make_visible(node.name[:_MAX_NAME]) or _NOTHING, style)
    if node.actual is not None and not node.actual.loops:
        line.append("  never executed", "italic")
    elif node.loops > 1:
        line.append(f"  ×{format_count(node.loops)}", "cyan")
    return line


def _render_figures(node: Node, measure: Measure | None) -> list[Text]:
    style = "dim" if node.is_storage else ""
    time = format_milliseconds(measure.total) if measure and measure.total is not None else ""
    planned = format_count(node.estimate.rows) if node.estimate else ""
    cost = format_count(node.estimate.total) if node.estimate else ""
    cells = (
        Text(time, style),
        _render_share(measure),
        _render_rows(node, measure),
        Text(planned, style),
        Text(cost, style),
    )
    for cell in cells:
        cell.justify = "right"
    return list(cells)


def _render_share(measure: Measure | None) -> Text:
    if measure is None:
        return Text()
    large = "bold red" if measure.share >= _LARGE_SHARE else "yellow"
    return Text(f"{measure.share:.0%}", large if measure.share >= _SOME_SHARE else "")


def _render_rows(node: Node, measure: Measure | None) -> Text:
    if node.actual is None:
        return Text("")
    rows = Text(format_count(node.actual.rows), "dim" if node.is_storage else "")
    if measure is not None and measure.misestimate >= _FAR and node.estimate is not None:
        more = node.actual.rows > node.estimate.rows
        rows = Text(f"{'↑' if more else '↓'}{rows}", "yellow")
    return rows
