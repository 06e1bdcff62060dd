"""Show a result as a chart: chosen automatically, adjusted with a few keys, saved as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.charts.build import build_figure
from dsql_tui.results.charts.column_reader import ChartCancelled
from dsql_tui.results.charts.figure import Figure
from dsql_tui.results.charts.measure import WORD, get_measure
from dsql_tui.results.charts.plan import MAX_SERIES, SAMPLE_ROWS, Plan, fit_plan, plan_chart
from dsql_tui.results.charts.png import render_png
from dsql_tui.results.charts.svg import render_svg
from dsql_tui.results.formats.format import FormatError
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.text import make_visible
from dsql_tui.results.types import type_name
from dsql_tui.store.files import write_atomic
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.charts.plot import Plot
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.missing_folder import offer_folder
from dsql_tui.ui.key_bar import KeyBar

_PICTURES: dict[str, Callable[[Figure], bytes]] = {
    ".svg": lambda drawn: render_svg(drawn).encode(),
    ".png": render_png,
}
"""The renderers, by the ending of the file name."""
_NO_COLUMN = ""
"""The choice that stands for no column."""


class Chart(Screen[None]):
    """Draws the rows of a sheet according to a plan that the user can change."""

    DEFAULT_CSS = """
    Chart { layout: vertical; background: $surface; }
    Chart > #title { height: 1; padding: 0 1; text-style: bold; }
    Chart > Plot { margin: 0 1; background: $surface; }
    Chart > #notes { height: 1; padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "kind('line')", "Line", tooltip="Draw lines.", id="chart.line"),
        Binding("b", "kind('bar')", "Bars", tooltip="Draw bars.", id="chart.bar"),
        Binding("s", "kind('scatter')", "Points", tooltip="Draw points.", id="chart.scatter"),
        Binding(
            "h",
            "kind('histogram')",
            "Bins",
            tooltip="Draw how often each value occurs.",
            id="chart.histogram",
        ),
        Binding("x", "across", "X", tooltip="Choose the column for the x axis.", id="chart.x"),
        Binding("y", "amount", "Y", tooltip="Choose the column for the y axis.", id="chart.y"),
        bind("Y", "another", "More Y", "Add or remove a column on the y axis.", "chart.another"),
        Binding(
            "g",
            "group",
            "Group",
            tooltip="Draw a series for each value of a column.",
            id="chart.group",
        ),
        bind("o", "log", "Log", "Toggle a logarithmic y axis.", "chart.log"),
        bind("r", "read", "Redraw", "Redraw with the rows received so far.", "chart.read"),
        bind("a", "choose_chart", "Automatic", "Choose the chart automatically.", "chart.suit"),
        Binding(
            "ctrl+s",
            "save",
            "Save",
            tooltip="Save the chart as an SVG or PNG file.",
            id="chart.save",
        ),
        Binding("escape,q", "dismiss", "Close", tooltip="Return to the rows.", id="chart.close"),
    ]

    plot = getters.query_one(Plot)
    notes = getters.query_one("#notes", Static)

    def __init__(self, sheet: Sheet, folder: Path) -> None:
        super().__init__()
        self.sheet = sheet
        self.folder = folder
        """The folder for a file name without one."""
        self.plan: Plan | None = None
        self.drawn: Figure | None = None
        """The figure on screen."""
        self._reading = 0
        """The number of the current read; a read with another number gives up."""

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Plot()
        yield Static(id="notes", markup=False)
        yield KeyBar(palette=False)  # 80 columns have no room for it

    def on_mount(self) -> None:
        self.action_choose_chart()

    def on_unmount(self) -> None:
        self._reading += 1  # the current read gives up

    @work(group="read", exclusive=True)
    async def action_choose_chart(self) -> None:
        """Choose a chart that suits the result and draw it."""

        def choose_plan() -> Plan:
            rows = range(min(SAMPLE_ROWS, len(self.sheet)))
            columns = self.sheet.columns
            return plan_chart(columns, list(self.sheet.values(rows, range(len(columns)))))

        try:
            plan = await in_thread(choose_plan)
        except (OSError, ValueError) as error:
            self._say(f"These rows cannot be read: {error}")
        else:
            self._draw(plan)

    def action_kind(self, kind: str) -> None:
        """Draw another kind of chart."""
        if self.plan:
            self._draw(replace(self.plan, kind=kind))

    def action_log(self) -> None:
        """Toggle a logarithmic y axis."""
        if self.plan:
            self._draw(replace(self.plan, log=not self.plan.log))

    def action_read(self) -> None:
        """Redraw with the rows received so far."""
        if self.plan:
            self._draw(self.plan)

    @work(group="ask", exclusive=True)
    async def action_across(self) -> None:
        """Choose the column for the x axis."""
        if plan := self.plan:
            every = range(len(self.sheet.visible_columns))
            nothing = "" if plan.kind == "bar" else "row number"
            if (chosen := await self._column("X axis", every, plan.x, nothing)) is not None:
                self._draw(replace(plan, x=_place(chosen)))

    @work(group="ask", exclusive=True)
    async def action_amount(self) -> None:
        """Choose the column for the y axis."""
        if plan := self.plan:
            now = plan.ys[0] if plan.ys else None
            nothing = "number of rows" if plan.kind == "bar" else ""
            chosen = await self._column("Y axis", self._find_numeric_columns(), now, nothing)
            if chosen is not None:
                self._draw(replace(plan, ys=() if chosen == _NO_COLUMN else (int(chosen),)))

    @work(group="ask", exclusive=True)
    async def action_another(self) -> None:
        """Ask for a column to add to the y axis, or to remove from it."""
        if plan := self.plan:
            chosen = await self._column(
                "Add or remove a column", self._find_numeric_columns(), None
            )
            if chosen is not None:
                place = int(chosen)
                fewer = tuple(each for each in plan.ys if each != place)
                ys = fewer if place in plan.ys else (*plan.ys, place)[:MAX_SERIES]
                self._draw(replace(plan, ys=ys, group=None))

    @work(group="ask", exclusive=True)
    async def action_group(self) -> None:
        """Ask for the column whose values get a series each."""
        if plan := self.plan:
            every = range(len(self.sheet.visible_columns))
            chosen = await self._column(
                "A series for each value of", every, plan.group, "no column"
            )
            if chosen is not None:
                ys = plan.ys if chosen == _NO_COLUMN else plan.ys[:1]
                self._draw(replace(plan, group=_place(chosen), ys=ys))

    @work(group="ask", exclusive=True)
    async def action_save(self) -> None:
        """Ask for a file name and write the chart to that file."""
        if self.drawn is None:
            return
        question = f"Save as ({' or '.join(_PICTURES)})"
        typed = await self.app.push_screen_wait(AskDialog(question, "chart.svg", _check_name))
        if typed is None:
            return
        path = self.folder / Path(typed.strip()).expanduser()
        exists = await in_thread(path.exists)
        if exists and not await self.app.push_screen_wait(
            ConfirmDialog(f"Replace {make_visible(str(path))}?")
        ):
            return
        try:
            if not await offer_folder(self.app, path):
                return
            await in_thread(partial(_save, self.drawn, path))
        except FormatError as error:
            self.notify(str(error), severity="error", markup=False)
        except OSError as error:
            sentence = make_visible(f"{path} was not written: {error.strerror or error}.")
            self.notify(sentence, severity="error", markup=False)
        else:
            self.notify(make_visible(f"Saved to {path}."), markup=False)

    async def _column(
        self, title: str, places: Iterable[int], now: int | None, nothing: str = ""
    ) -> str | None:
        """Ask for a column; return its number as text, `_NO_COLUMN` for none."""
        options = [Option(_NO_COLUMN, nothing)] if nothing else []
        for place in places:
            column = self.sheet.column(place)
            options.append(Option(str(place), column.name, type_name(column.oid)))
        if not options:
            self.notify("This result has no numeric column.")
            return None
        chosen = _NO_COLUMN if now is None else str(now)
        return await self.app.push_screen_wait(ChoiceDialog(title, options, chosen))

    def _find_numeric_columns(self) -> list[int]:
        return [
            place
            for place, column in enumerate(self.sheet.columns)
            if get_measure(column.oid) is not WORD
        ]

    @work(group="read", exclusive=True)
    async def _draw(self, plan: Plan) -> None:
        """Read the rows that a plan needs in a thread, and show the chart."""
        self._reading += 1
        number = self._reading
        self.plan = plan = fit_plan(plan, self.sheet.columns)
        sheet = self.sheet.snapshot()
        self._say(f"reading {len(sheet):,} rows …")
        try:
            drawn = await in_thread(
                partial(build_figure, sheet, plan, lambda: number != self._reading)
            )
        except ChartCancelled:
            return
        except OSError as error:
            self._say(f"These rows cannot be read: {error.strerror or error}")
            return
        self.drawn = drawn
        scale = " · logarithmic" if plan.log else ""
        self.query_one("#title", Static).update(f"{plan.kind} · {drawn.title}{scale}")
        self._say(" · ".join([f"{len(sheet):,} rows", *drawn.notes]))
        self.plot.show(drawn)

    def _say(self, sentence: str) -> None:
        self.notes.update(make_visible(sentence))


def _place(chosen: str) -> int | None:
    return None if chosen == _NO_COLUMN else int(chosen)


def _check_name(typed: str) -> str:
    """Return what is wrong with a file name, or an empty text."""
    known = Path(typed.strip()).suffix.lower() in _PICTURES
    return "" if known else f"The name must end in {' or '.join(_PICTURES)}."


def _save(drawn: Figure, path: Path) -> None:
    write_atomic(path, _PICTURES[path.suffix.lower()](drawn))
