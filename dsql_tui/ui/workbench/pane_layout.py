"""The layout of the workbench: the left pane, the editor and the results, and their sizes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.workspace import Workspace
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.settings import MAX_SHARE, MIN_SHARE, Settings, write_setting
from dsql_tui.ui.dialogs.menu import BoundEntry, Entry
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.results.results import Results, RunBegan
from dsql_tui.ui.workbench.console_tabs import Consoles
from dsql_tui.ui.workbench.pane_border import PaneBorder
from dsql_tui.ui.workbench.pane_menu import PaneMenu
from dsql_tui.ui.workbench.panes.side import Side

MIN_EDITOR, MIN_RESULTS, MIN_LEFT = 3, 4, 16
"""The smallest sizes in cells, as in the style sheets of these widgets."""
MAX_LEFT_SHARE = 55
"""The share of the screen that the left pane can have, in percent; also in its style sheet."""
_SAVED = ("left_width", "editor_height", "left_pane", "results_pane")
"""The settings that this module changes."""


class PaneLayout(Horizontal):
    """Sizes, hides and maximizes panes. The settings hold all but which one is maximized.

    The style sheet of the app gives the classes that this class sets on the screen their meaning.
    """

    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("Z", "maximize this pane", "maximize", "go to"),
        Entry("=", "size and hide panes", "arrange", "go to"),
        Entry("<", "narrower left pane", "widen(-2)", "panes"),
        Entry(">", "wider left pane", "widen(2)", "panes"),
        Entry("-", "shorter editor", "heighten(-1)", "panes"),
        Entry("+", "taller editor", "heighten(1)", "panes"),
        Entry("l", "left pane on or off", "switch_pane('left_pane')", "panes"),
        Entry("r", "results on or off", "switch_pane('results_pane')", "panes"),
        Entry("0", "default sizes", "reset", "panes"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f9",
            "maximize",
            "Maximize",
            tooltip="Maximize the focused pane; again to restore all",
            id="panes.maximize",
            show=False,
        ),
        Binding(
            "f7",
            "arrange",
            "Panes",
            tooltip="Change the sizes of panes and hide them",
            id="panes.arrange",
            show=False,
            priority=True,  # Textual's text area has it for Ctrl+A
        ),
    ]

    def __init__(self, side: Side, consoles: Consoles, workspace: Workspace) -> None:
        super().__init__()
        self.side = side
        self.consoles = consoles
        self.workspace = workspace
        self.left_border = PaneBorder("left")
        self._saved = workspace.settings
        """The settings as they are in the file."""
        self._saving = False

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self.workspace.settings

    @property
    def maximized(self) -> bool:
        """Whether one pane fills the workbench."""
        return self.screen.has_class("-maximized")

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.side
        yield self.left_border
        yield self.consoles

    def on_mount(self) -> None:
        """Use the sizes of the last start."""
        self._apply()

    async def go_to(self, name: str) -> None:
        """Show and focus the editor, the results or a pane on the left."""
        console = self.consoles.current
        parts: dict[str, Widget] = {"editor": console.editor, "results": console.results.shown}
        self._show(name if name in parts else "side")
        if name in parts:
            parts[name].focus()
        else:
            (await self.side.show(name)).enter()

    def action_maximize(self) -> None:
        """Let the focused pane fill the workbench, or show all panes again."""
        self._show(_find_part(self.screen.focused) or "editor")
        self.screen.toggle_class("-maximized")

    def action_arrange(self) -> None:
        """Open the menu of the sizes."""
        entries = [BoundEntry(entry, self) for entry in self.MENU if entry.group == "panes"]
        self.app.push_screen(PaneMenu(entries))

    def action_widen(self, cells: int) -> None:
        """Make the left pane wider, or narrower by a negative number."""
        if self._can_size(
            self.left_border, "Show the left pane in a terminal of 90 columns or more."
        ):
            self._set_width(self._limit_width(self.settings.left_width) + cells)
            self._save()

    def action_heighten(self, lines: int) -> None:
        """Make the editor taller, or shorter by a negative number."""
        console = self.consoles.current
        if self._can_size(
            console.results_border, "Show the results, in a terminal of 18 lines or more."
        ):
            share = self.settings.editor_height
            self._set_height(max(MIN_EDITOR, share * self._total_height // 100) + lines)
            self._save()

    def action_reset(self) -> None:
        """Give all panes their first sizes, and show them."""
        self.screen.remove_class("-maximized")
        first = Settings()
        self._change(**{name: getattr(first, name) for name in _SAVED})
        self._save()

    async def action_switch_pane(self, name: str) -> None:
        """Hide the left pane or the results, or show them again."""
        pane: Widget = self.side
        part, title = "side", self.side.shown.TITLE
        if name == "results_pane":
            pane = self.consoles.current.results
            part = title = "results"
        if not pane.display:
            await self.go_to(title)
            return
        self.screen.remove_class("-maximized")
        if _find_part(self.screen.focused) == part:
            await self.go_to("editor")
        if self._has_room_beside(part):
            self._change(**{name: False})
            self._save()

    @on(PaneBorder.Dragged)
    def _drag(self, message: PaneBorder.Dragged) -> None:
        message.stop()
        if message.border is self.left_border:
            self._set_width(message.to - self.side.region.x)
        else:
            console = self.consoles.current
            editor, border = console.editor.region, message.border.region
            self._set_height(message.to - editor.y - (border.y - editor.bottom))

    @on(PaneBorder.Dropped)
    def _drop(self, message: PaneBorder.Dropped) -> None:
        message.stop()
        self._save()

    @on(PaneBorder.Reset)
    def _move_back(self, message: PaneBorder.Reset) -> None:
        message.stop()
        name = "left_width" if message.border is self.left_border else "editor_height"
        self._change(**{name: getattr(Settings(), name)})
        self._save()

    @on(RunBegan)
    def _show_results(self, message: RunBegan) -> None:
        """Show the results of a run, unless the terminal has room for one part only."""
        message.stop()
        if not self.screen.has_class("-show-results"):
            self.screen.remove_class("-maximized")
        if not self.settings.results_pane:
            self._change(results_pane=True)
            self._save()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the part that has the focus."""
        if part := _find_part(event.widget):
            self._show(part)

    def _show(self, part: str) -> None:
        """Show a part; it takes the place of the others where there is room for one only."""
        for each in ("editor", "results", "side"):
            self.screen.set_class(each == part, f"-show-{each}")
        name = {"side": "left_pane", "results": "results_pane"}.get(part, "")
        if name and not getattr(self.settings, name):
            self._change(**{name: True})
            self._save()

    def _has_room_beside(self, part: str) -> bool:
        """Return whether the terminal is large enough for a part beside the others."""
        narrow = self.screen.has_class("-narrow") and part == "side"
        return not (narrow or self.screen.has_class("-slim"))

    def _can_size(self, border: PaneBorder, otherwise: str) -> bool:
        if not border.display:
            self.notify(otherwise, markup=False)
        return border.display

    def _set_width(self, width: int) -> None:
        self._change(left_width=self._limit_width(width))

    def _limit_width(self, width: int) -> int:
        most = max(MIN_LEFT, self.size.width * MAX_LEFT_SHARE // 100)
        return min(max(width, MIN_LEFT), most)

    @property
    def _total_height(self) -> int:
        """The lines of the editor and the results."""
        console = self.consoles.current
        return console.editor.size.height + console.results.size.height

    def _set_height(self, height: int) -> None:
        """Set the height of the editor in lines; it is kept as a share."""
        total = max(1, self._total_height)
        height = min(max(height, MIN_EDITOR), max(MIN_EDITOR, total - MIN_RESULTS))
        share = -(-100 * height // total)  # rounded up, so that the share is this height again
        self._change(editor_height=min(max(share, MIN_SHARE), MAX_SHARE))

    def _change(self, **values: Any) -> None:
        self.workspace.settings = replace(self.settings, **values)
        self._apply()

    def _apply(self) -> None:
        settings = self.settings
        self.side.styles.width = settings.left_width
        self.screen.set_class(not settings.left_pane, "-hide-left")
        self.screen.set_class(not settings.results_pane, "-hide-results")
        for console in self.consoles.all:
            console.split(settings.editor_height)

    @work(group="panes")
    async def _save(self) -> None:
        """Write what has changed; changes during a write are written after it."""
        if self._saving:
            return
        self._saving = True
        try:
            while changed := self._list_changes():
                self._saved = self.settings
                for name in changed:
                    value = getattr(self._saved, name)
                    await in_thread(partial(write_setting, name, value))
        except (OSError, FileError) as error:
            message = f"The sizes of panes could not be saved. {error}"
            self.notify(message, severity="warning", markup=False)
        finally:
            self._saving = False

    def _list_changes(self) -> list[str]:
        old, new = self._saved, self.settings
        return [name for name in _SAVED if getattr(old, name) != getattr(new, name)]


def _find_part(widget: Widget | None) -> str:
    """Return the part that a widget belongs to: editor, results, side, or an empty string."""
    kinds: dict[type, str] = {SqlEditor: "editor", Results: "results", Side: "side"}
    for node in widget.ancestors_with_self if widget else ():
        for kind, part in kinds.items():
            if isinstance(node, kind):
                return part
    return ""
