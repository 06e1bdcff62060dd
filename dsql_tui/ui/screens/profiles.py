"""Saved connections: made, changed, put in order, opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Footer, Static

from dsql_tui.dsql.libpq import profile_of_url
from dsql_tui.dsql.profile import Profile
from dsql_tui.results.text import visible
from dsql_tui.store.editing import Unusable
from dsql_tui.store.foreign import bring, is_url, services_file
from dsql_tui.store.profiles import (
    Profiles,
    add_profile,
    move_profile,
    profiles_file,
    read_profiles,
    remove_profile,
    replace_profile,
)
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.dialog import Answering
from dsql_tui.ui.screens.profile_form import ProfileForm
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.too_small import TooSmall

_IMPORTED = "imported"
"""What a connection from a URL, which has no name, is called at first."""

_COLUMNS = ("Name", "Environment", "Role", "Target", "AWS profile")


class SavedProfiles(Answering[Profile | None]):
    """Lists them; gives back the one to connect by, or nothing."""

    DEFAULT_CSS = """
    SavedProfiles > #title { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    SavedProfiles > DataTable { height: 1fr; padding: 0 1; background: $background; }
    SavedProfiles > #said { height: auto; max-height: 30%; padding: 0 1; color: $text-warning; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Connect", tooltip="Open a session by it.", id="profiles.open"),
        Binding("n", "new", "New", tooltip="Save another connection.", id="profiles.new"),
        Binding("e", "edit", "Edit", tooltip="Change this one.", id="profiles.edit"),
        Binding("c", "copy", "Copy", tooltip="Save it again, and change that.", id="profiles.copy"),
        Binding(
            "i", "import", "Import", tooltip="From pg_service.conf, or a URL.", id="profiles.import"
        ),
        Binding("x", "remove", "Remove", tooltip="Take it away.", id="profiles.remove"),
        Binding("K", "move(-1)", "Up", tooltip="Move it up.", id="profiles.up"),
        Binding("J", "move(1)", "Down", tooltip="Move it down.", id="profiles.down"),
        Binding("escape", "dismiss(None)", "Back", tooltip="To the clusters.", id="profiles.leave"),
    ]

    table = getters.query_one(DataTable)
    said = getters.query_one("#said", Static)

    def __init__(self, profiles: Profiles) -> None:
        super().__init__()
        self.profiles = profiles

    def compose(self) -> ComposeResult:
        yield Static(visible(f"Saved connections · {profiles_file()}"), id="title", markup=False)
        yield DataTable(cursor_type="row", zebra_stripes=True)
        yield Static(id="said", markup=False)
        yield Footer(show_command_palette=False)
        yield TooSmall()

    def on_mount(self) -> None:
        self.table.add_columns(*_COLUMNS)
        self.show()

    @property
    def chosen(self) -> Profile | None:
        """The profile at the cursor."""
        row = self.table.cursor_row
        return self.profiles.all[row] if 0 <= row < len(self.profiles.all) else None

    def show(self, name: str = "") -> None:
        """Show what there is, with the cursor on `name`, or where it was."""
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
            self.table.add_row(*(Text(visible(cell)) for cell in cells))
            row = number if profile.name == name else row
        self.table.move_cursor(row=row)
        hint = "Nothing is saved yet: n saves a connection, i imports what psql has."
        empty = () if self.profiles.all else (hint,)
        self.said.update("\n".join(map(visible, (*self.profiles.problems, *empty))))

    @on(DataTable.RowSelected)
    def action_open(self) -> None:
        """Connect by the profile at the cursor."""
        if self.chosen:
            self.dismiss(self.chosen)

    def action_new(self) -> None:
        """Save a connection from nothing."""
        self._form("A new connection", Profile("", ""), add_profile)

    def action_edit(self) -> None:
        """Change the profile at the cursor."""
        if self.chosen:
            self._form(self.chosen.name, self.chosen, partial(replace_profile, self.chosen.name))

    def action_copy(self) -> None:
        """Save the profile at the cursor under another name."""
        if self.chosen:
            copy = replace(self.chosen, name=f"{self.chosen.name} 2")
            self._form(f"A copy of {self.chosen.name}", copy, add_profile)

    @work(group="change", exclusive=True)
    async def action_import(self) -> None:
        """Bring in what libpq's programs have saved, or one connection as a URL."""
        usual = services_file()
        ask = Ask("A file of services, or a URL that begins with postgresql://", str(usual))
        if not (source := await self.app.push_screen_wait(ask)):
            return
        try:
            if is_url(source):
                profile = profile_of_url(_IMPORTED, source)
                await self._fill("A connection from a URL", profile, add_profile)
                return
            brought = await in_thread(lambda: bring(source, ""))
        except (Unusable, ValueError) as error:
            self.said.update(visible(str(error)))
            return
        await self._read(next(iter(brought.names), ""))
        done = f"Imported: {', '.join(brought.names) or 'nothing'}."
        self.said.update("\n".join(map(visible, (done, *brought.problems))))

    @work(group="change", exclusive=True)
    async def action_remove(self) -> None:
        """Take the profile at the cursor away, once that is agreed."""
        if (chosen := self.chosen) is None:
            return
        question = f"Remove the profile {visible(chosen.name)}? The cluster stays as it is."
        if await self.app.push_screen_wait(Confirm(question)):
            await self._change(lambda: remove_profile(chosen.name))

    @work(group="change", exclusive=True)
    async def action_move(self, places: int) -> None:
        """Move the profile at the cursor."""
        if chosen := self.chosen:
            await self._change(lambda: move_profile(chosen.name, places), chosen.name)

    async def _change(self, change: Callable[[], object], name: str = "") -> None:
        problem = ""
        try:
            await in_thread(change)
        except Unusable as error:
            problem = str(error)
        await self._read(name)
        if problem:
            self.said.update(visible(problem))

    async def _read(self, name: str) -> None:
        self.profiles = await in_thread(read_profiles)
        self.show(name)

    @work(group="change", exclusive=True)
    async def _form(
        self, heading: str, profile: Profile, save: Callable[[Profile], object]
    ) -> None:
        await self._fill(heading, profile, save)

    async def _fill(
        self, heading: str, profile: Profile, save: Callable[[Profile], object]
    ) -> None:
        saved = await self.app.push_screen_wait(ProfileForm(heading, profile, save))
        if saved:
            await self._read(saved.name)
