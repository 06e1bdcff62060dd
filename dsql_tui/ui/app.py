"""The Textual app: what surrounds every screen, and how the program ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.events import Event, Key, MouseDown
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.worker import WorkerFailed

from dsql_tui.ui.bindings import name_key
from dsql_tui.ui.command_palette import BindingCommands, Palette
from dsql_tui.ui.focus_app import FocusApp
from dsql_tui.ui.keymap import build_keymap
from dsql_tui.ui.keymap_app import KeymapApp
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.size_classes import HEIGHTS, WIDTHS
from dsql_tui.ui.start import Start
from dsql_tui.ui.terminal.compositor import draw_changed_rows
from dsql_tui.ui.terminal.control_characters import ShowControlCharacters
from dsql_tui.ui.terminal.driver import terminal_driver
from dsql_tui.ui.terminal.input_queue import is_input
from dsql_tui.ui.terminal.terminal_app import TerminalApp
from dsql_tui.ui.terminal.typed_text import correct_key
from dsql_tui.ui.themed_app import ThemedApp

T = TypeVar("T")

# Textual caches each filtered line by its filter, so the filters must stay the same.
_NO_COLOR, _SHOW_CONTROL_CHARACTERS = NoColor(), ShowControlCharacters()


class DsqlTui(ThemedApp, TerminalApp, FocusApp, KeymapApp):
    """Starts with the picker, and ends on signals as on the quit key."""

    TITLE = "dsql-tui"
    CSS_PATH = "app.tcss"
    COMMANDS = App.COMMANDS | {lambda: BindingCommands}
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Quit", tooltip="Quit dsql-tui.", id="app.quit", priority=True),
        Binding(
            "ctrl+p",
            "command_palette",
            "Search",
            tooltip="Find a command by its name.",
            id="app.palette",
            show=False,
            priority=True,
        ),
        Binding(
            "ctrl+z",
            "suspend_process",
            "Suspend",
            tooltip="Return to the shell; its command fg continues dsql-tui.",
            id="app.suspend",
            show=False,
        ),
        Binding("f1", "help", "Help", tooltip="Show all keys.", id="app.help", show=False),
    ]

    def __init__(self, start: Start) -> None:
        draw_changed_rows()
        super().__init__(driver_class=terminal_driver(self.end))
        self.start = start
        self.failure: str | None = None
        """The sentence that says why the program had to end, if it had."""
        self.next_command: str | None = None
        """The command to run after this one."""

    def get_default_screen(self) -> Screen[None]:
        """Return the picker."""
        return Picker(self.start)

    def on_mount(self) -> None:
        """Set the theme."""
        self.begin_themes(self.start.settings.theme)
        self.use_keymap(self.start.keymap, build_keymap(self.start.keymap))

    async def on_event(self, event: Event) -> None:
        """Handle an event; input is ignored once the program is ending."""
        if self._exit and is_input(event):
            return
        if isinstance(event, MouseDown) and not self._hits_widget(event):
            return
        if isinstance(event, Key) and not hasattr(self.focused, "type_text"):
            event = correct_key(event)
        await super().on_event(event)

    async def push_screen_wait(  # type: ignore[override]
        self, screen: Screen[T], *, mode: str | None = None
    ) -> T:
        """Show a dialog and wait for its answer; if the waiting is cancelled, close the dialog."""
        try:
            return await super().push_screen_wait(screen, mode=mode)
        except asyncio.CancelledError:
            while not self._exit and screen in self.screen_stack[1:]:
                self.pop_screen()
            raise

    def _hits_widget(self, event: MouseDown) -> bool:
        """Return whether a click is on a widget that is still there.

        Textual 8.2 fails on one that was removed since the last frame.
        """
        if not self.screen_stack:
            return False
        widget, _ = self.screen.get_widget_and_offset_at(event.x, event.y)
        return widget is None or widget.is_attached

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run the action of a key, if it has one.

        A key on its way back from one screen may reach the bindings of the next one before its
        widgets are mounted. Textual 8.2 would run them; only the app's own are safe.
        """
        if self.screen_stack and self.screen.is_mounted:
            return await super()._check_bindings(key, priority)
        for binding in self._bindings.key_to_bindings.get(key, ()):
            if binding.priority and priority:
                return await self.run_action(binding.action, self)
        return False

    def get_line_filters(self) -> list[LineFilter]:
        """Return Textual's filters, and one that shows control characters whatever drew them.

        Textual 8.2 chooses the filter for NO_COLOR before there is a theme. The terminal's own
        colours have no greys: all of them would become black.
        """
        filters = super().get_line_filters()
        if self.native_ansi_color:
            filters = [_NO_COLOR if isinstance(each, Monochrome) else each for each in filters]
        return [*filters, _SHOW_CONTROL_CHARACTERS]

    def get_key_display(self, binding: Binding) -> str:
        """Return the name of a key as in the texts and the documentation: `Ctrl+O`."""
        return name_key(binding)

    def action_help(self) -> None:
        """Show all keys that are active now."""
        # Imported here, because the first frame does without it.
        from dsql_tui.ui.dialogs.help import HelpDialog

        if not isinstance(self.screen, HelpDialog):
            self.push_screen(HelpDialog(self.screen))

    def action_help_quit(self) -> None:
        """Explain how to quit: Ctrl+C neither cancels nor copies anything here."""
        self.notify("There is nothing to cancel. Press Ctrl+Q to quit.", markup=False)

    def action_command_palette(self) -> None:
        """Show the command palette."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield Textual's commands, without those that the program has itself."""
        for command in super().get_system_commands(screen):
            if command.title not in ("Quit", "Keys", "Maximize", "Minimize"):
                yield command

    @work(group="quit", exclusive=True)
    async def action_leave(self) -> None:
        """Quit, unless a screen asks first and the user stays."""
        for screen in reversed(self.screen_stack):
            if hasattr(screen, "may_leave") and not await screen.may_leave():
                return
        self.exit()

    def start_command(self, command: str) -> None:
        """End, and run another command of the command line."""
        self.next_command = command
        self.exit()

    def give_up(self, sentence: str) -> None:
        """End the program because it cannot continue."""
        self.failure = sentence
        self.exit(return_code=3)

    def _handle_exception(self, error: Exception) -> None:
        """Handle an exception that nobody caught, unless the program is ending."""
        if not (self._exit or self._is_of_closed_screen(error)):
            super()._handle_exception(error)

    def _is_of_closed_screen(self, error: Exception) -> bool:
        """Return True if a worker missed a widget of its screen, which has closed meanwhile.

        Textual 8.2 removes the widgets of a screen before it cancels the workers.
        """
        if not (isinstance(error, WorkerFailed) and isinstance(error.error, NoMatches)):
            return False
        failed = [worker.node for worker in self.workers if worker.error is error.error]
        screens = [
            each for node in failed for each in node.ancestors_with_self if isinstance(each, Screen)
        ]
        return bool(screens) and not any(screen in self.screen_stack for screen in screens)

    def _fatal_error(self) -> None:
        """Write a crash report. Textual would show the values of variables."""
        # Imported here, because it is rare.
        from dsql_tui.store import paths
        from dsql_tui.ui import crash

        assert self._exception is not None
        self.failure = crash.write_report(self._exception, paths.data_folder())
        self.exit(return_code=crash.EXIT_CODE)
