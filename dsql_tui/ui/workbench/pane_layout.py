"""The layout of the workbench: which of its parts are shown, and which has the focus."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from dsql_tui.ui.bindings import bind
from dsql_tui.ui.dialogs.menu import BoundEntry, Entry
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.results.results import Results, RunBegan
from dsql_tui.ui.workbench.pane_menu import PaneMenu
from dsql_tui.ui.workbench.pane_sizes import PaneSizes
from dsql_tui.ui.workbench.panes.side import Side

_PARTS = ("side", "editor", "results")
"""The parts of the workbench in the order in which Tab goes through them."""

_ONE_PART_ONLY = ("-narrow", "-slim", "-maximized")
"""The classes under which the style sheet hides parts that are not shown."""


class PaneLayout(PaneSizes):
    """Sizes, hides and maximizes panes, and moves the focus between them.

    The settings hold the sizes and which panes are hidden. The editor, without which nothing can
    be run, is there again at the next start.

    The style sheet of the app gives the classes that this class sets on the screen their meaning.
    """

    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("Z", "maximize this pane", "maximize", "go to"),
        Entry("=", "size and hide panes", "arrange", "go to"),
        Entry("l", "left pane on or off", "switch_side", "panes"),
        Entry("e", "editor on or off", "switch_editor", "panes"),
        Entry("r", "results on or off", "switch_results", "panes"),
        Entry("m", "metrics on or off", "switch_metrics", "panes"),
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
        bind("tab", "step_focus(1)", "Next part", "Go to the next part.", "panes.next"),
        bind(
            "shift+tab", "step_focus(-1)", "Previous part", "Go to the previous part.", "panes.back"
        ),
    ]

    @property
    def maximized(self) -> bool:
        """Whether one pane fills the workbench."""
        return self.screen.has_class("-maximized")

    async def go_to(self, name: str) -> None:
        """Show and focus the editor, the results or a pane on the left."""
        console = self.consoles.current
        parts: dict[str, Widget] = {"editor": console.editor, "results": console.results.shown}
        self._show(name if name in parts else "side")
        if name in parts:
            parts[name].focus()
        else:
            pane = await self.side.show(name)
            self._apply()
            pane.enter()

    def action_maximize(self) -> None:
        """Let the focused pane fill the workbench, or show all panes again."""
        self._show(_find_part(self.screen.focused) or "editor")
        self.screen.toggle_class("-maximized")

    def action_arrange(self) -> None:
        """Open the menu of the sizes."""
        entries = [BoundEntry(each, self) for each in (*PaneSizes.MENU, *self.MENU)]
        entries = [bound for bound in entries if bound.entry.group == "panes"]
        self.app.push_screen(PaneMenu(entries))

    def action_step_focus(self, step: int) -> None:
        """Go to the next or previous part; show it if there is room for one part only."""
        chain, focused = self.screen.focus_chain, self.screen.focused
        at = chain.index(focused) + step if focused in chain else 0
        if 0 <= at < len(chain):
            self.screen.set_focus(chain[at])
        elif part := self._find_next_part(step):
            self._show(part)
            self.screen.set_focus(self._list_stops(part)[0 if step > 0 else -1])
        elif chain:
            self.screen.set_focus(chain[at % len(chain)])

    def action_reset(self) -> None:
        """Give all panes their first sizes, and show them."""
        self.screen.remove_class("-maximized", "-hide-editor")
        self.settings.reset()
        self._apply()
        self._save()

    async def action_switch_side(self) -> None:
        """Hide the left pane, or show it again."""
        if not self.side.display:
            await self.go_to(self.side.shown.TITLE)
        elif await self._leave("side", "editor"):
            self._change(left_pane=False)
            self._save()

    async def action_switch_results(self) -> None:
        """Hide the results, or show them again; without them the editor is shown."""
        if not self.consoles.current.results.display:
            await self.go_to("results")
        elif await self._leave("results", "editor"):
            self.screen.remove_class("-hide-editor")
            self._change(results_pane=False)
            self._save()

    async def action_switch_editor(self) -> None:
        """Hide the editor, or show it again; without it the results are shown."""
        if not self.consoles.current.editor.display:
            await self.go_to("editor")
        elif await self._leave("editor", "results"):
            self.screen.add_class("-hide-editor")
            self._change(results_pane=True)
            self._save()

    def action_switch_metrics(self) -> None:
        """Show the metrics of the last hour below the consoles, or hide them."""
        self._change(metrics_strip=not self.settings.current.metrics_strip)
        self._save()

    async def _leave(self, part: str, other: str) -> bool:
        """Move the focus out of a part; return whether the part can be hidden."""
        self.screen.remove_class("-maximized")
        if _find_part(self.screen.focused) == part:
            await self.go_to(other)
        narrow = self.screen.has_class("-narrow") and part == "side"
        return not (narrow or self.screen.has_class("-slim"))

    @on(RunBegan)
    def _show_results(self, message: RunBegan) -> None:
        """Show the results of a run, unless the terminal has room for one part only."""
        message.stop()
        if not self.screen.has_class("-show-results"):
            self.screen.remove_class("-maximized")
        if not self.settings.current.results_pane:
            self._change(results_pane=True)
            self._save()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the part that has the focus."""
        if part := _find_part(event.widget):
            self._show(part)
            self._mark_focus(part)

    def _mark_focus(self, part: str) -> None:
        """Show the title of the part that has the focus in the accent colour."""
        console = self.consoles.current
        titles = {"editor": console.title, "results": console.results_border}
        for name, title in {**titles, "side": self.side.title}.items():
            title.set_class(name == part, "-focused")

    def _show(self, part: str) -> None:
        """Show a part; it takes the place of the others where there is room for one only."""
        if not self.screen.has_class(f"-show-{part}"):
            for each in _PARTS:
                self.screen.set_class(each == part, f"-show-{each}", update=False)
            if any(self.screen.has_class(size) for size in _ONE_PART_ONLY):
                self.screen.update_node_styles()
        if part == "editor":
            self.screen.remove_class("-hide-editor")
        name = {"side": "left_pane", "results": "results_pane"}.get(part, "")
        if name and not getattr(self.settings.current, name):
            self._change(**{name: True})
            self._save()

    def _find_next_part(self, step: int) -> str:
        """Return the next part that is not on the screen only because there is no room for it."""
        console, settings = self.consoles.current, self.settings.current
        wanted: dict[str, tuple[Widget, bool]] = {
            "side": (self.side, settings.left_pane),
            "editor": (console.editor, not self.screen.has_class("-hide-editor")),
            "results": (console.results, settings.results_pane and bool(console.results.all)),
        }
        current = next(
            (part for part in _PARTS if self.screen.has_class(f"-show-{part}")), "editor"
        )
        at = _PARTS.index(current)
        for part in (_PARTS[(at + step * places) % len(_PARTS)] for places in (1, 2)):
            widget, is_wanted = wanted[part]
            if is_wanted and not _is_displayed(widget):
                return part
        return ""

    def _list_stops(self, part: str) -> list[Widget]:
        """Return the widgets of a part that take the focus, also while the part is hidden."""
        console, tabs = self.consoles.current, self.consoles.tabs
        match part:
            case "editor":
                return [tabs, console.editor] if tabs.display else [console.editor]
            case "results":
                return [console.results.shown]
        return [widget for widget in self.side.shown.query("*") if widget.focusable]


def _find_part(widget: Widget | None) -> str:
    """Return the part that a widget belongs to: editor, results, side, or an empty string."""
    kinds: dict[type, str] = {SqlEditor: "editor", Results: "results", Side: "side"}
    for node in widget.ancestors_with_self if widget else ():
        for kind, part in kinds.items():
            if isinstance(node, kind):
                return part
    return ""


def _is_displayed(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self)
