"""The screen of saved profiles: add, edit, duplicate, import, reorder, delete, connect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Static

from dsql_tui.dsql.libpq import profile_from_url
from dsql_tui.dsql.profile import Profile
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.libpq_profiles import import_profiles, is_url, services_file
from dsql_tui.store.profiles import (
    Profiles,
    add_profile,
    move_profile,
    profiles_file,
    read_profiles,
    remove_profile,
    replace_profile,
)
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.dialog import Answering
from dsql_tui.ui.dialogs.profile_form import ProfileForm
from dsql_tui.ui.key_bar import KeyBar
from dsql_tui.ui.too_small import TooSmall

_URL_PROFILE = "imported"
"""The name proposed for a profile that is imported from a URL."""

_COLUMNS = ("Name", "Environment", "Role", "Target", "AWS profile")


class SavedProfiles(Answering[Profile | None]):
    """Lists the saved profiles; returns the one to connect with, or `None`."""

    DEFAULT_CSS = """
    SavedProfiles > #title { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    SavedProfiles > #title { text-wrap: nowrap; text-overflow: ellipsis; }
    SavedProfiles > DataTable { height: 1fr; padding: 0 1; background: $background; }
    SavedProfiles > #message { height: auto; max-height: 30%; padding: 0 1; color: $text-warning; }
    SavedProfiles > #message.-hint { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Connect", tooltip="Open a session.", id="profiles.open"),
        Binding("n", "new", "New", tooltip="Add a profile.", id="profiles.new"),
        Binding("e", "edit", "Edit", tooltip="Edit this profile.", id="profiles.edit"),
        Binding("c", "copy", "Copy", tooltip="Duplicate this profile.", id="profiles.copy"),
        Binding(
            "i",
            "import",
            "Import",
            tooltip="Import from pg_service.conf or a URL.",
            id="profiles.import",
        ),
        Binding("x", "remove", "Delete", tooltip="Delete this profile.", id="profiles.remove"),
        Binding("K", "move(-1)", "Move up", tooltip="Move this profile up.", id="profiles.up"),
        Binding("J", "move(1)", "Move down", tooltip="Move this profile down.", id="profiles.down"),
        Binding(
            "escape", "dismiss(None)", "Back", tooltip="Back to the clusters.", id="profiles.leave"
        ),
    ]

    table = getters.query_one(DataTable)
    message = getters.query_one("#message", Static)

    def __init__(self, profiles: Profiles) -> None:
        super().__init__()
        self.profiles = profiles

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield Static(id="title", markup=False)
        yield DataTable(cursor_type="row", zebra_stripes=True)
        yield Static(id="message", markup=False)
        yield KeyBar(palette=False)
        yield TooSmall()

    def on_mount(self) -> None:
        """Show the profiles."""
        self.table.add_columns(*_COLUMNS)
        self.show()

    @property
    def chosen(self) -> Profile | None:
        """The profile at the cursor."""
        row = self.table.cursor_row
        return self.profiles.all[row] if 0 <= row < len(self.profiles.all) else None

    def show(self, name: str = "") -> None:
        """Show the profiles, with the cursor on `name` or on the same row as before."""
        row = self.table.cursor_row
        self.table.clear()
        for number, profile in enumerate(self.profiles.all):
            cells = (
                profile.name,
                f"{profile.environment or ''}{' read-only' if profile.read_only else ''}".strip(),
                profile.role,
                profile.target,
                profile.aws_profile or "",
            )
            self.table.add_row(*(Text(make_visible(cell)) for cell in cells))
            row = number if profile.name == name else row
        self.table.move_cursor(row=row)
        title = f"Saved profiles · {len(self.profiles.all)} · Enter connects · {profiles_file()}"
        self.query_one("#title", Static).update(make_visible(title))
        hint = (
            "No profiles yet. Press n to add one, or i to import psql's service file or a URL. "
            "In a console, Ctrl+O N saves its connection."
        )
        empty = () if self.profiles.all or self.profiles.problems else (hint,)
        self._say(*self.profiles.problems, *empty)
        self.message.set_class(not self.profiles.problems, "-hint")

    @on(DataTable.RowSelected)
    def action_open(self) -> None:
        """Connect with the profile at the cursor."""
        if self.chosen:
            self.dismiss(self.chosen)

    def action_new(self) -> None:
        """Add a profile."""
        self._open_form("New profile", Profile("", ""), add_profile)

    def action_edit(self) -> None:
        """Edit the profile at the cursor."""
        if self.chosen:
            save = partial(replace_profile, self.chosen.name)
            self._open_form(self.chosen.name, self.chosen, save)

    def action_copy(self) -> None:
        """Duplicate the profile at the cursor."""
        if self.chosen:
            copy = replace(self.chosen, name=f"{self.chosen.name} 2")
            self._open_form(f"Copy of {self.chosen.name}", copy, add_profile)

    @work(group="change", exclusive=True)
    async def action_import(self) -> None:
        """Import a libpq service file, or one connection URL."""
        default = services_file()
        ask = AskDialog("A service file, or a URL that starts with postgresql://", str(default))
        if not (source := await self.app.push_screen_wait(ask)):
            return
        try:
            if is_url(source):
                profile = profile_from_url(_URL_PROFILE, source)
                await self._fill_in("Import a connection URL", profile, add_profile)
                return
            imported = await in_thread(lambda: import_profiles(source, ""))
        except (FileError, ValueError) as error:
            self._say(str(error))
            return
        await self._reload(next(iter(imported.names), ""))
        done = f"Imported: {', '.join(imported.names) or 'nothing'}."
        self._say(done, *imported.problems)

    @work(group="change", exclusive=True)
    async def action_remove(self) -> None:
        """Delete the profile at the cursor, after asking."""
        if (chosen := self.chosen) is None:
            return
        question = f"Delete the profile {make_visible(chosen.name)}? The cluster is not changed."
        if await self.app.push_screen_wait(ConfirmDialog(question)):
            await self._change(lambda: remove_profile(chosen.name))

    @work(group="change", exclusive=True)
    async def action_move(self, rows: int) -> None:
        """Move the profile at the cursor up or down."""
        if chosen := self.chosen:
            await self._change(lambda: move_profile(chosen.name, rows), chosen.name)

    async def _change(self, change: Callable[[], object], name: str = "") -> None:
        problem = ""
        try:
            await in_thread(change)
        except FileError as error:
            problem = str(error)
        await self._reload(name)
        if problem:
            self._say(problem)

    async def _reload(self, name: str) -> None:
        self.profiles = await in_thread(read_profiles)
        self.show(name)

    @work(group="change", exclusive=True)
    async def _open_form(
        self, heading: str, profile: Profile, save: Callable[[Profile], object]
    ) -> None:
        await self._fill_in(heading, profile, save)

    async def _fill_in(
        self, heading: str, profile: Profile, save: Callable[[Profile], object]
    ) -> None:
        saved = await self.app.push_screen_wait(ProfileForm(heading, profile, save))
        if saved:
            await self._reload(saved.name)

    def _say(self, *lines: str) -> None:
        self.message.update("\n".join(map(make_visible, lines)))
        self.message.remove_class("-hint")
