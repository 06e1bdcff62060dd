"""Actions of the picker's menu; most open another screen.

The screens are imported when they are first opened: the first frame does without them.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from textual.app import App
from textual.widgets import Input

from dsql_tui.execution.threads import in_thread
from dsql_tui.ui.dialogs.menu import Entry

if TYPE_CHECKING:
    from dsql_tui.aws.identity import Identity
    from dsql_tui.dsql.profile import Profile
    from dsql_tui.store.settings import Settings
    from dsql_tui.ui.clusters.cluster_list import ClusterList
    from dsql_tui.ui.picker.role_field import RoleField
    from dsql_tui.ui.start import Start


class ClusterPicker(Protocol):
    """The part of the picker that its menu actions use."""

    start: Start
    list: ClusterList | None
    target: Input
    connection: Profile
    role: RoleField

    @property
    def app(self) -> App[object]:
        """The running app."""

    @property
    def identity(self) -> Identity | None:
        """The identity that AWS is asked with."""

    def target_profile(self) -> tuple[Profile, str]:
        """Return the profile that Enter would connect to, and its title.

        Raises:
            ValueError: There is no target.
        """

    def connect(self, profile: Profile, title: str) -> object:
        """Open a session and the workbench."""

    def say(self, text: str, error: bool = False) -> None:
        """Show a message below the list."""

    async def load_files(self) -> None:
        """Show the profiles, roles and clusters that are saved on this computer."""

    def keep_settings(self, settings: Settings) -> None:
        """Use the settings for the next workbench."""

    def action_list(self) -> None:
        """List the clusters again."""


class MenuAction(NamedTuple):
    """An entry of the picker's menu."""

    letter: str
    label: str
    group: str
    run: Callable[[ClusterPicker], Coroutine[None, None, None]]
    """Called in a worker."""

    @property
    def entry(self) -> Entry:
        """The menu entry."""
        return Entry(self.letter, self.label, f"menu_action('{self.letter}')", self.group)


async def go_to_peer(picker: ClusterPicker) -> None:
    """Go to the peer cluster, or fill in its ARN if its region is not listed."""
    cluster = picker.list.table.cluster if picker.list is not None else None
    if picker.list is None or cluster is None or not cluster.peers:
        picker.say("This cluster has no peer.")
    elif not picker.list.table.go_to(cluster.peers[0]):
        picker.target.value = cluster.peers[0]


async def save_profile(picker: ClusterPicker) -> None:
    """Save the current target as a profile."""
    from dsql_tui.store.profiles import add_profile
    from dsql_tui.ui.dialogs.profile_form import ProfileForm

    try:
        profile, title = picker.target_profile()
    except ValueError as error:
        picker.say(str(error), error=True)
        return
    form = ProfileForm("Save this connection", replace(profile, name=title), add_profile)
    if saved := await picker.app.push_screen_wait(form):
        picker.say(f"Saved. Run dsql-tui {saved.name} to open it.")
        await picker.load_files()


async def open_profiles(picker: ClusterPicker) -> None:
    """Open the list of saved profiles, and connect to the one that is chosen."""
    from dsql_tui.store.profiles import read_profiles
    from dsql_tui.ui.picker.profiles import SavedProfiles

    screen = SavedProfiles(await in_thread(read_profiles))
    if chosen := await picker.app.push_screen_wait(screen):
        picker.connect(chosen, chosen.name)


async def manage_clusters(picker: ClusterPicker) -> None:
    """Open the cluster manager, and list the clusters again if any was changed."""
    from dsql_tui.ui.clusters.clusters import Clusters

    if picker.identity is None or picker.list is None:
        return
    chosen = picker.list.chosen
    regions, identifier = picker.list.listing.regions, chosen.identifier if chosen else ""
    screen = Clusters(picker.identity, regions, identifier)
    left = await picker.app.push_screen_wait(screen)
    if left.changed is not None:
        picker.list.table.preferred = left.changed
        picker.action_list()
    if left.target is not None:
        profile = replace(picker.connection, target=left.target.endpoint.host)
        picker.connect(replace(profile, role=picker.role.role), left.target.title)


async def welcome(picker: ClusterPicker) -> None:
    """Show what to do while nothing is configured."""
    from dsql_tui.ui.picker.welcome import Welcome

    if await picker.app.push_screen_wait(Welcome()):
        await start_demo(picker)
    else:
        picker.say("To try the demo, press Ctrl+O D.")


async def start_demo(picker: ClusterPicker) -> None:
    """End the program and start the demo."""
    if picker.start.sandbox:
        picker.say("This is the demo.")
    else:
        picker.app.start_command("demo")  # type: ignore[attr-defined]


async def open_settings(picker: ClusterPicker) -> None:
    """Open the settings screen."""
    from dsql_tui.ui.settings.settings_screen import SettingsPage

    picker.app.push_screen(SettingsPage(picker.start.settings, picker.keep_settings))


MENU_ACTIONS: tuple[MenuAction, ...] = (
    MenuAction("y", "go to the peer cluster", "cluster", go_to_peer),
    MenuAction("N", "save as a profile", "cluster", save_profile),
    MenuAction("P", "saved profiles", "cluster", open_profiles),
    MenuAction("M", "manage clusters", "cluster", manage_clusters),
    MenuAction(",", "settings and theme", "program", open_settings),
    MenuAction("D", "demo", "program", start_demo),
)


def list_entries(group: str) -> list[Entry]:
    """Return the menu entries of a group."""
    return [action.entry for action in MENU_ACTIONS if action.group == group]
