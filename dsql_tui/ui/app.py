"""The application: what is around every screen, and how it begins and ends."""

from __future__ import annotations

import asyncio
import signal
from typing import ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.theme import Theme, ThemeProvider

from dsql_tui.store.editing import Unusable
from dsql_tui.store.settings import write_setting
from dsql_tui.ui.commands import BindingCommands, Palette
from dsql_tui.ui.driver import TerminalDriver
from dsql_tui.ui.pasting import take_whole
from dsql_tui.ui.safety import Visible
from dsql_tui.ui.screens.picker import Picker
from dsql_tui.ui.start import Start
from dsql_tui.ui.themes import THEMES, first_theme
from dsql_tui.ui.threads import end_anyway, in_thread

_WIDTHS = [(0, "-cramped"), (40, "-slim"), (60, "-narrow"), (90, "-wide")]
# The same each time: Textual keeps what a filter has made of a line, under that very filter.
_PLAIN, _VISIBLE = NoColor(), Visible()
_HEIGHTS = [(0, "-flat"), (10, "-tall")]
"""From so many cells on, a screen has this class; `app.tcss` says what that hides."""


class DsqlTui(App[None]):
    """Shows the picker, and lets signals end it as the quit key does."""

    TITLE = "dsql-tui"
    CSS_PATH = "app.tcss"
    COMMANDS = App.COMMANDS | {lambda: BindingCommands}
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Quit", tooltip="Leave dsql-tui.", id="app.quit", priority=True),
        Binding("f1", "help", "Help", tooltip="Show every key.", id="app.help", show=False),
    ]

    def __init__(self, start: Start) -> None:
        super().__init__(driver_class=TerminalDriver)
        take_whole()
        self.start = start
        self.ended_by: signal.Signals | None = None
        """The signal that ended the program, where one did."""
        self.failed: str | None = None
        """Why the program could not go on, as a sentence."""
        self.kept_theme = ""
        """The theme to begin with the next time, as far as is known."""
        self.goes_on: str | None = None
        """The command that the user would rather have."""

    def get_default_screen(self) -> Screen[None]:
        return Picker(self.start)

    def on_mount(self) -> None:
        self._begin_theme()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self.end, number)

    def get_line_filters(self) -> list[LineFilter]:
        """Textual's own, then one that lets no control character through, whatever drew it.

        Textual (8.2) chooses how NO_COLOR is followed before there is a theme. The terminal's own
        colours have no greys: all of them would become black.
        """
        filters = super().get_line_filters()
        if self.native_ansi_color:
            filters = [_PLAIN if isinstance(each, Monochrome) else each for each in filters]
        return [*filters, _VISIBLE]

    def action_help(self) -> None:
        """Show every key that does something now."""
        # Lazily, because the first frame does without it.
        from dsql_tui.ui.screens.help import Help

        if not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen))

    def action_help_quit(self) -> None:
        """Textual: Ctrl+C, where it neither cancels nor copies; many leave a program by it."""
        self.notify("There is nothing to cancel. Ctrl+Q leaves dsql-tui.", markup=False)

    def action_command_palette(self) -> None:
        """Textual: show the palette."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def search_themes(self) -> None:
        """Textual: choose a theme."""
        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes…"))

    @work(group="quit", exclusive=True)
    async def action_leave(self) -> None:
        """Quit, unless a screen asks and the user would rather stay."""
        for screen in reversed(self.screen_stack):
            if hasattr(screen, "may_leave") and not await screen.may_leave():
                return
        self.exit()

    def _begin_theme(self) -> None:
        """Use the theme that is set, and remember another one that is chosen."""
        for theme in THEMES:
            self.register_theme(theme)
        wanted = first_theme(self.start.settings.theme, self.console.color_system)
        if wanted in self.available_themes:
            self.theme = wanted
        else:
            known = ", ".join(sorted(self.available_themes))
            self.notify(
                f"There is no theme “{wanted}”. There are: {known}.",
                severity="warning",
                markup=False,
            )
        self.kept_theme = self.theme
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    @work(group="theme", exclusive=True)
    async def _keep_theme(self, theme: Theme) -> None:
        """Begin with this theme the next time, if it is the user who has chosen it."""
        if theme.name == self.kept_theme:
            return
        self.kept_theme = theme.name
        try:
            await in_thread(lambda: write_setting("theme", theme.name))
        except (OSError, Unusable) as error:
            self.notify(f"The theme is not kept. {error}", severity="warning", markup=False)

    def go_on(self, command: str) -> None:
        """End, and go on with another command of the command line."""
        self.goes_on = command
        self.exit()

    def give_up(self, sentence: str) -> None:
        """End the program because it cannot go on."""
        self.failed = sentence
        self.exit(return_code=3)

    def _handle_exception(self, error: Exception) -> None:
        """Textual: nobody has caught this; of no interest once the program is ending."""
        if not self._exit:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Textual: say that the program has failed. Its own words would show variables' values."""
        # Lazily, because it is rare.
        from dsql_tui.store import places
        from dsql_tui.ui import crash

        assert self._exception is not None
        self.failed = crash.report(self._exception, places.data())
        self.exit(return_code=crash.CODE)

    def end(self, number: signal.Signals) -> None:
        """End the program as this signal does."""
        self.ended_by = signal.Signals(number)
        self.exit(return_code=128 + number)
        end_anyway(128 + number)
