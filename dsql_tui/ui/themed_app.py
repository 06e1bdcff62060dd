"""The part of the app that uses and saves a theme."""

from __future__ import annotations

from rich.terminal_theme import TerminalTheme
from textual import work
from textual.app import App
from textual.driver import Driver
from textual.theme import Theme, ThemeProvider

from dsql_tui.execution.threads import in_thread
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.settings import write_setting
from dsql_tui.ui.command_palette import Palette
from dsql_tui.ui.themes import THEMES, choose_theme, map_named_colours


class ThemedApp(App[None]):
    """Draws in a theme, with colours by name that are its own."""

    saved_theme = ""
    """The theme of the next start."""

    def __init__(self, driver_class: type[Driver]) -> None:
        self._named_colours: dict[str, TerminalTheme] = {}
        super().__init__(driver_class=driver_class)
        self._refresh_truecolor_filter(self.ansi_theme)  # Textual 8.2 begins with its own palette.

    @property
    def ansi_theme(self) -> TerminalTheme:
        """The colours that their names stand for in the current theme."""
        colours = self._named_colours.get(self.theme)
        if colours is None:
            colours = self._named_colours[self.theme] = map_named_colours(self.current_theme)
        return colours

    def search_themes(self) -> None:
        """Choose a theme."""
        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes…"))

    def begin_themes(self, name: str) -> None:
        """Use a theme of the settings, and save another one that is chosen."""
        for theme in THEMES:
            self.register_theme(theme)
        if not self.use_theme(name):
            known = ", ".join(sorted(self.available_themes))
            self.notify(
                f"There is no theme “{name}”. Choose one of: {known}.",
                severity="warning",
                markup=False,
            )
        self.theme_changed_signal.subscribe(self, self._save_theme)

    def use_theme(self, setting: str) -> bool:
        """Use the theme of a setting, which is saved already; return whether there is one."""
        name = choose_theme(setting, self.console.color_system)
        if found := name in self.available_themes:
            self.saved_theme = name
            self.theme = name
        return found

    @work(group="theme", exclusive=True)
    async def _save_theme(self, theme: Theme) -> None:
        if theme.name == self.saved_theme:
            return
        self.saved_theme = theme.name
        try:
            await in_thread(lambda: write_setting("theme", theme.name))
        except (OSError, FileError) as error:
            message = f"The theme could not be saved. {error}"
            self.notify(message, severity="warning", markup=False)
