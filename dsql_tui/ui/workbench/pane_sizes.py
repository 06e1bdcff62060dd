"""The sizes of the left pane, the editor and the results, by mouse and keys."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from dsql_tui.execution.workspace import Workspace
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.settings import MAX_SHARE, MIN_SHARE
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.workbench.console_tabs import Consoles
from dsql_tui.ui.workbench.pane_border import PaneBorder
from dsql_tui.ui.workbench.pane_settings import PaneSettings
from dsql_tui.ui.workbench.panes.problems import Problems
from dsql_tui.ui.workbench.panes.side import Side

MIN_EDITOR, MIN_RESULTS, MIN_PROBLEMS, MIN_LEFT = 3, 4, 2, 16
"""The smallest sizes in cells, as in the style sheets of these widgets."""
MAX_LEFT_SHARE = 55
"""The share of the screen that the left pane can have, in percent; also in its style sheet."""


class PaneSizes(Horizontal):
    """The left pane and the consoles with borders between them, and their sizes."""

    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("<", "narrower left pane", "widen(-2)", "panes"),
        Entry(">", "wider left pane", "widen(2)", "panes"),
        Entry("-", "shorter editor", "heighten(-1)", "panes"),
        Entry("+", "taller editor", "heighten(1)", "panes"),
        Entry("[", "shorter problems", "heighten_problems(-1)", "panes"),
        Entry("]", "taller problems", "heighten_problems(1)", "panes"),
    )

    def __init__(self, side: Side, consoles: Consoles, workspace: Workspace) -> None:
        super().__init__()
        self.side = side
        self.consoles = consoles
        self.settings = PaneSettings(workspace)
        self.left_border = PaneBorder("left")
        self.strip: Widget | None = None
        """The metrics of the last hour, while they are shown."""

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.side
        yield self.left_border
        yield self.consoles

    def on_mount(self) -> None:
        """Use the sizes of the last start."""
        self._apply()

    def use_settings(self) -> None:
        """Use settings that were changed and saved elsewhere."""
        self.settings.use_file()
        self._apply()

    def action_widen(self, cells: int) -> None:
        """Make the left pane wider, or narrower by a negative number."""
        if self._can_size(
            self.left_border, "Show the left pane in a terminal of 90 columns or more."
        ):
            self._set_width(self._limit_width(self._width) + cells)
            self._save()

    def action_heighten(self, lines: int) -> None:
        """Make the editor taller, or shorter by a negative number."""
        console = self.consoles.current
        if self._can_size(
            console.results_border,
            "Show the editor and the results, in a terminal of 18 lines or more.",
        ):
            height = self.settings.current.editor_height * self._total_height // 100
            self._set_height(max(MIN_EDITOR, height) + lines)
            self._save()

    def action_heighten_problems(self, lines: int) -> None:
        """Make the list of problems taller, or shorter by a negative number."""
        pane = self.side.shown
        if isinstance(pane, Problems) and pane.border.display:
            height = self.settings.current.problems_height * pane.total_height // 100
            self._set_problems_height(pane, max(MIN_PROBLEMS, height) + lines)
            self._save()
        else:
            self.notify("Show the problems of a script that has some.", markup=False)

    @on(PaneBorder.Dragged)
    def _drag(self, message: PaneBorder.Dragged) -> None:
        message.stop()
        match message.border.pane:
            case "left":
                self._set_width(message.to - self.side.region.x)
            case "results":
                editor, border = self.consoles.current.editor.region, message.border.region
                self._set_height(message.to - editor.y - (border.y - editor.bottom))
            case "advice":
                pane = message.border.query_ancestor(Problems)
                self._set_problems_height(pane, message.to - pane.list.region.y)

    @on(PaneBorder.Dropped)
    def _drop(self, message: PaneBorder.Dropped) -> None:
        message.stop()
        self._save()

    @on(PaneBorder.Reset)
    def _move_back(self, message: PaneBorder.Reset) -> None:
        message.stop()
        names = {
            "left": self.side.shown.WIDTH_SETTING,
            "results": "editor_height",
            "advice": "problems_height",
        }
        self.settings.reset(names[message.border.pane])
        self._apply()
        self._save()

    def _can_size(self, border: PaneBorder, otherwise: str) -> bool:
        if not border.display:
            self.notify(otherwise, markup=False)
        return border.display

    @property
    def _width(self) -> int:
        width: int = getattr(self.settings.current, self.side.shown.WIDTH_SETTING)
        return width

    def _set_width(self, width: int) -> None:
        self._change(**{self.side.shown.WIDTH_SETTING: self._limit_width(width)})

    def _limit_width(self, width: int) -> int:
        most = max(MIN_LEFT, self.size.width * MAX_LEFT_SHARE // 100)
        return min(max(width, MIN_LEFT), most)

    @property
    def _total_height(self) -> int:
        """The lines of the editor and the results."""
        console = self.consoles.current
        return console.editor.size.height + console.results.size.height

    def _set_height(self, height: int) -> None:
        share = _find_share(height, self._total_height, MIN_EDITOR, MIN_RESULTS)
        self._change(editor_height=share)

    def _set_problems_height(self, pane: Problems, height: int) -> None:
        share = _find_share(height, pane.total_height, MIN_PROBLEMS, MIN_PROBLEMS)
        self._change(problems_height=share)

    def _change(self, **values: Any) -> None:
        self.settings.change(**values)
        self._apply()

    def _apply(self) -> None:
        settings = self.settings.current
        self.side.styles.width = self._width
        if isinstance(self.side.shown, Problems):
            self.side.shown.split(settings.problems_height)
        self.screen.set_class(not settings.left_pane, "-hide-left")
        self.screen.set_class(not settings.results_pane, "-hide-results")
        for console in self.consoles.all:
            console.split(settings.editor_height)
        if settings.metrics_strip != bool(self.strip):
            self.call_after_refresh(self._switch_strip)

    def _switch_strip(self) -> None:
        """Show or hide the metrics, as the settings say."""
        wanted = self.settings.current.metrics_strip
        if self.strip is not None and not wanted:
            self.strip.remove()
            self.strip = None
        elif self.strip is None and wanted:
            # Imported here, because few sessions show them.
            from dsql_tui.ui.metrics.metrics_strip import MetricsStrip

            self.strip = MetricsStrip(self.settings.workspace.access)
            self.screen.mount(self.strip, after=self)

    @work(group="panes")
    async def _save(self) -> None:
        try:
            await self.settings.save()
        except (OSError, FileError) as error:
            message = f"The sizes of panes could not be saved. {error}"
            self.notify(message, severity="warning", markup=False)


def _find_share(height: int, total: int, least: int, least_beside: int) -> int:
    """Return the share in percent that is a number of lines of a total, within limits."""
    total = max(1, total)
    height = min(max(height, least), max(least, total - least_beside))
    share = -(-100 * height // total)  # rounded up, so that the share is this height again
    return min(max(share, MIN_SHARE), MAX_SHARE)
