"""Show the settings with their meaning, and change them in settings.toml."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.theme import Theme
from textual.widgets import DataTable, Static

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.files import make_private_folder
from dsql_tui.store.setting_values import SettingInfo, format_value, list_settings, parse_value
from dsql_tui.store.settings import AT_ONCE, Settings, read_settings, settings_file, write_setting
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.editor.external_editor import find_editor
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows
from dsql_tui.ui.terminal.suspend import CommandNotRun, run_in_terminal
from dsql_tui.ui.themes import choose_theme

_MAX_WIDTH = 28
"""Cells of a value in the list; below it, it is whole."""


class SettingsPage(Page[None]):
    """Shows a row for each setting; Enter changes it, and a change is saved at once."""

    DEFAULT_CSS = """
    SettingsPage > #problem { height: auto; padding: 0 1; color: $text-warning; display: none; }
    SettingsPage.-problem > #problem { display: block; }
    SettingsPage > #details { height: 7; padding: 0 1; border-top: solid $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space",
            "change",
            "Change",
            tooltip="Change the setting; it is saved at once.",
            id="settings.change",
            key_display="Enter",
        ),
        Binding(
            "d,delete",
            "reset",
            "Default",
            tooltip="Restore the default: remove the setting from the file.",
            id="settings.reset",
        ),
        Binding("e", "edit", "Edit file", tooltip="Edit the file in $EDITOR.", id="settings.edit"),
        Binding("y", "copy_path", "Copy path", tooltip="Copy the path.", id="settings.copy"),
        bind_close("settings", "Close the settings."),
    ]

    def __init__(self, settings: Settings, use: Callable[[Settings], None]) -> None:
        """Create the page.

        Args:
            settings: The settings that are used now.
            use: Called with the new settings after each change.
        """
        super().__init__("Settings")
        self.settings = settings
        self.use = use
        self.path = settings_file()
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.problem = Static(id="problem", markup=False)
        self.details = Static(id="details", markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.table
        yield self.problem
        yield self.details

    def on_mount(self) -> None:
        """Show the settings, and the problems in the file."""
        self.show_title(f"Settings · {self.path}")
        add_columns(self.table, ("Setting", "Value", "Default"))
        self._show()
        self.table.focus()
        self.app.theme_changed_signal.subscribe(self, self._note_theme)
        self.read_problems()

    @property
    def info(self) -> SettingInfo:
        """The setting at the cursor."""
        return list_settings()[self.table.cursor_row]

    @work(group="read", exclusive=True)
    async def read_problems(self) -> None:
        """Read the file again, for its problems only; show those of the keymap too."""
        problems = (await in_thread(read_settings))[1]
        self._show_problems([*problems, *getattr(self.app, "keymap_problems", ())])

    @on(DataTable.RowSelected)
    def action_change(self) -> None:
        """Change the setting at the cursor; most values are asked for."""
        info = self.info
        if info.name == "theme":
            self.app.search_themes()
        elif info.type is bool:
            self.save(info, not getattr(self.settings, info.name))
        else:
            self.ask(info)

    @work(group="change", exclusive=True)
    async def ask(self, info: SettingInfo) -> None:
        """Ask for a value, and save it."""
        value = getattr(self.settings, info.name)
        dialog: ChoiceDialog | AskDialog
        if info.choices:
            options = [Option(choice, choice) for choice in info.choices]
            dialog = ChoiceDialog(info.name, options, value)
        else:
            question = f"{info.meaning} {_capitalize(info.form)}."
            dialog = AskDialog(question, format_value(value), partial(_find_problem, info))
        answer = await self.app.push_screen_wait(dialog)
        if answer is not None:
            self.save(info, parse_value(info, answer))

    def action_reset(self) -> None:
        """Remove the setting at the cursor from the file."""
        self.save(self.info, None)

    @work(group="save")
    async def save(self, info: SettingInfo, value: Any) -> None:
        """Save a value, or remove the setting if it is `None`, and use it."""
        new = info.default if value is None else value
        try:
            await in_thread(partial(write_setting, info.name, value))
        except (OSError, FileError) as error:
            self._show_problems([str(error)])
            self._notify(f"“{info.name}” was not saved.", "error")
            return
        self._use(replace(self.settings, **{info.name: new}))
        self.read_problems()
        if info.applies != AT_ONCE:
            self._notify(f"Saved. “{info.name}” takes effect {info.applies}.")

    def action_copy_path(self) -> None:
        """Copy the path of the file."""
        self.copy(str(self.path), "Path")

    @work(group="edit", exclusive=True)
    async def action_edit(self) -> None:
        """Edit the file in the user's editor, and use what has changed."""
        command = find_editor()
        before = (await in_thread(read_settings))[0]
        try:
            await in_thread(partial(make_private_folder, self.path.parent))
            run_in_terminal(self.app, [*shlex.split(command), str(self.path)])
        except (OSError, ValueError, CommandNotRun) as error:
            self._notify(f"{command} could not be started. {error}", "error")
            return
        except SuspendNotSupported:
            self._notify(
                "This terminal cannot be suspended. Edit the file in another one.", "error"
            )
            return
        after, problems = await in_thread(read_settings)
        names = (info.name for info in list_settings())
        changed = {
            name: getattr(after, name)
            for name in names
            if getattr(after, name) != getattr(before, name)
        }
        self._use(replace(self.settings, **changed))
        self._show_problems(problems)

    def _use(self, settings: Settings) -> None:
        """Use settings that are saved."""
        old, self.settings = self.settings, settings
        self.use(settings)
        if settings.theme != old.theme and not self.app.use_theme(settings.theme):  # type: ignore[attr-defined]
            self._notify(
                f"There is no theme “{settings.theme}”. Enter lists the themes.", "warning"
            )
        if self.is_attached:
            self._show()

    def _note_theme(self, theme: Theme) -> None:
        """Show a theme that was chosen in the palette; the app saves it."""
        if theme.name != choose_theme(self.settings.theme, self.app.console.color_system):
            self.settings = replace(self.settings, theme=theme.name)
            self.use(self.settings)
            self._show()

    def _show(self) -> None:
        rows = [_render(info, self.settings) for info in list_settings()]
        show_rows(self.table, rows, max(0, self.table.cursor_row))
        self._show_details()

    def _show_problems(self, problems: list[str]) -> None:
        self.problem.update(make_visible("\n".join(problems)))
        self.set_class(bool(problems), "-problem")

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        info, text = self.info, Text()
        value = format_value(getattr(self.settings, info.name))
        text.append(f"{info.name}: ", "bold").append(f"{info.meaning}\n")
        text.append(f"{_capitalize(info.form)}. A change takes effect {info.applies}.\n")
        text.append(make_visible(value), "bold")
        self.details.update(text)

    def _notify(self, sentence: str, severity: Any = "information") -> None:
        self.notify(make_visible(sentence), severity=severity, markup=False)


def _find_problem(info: SettingInfo, text: str) -> str:
    try:
        parse_value(info, text)
    except ValueError as error:
        return str(error)
    return ""


def _render(info: SettingInfo, settings: Settings) -> tuple[Text, ...]:
    value = getattr(settings, info.name)
    changed = value != info.default
    shown, default = (make_visible(format_value(each)) for each in (value, info.default))
    cells = (
        Text(info.name),
        Text(shown or "—", "bold" if changed else ""),
        Text(default or "—", "dim"),
    )
    for cell in cells:
        cell.truncate(_MAX_WIDTH, overflow="ellipsis")
    return cells


def _capitalize(words: str) -> str:
    return words[:1].upper() + words[1:]
