"""A result as a chart: chosen by itself, adjusted with a few keys, saved as a picture."""

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

from dsql_tui.results.charts.columns import GivenUp
from dsql_tui.results.charts.figure import Figure
from dsql_tui.results.charts.measure import WORD, measure
from dsql_tui.results.charts.plan import MOST, SAMPLE, Plan, fitted, planned
from dsql_tui.results.charts.png import png
from dsql_tui.results.charts.read import figure
from dsql_tui.results.charts.svg import svg
from dsql_tui.results.formats.format import FormatError
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.text import visible
from dsql_tui.results.types import type_name
from dsql_tui.store.files import write_whole
from dsql_tui.ui.bindings import quiet
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.choice import Choice, Option
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.key_line import KeyLine
from dsql_tui.ui.widgets.plot import Plot

_PICTURES: dict[str, Callable[[Figure], bytes]] = {
    ".svg": lambda drawn: svg(drawn).encode(),
    ".png": png,
}
"""What a file is, by the ending of its name."""
_NONE = ""
"""What is chosen where no column is."""


class Chart(Screen[None]):
    """Draws the rows of a sheet, as a plan has it that the user may change."""

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
            tooltip="Draw how often values come.",
            id="chart.histogram",
        ),
        Binding("x", "across", "X", tooltip="Choose the column across.", id="chart.x"),
        Binding("y", "amount", "Y", tooltip="Choose the column of amounts.", id="chart.y"),
        quiet(
            "Y", "another", "More Y", "One column of amounts more, or one less.", "chart.another"
        ),
        Binding(
            "g",
            "group",
            "Group",
            tooltip="A series for each word of a column.",
            id="chart.group",
        ),
        Binding("o", "log", "Log", tooltip="Logarithmic amounts, or not.", id="chart.log"),
        quiet("r", "read", "Read again", "Draw the rows that have come by now.", "chart.read"),
        quiet("a", "suit", "Choose itself", "Draw what suits the result.", "chart.suit"),
        Binding(
            "ctrl+s", "save", "Save", tooltip="Save it as an SVG or PNG file.", id="chart.save"
        ),
        Binding("escape,q", "dismiss", "Close", tooltip="Back to the rows.", id="chart.close"),
    ]

    plot = getters.query_one(Plot)
    notes = getters.query_one("#notes", Static)

    def __init__(self, sheet: Sheet, folder: Path) -> None:
        super().__init__()
        self.sheet = sheet
        self.folder = folder
        """Where a file goes whose name has no folder."""
        self.plan: Plan | None = None
        self.drawn: Figure | None = None
        """What is on screen."""
        self._reading = 0
        """The number of the reading under way; one that has another gives up."""

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Plot()
        yield Static(id="notes", markup=False)
        keys = KeyLine()
        keys.show_command_palette = False  # 80 columns have no room for it
        yield keys

    def on_mount(self) -> None:
        self.action_suit()

    def on_unmount(self) -> None:
        self._reading += 1  # nobody waits for it any more

    @work(group="read", exclusive=True)
    async def action_suit(self) -> None:
        """Draw what suits the result."""

        def look() -> Plan:
            rows = range(min(SAMPLE, len(self.sheet)))
            columns = self.sheet.columns
            return planned(columns, list(self.sheet.values(rows, range(len(columns)))))

        try:
            plan = await in_thread(look)
        except (OSError, ValueError) as error:
            self._say(f"These rows cannot be read. {error}")
        else:
            self._draw(plan)

    def action_kind(self, kind: str) -> None:
        """Draw it another way."""
        if self.plan:
            self._draw(replace(self.plan, kind=kind))

    def action_log(self) -> None:
        """Logarithmic amounts, or not."""
        if self.plan:
            self._draw(replace(self.plan, log=not self.plan.log))

    def action_read(self) -> None:
        """Draw the rows that have come by now."""
        if self.plan:
            self._draw(self.plan)

    @work(group="ask", exclusive=True)
    async def action_across(self) -> None:
        """Choose the column across."""
        if plan := self.plan:
            every = range(len(self.sheet.places))
            nothing = "" if plan.kind == "bar" else "the number of the row"
            if (chosen := await self._column("Across", every, plan.x, nothing)) is not None:
                self._draw(replace(plan, x=_place(chosen)))

    @work(group="ask", exclusive=True)
    async def action_amount(self) -> None:
        """Choose the column of amounts."""
        if plan := self.plan:
            now = plan.ys[0] if plan.ys else None
            nothing = "how many rows there are" if plan.kind == "bar" else ""
            chosen = await self._column("Amounts", self._measured(), now, nothing)
            if chosen is not None:
                self._draw(replace(plan, ys=() if chosen == _NONE else (int(chosen),)))

    @work(group="ask", exclusive=True)
    async def action_another(self) -> None:
        """Draw another column of amounts too, or one less."""
        if plan := self.plan:
            chosen = await self._column("One amount more, or less", self._measured(), None)
            if chosen is not None:
                place = int(chosen)
                fewer = tuple(each for each in plan.ys if each != place)
                ys = fewer if place in plan.ys else (*plan.ys, place)[:MOST]
                self._draw(replace(plan, ys=ys, group=None))

    @work(group="ask", exclusive=True)
    async def action_group(self) -> None:
        """Choose the column whose words have a series each."""
        if plan := self.plan:
            every = range(len(self.sheet.places))
            chosen = await self._column("A series for each", every, plan.group, "no column")
            if chosen is not None:
                ys = plan.ys if chosen == _NONE else plan.ys[:1]
                self._draw(replace(plan, group=_place(chosen), ys=ys))

    @work(group="ask", exclusive=True)
    async def action_save(self) -> None:
        """Ask for a file's name and write what is on screen to it."""
        if self.drawn is None:
            return
        question = f"Save as ({' or '.join(_PICTURES)})"
        typed = await self.app.push_screen_wait(Ask(question, "chart.svg", _complaint))
        if typed is None:
            return
        path = self.folder / Path(typed.strip()).expanduser()
        there = await in_thread(path.exists)
        if there and not await self.app.push_screen_wait(Confirm(f"Replace {visible(str(path))}?")):
            return
        try:
            await in_thread(partial(_save, self.drawn, path))
        except FormatError as error:
            self.notify(str(error), severity="error", markup=False)
        except OSError as error:
            said = visible(f"{path} was not written: {error.strerror or error}.")
            self.notify(said, severity="error", markup=False)
        else:
            self.notify(visible(f"Written to {path}"), markup=False)

    async def _column(
        self, title: str, places: Iterable[int], now: int | None, nothing: str = ""
    ) -> str | None:
        """The number of a column that the user chooses; `_NONE` for none, where that is offered."""
        options = [Option(_NONE, nothing)] if nothing else []
        for place in places:
            column = self.sheet.column(place)
            options.append(Option(str(place), column.name, type_name(column.oid)))
        if not options:
            self.notify("No column of this result holds amounts.")
            return None
        chosen = _NONE if now is None else str(now)
        return await self.app.push_screen_wait(Choice(title, options, chosen))

    def _measured(self) -> list[int]:
        return [
            place
            for place, column in enumerate(self.sheet.columns)
            if measure(column.oid) is not WORD
        ]

    @work(group="read", exclusive=True)
    async def _draw(self, plan: Plan) -> None:
        """Read what a plan needs, in a thread, and show it."""
        self._reading += 1
        number = self._reading
        self.plan = plan = fitted(plan, self.sheet.columns)
        sheet = self.sheet.still()
        self._say(f"reading {len(sheet):,} rows …")
        try:
            drawn = await in_thread(partial(figure, sheet, plan, lambda: number != self._reading))
        except GivenUp:
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
        self.notes.update(visible(sentence))


def _place(chosen: str) -> int | None:
    return None if chosen == _NONE else int(chosen)


def _complaint(typed: str) -> str:
    """What is wrong with a file's name."""
    known = Path(typed.strip()).suffix.lower() in _PICTURES
    return "" if known else f"The name ends in {' or '.join(_PICTURES)}."


def _save(drawn: Figure, path: Path) -> None:
    write_whole(path, _PICTURES[path.suffix.lower()](drawn))
