"""A widget that draws a chart at its own size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.strip import Strip
from textual.widget import Widget

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.charts.figure import Figure
from dsql_tui.ui.charts.braille import Line, render_chart
from dsql_tui.ui.text_style import text_style


class Plot(Widget):
    """Draws a figure in a thread, and again when its size changes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"plot--axis", *(f"plot--{n}" for n in range(1, 7))}
    """The axes with their labels, and each series."""
    # Okabe and Ito's palette, which works with every kind of color blindness
    # (https://jfly.uni-koeln.de/color/), ordered for contrast with the theme's background.
    DEFAULT_CSS = """
    Plot {
        height: 1fr;
        color: $foreground;

        & > .plot--axis { color: $foreground; }
        & > .plot--1 { color: #56B4E9; }
        & > .plot--2 { color: #E69F00; }
        & > .plot--3 { color: #009E73; }
        & > .plot--4 { color: #F0E442; }
        & > .plot--5 { color: #D55E00; }
        & > .plot--6 { color: #CC79A7; }
        &:light > .plot--1 { color: #0072B2; }
        &:light > .plot--2 { color: #D55E00; }
        &:light > .plot--4 { color: #7A5300; }
        &:light > .plot--5 { color: #8A3F66; }
        &:light > .plot--6 { color: #1A1A1A; }
        &:ansi > .plot--1 { color: ansi_bright_cyan; }
        &:ansi > .plot--2 { color: ansi_yellow; }
        &:ansi > .plot--3 { color: ansi_bright_blue; }
        &:ansi > .plot--4 { color: ansi_bright_green; }
        &:ansi > .plot--5 { color: ansi_red; }
        &:ansi > .plot--6 { color: ansi_magenta; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.figure: Figure | None = None
        self.drawn: Sequence[Line] = ()
        self.shown: Figure | None = None
        """The figure that was drawn last."""

    def show(self, figure: Figure) -> None:
        """Draw another figure."""
        self.figure = figure
        self._draw()

    def on_resize(self) -> None:
        """Draw the figure again at the new size."""
        self._draw()

    def render_line(self, y: int) -> Strip:
        """Return one line of the drawn chart."""
        pieces = self.drawn[y] if y < len(self.drawn) else ()
        strip = Strip([Segment(text, self._style(series)) for text, series in pieces])
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, series: int | None) -> Style:
        part = "axis" if series is None else str(series + 1)
        return self.rich_style + text_style(self, f"plot--{part}")

    @work(group="draw", exclusive=True)
    async def _draw(self) -> None:
        figure = self.figure
        if figure is not None and self.size:
            width, height = self.size
            self.drawn = await in_thread(partial(render_chart, figure, width, height))
            self.shown = figure
            self.refresh()
