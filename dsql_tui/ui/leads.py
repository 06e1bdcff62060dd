"""Where the picker leads besides a session: one entry for each. Their screens load when asked for,
since the first frame does without them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.threads import in_thread

if TYPE_CHECKING:
    from dsql_tui.ui.screens.picker import Picker


class Lead(NamedTuple):
    """A letter behind Ctrl+O, what it does in words, the menu's group, and where it leads."""

    letter: str
    label: str
    group: str
    go: Callable[[Picker], Awaitable[None]]
    """Called in a worker."""

    @property
    def entry(self) -> Entry:
        """What the menu shows."""
        return Entry(self.letter, self.label, f"lead('{self.letter}')", self.group)


async def _save(picker: Picker) -> None:
    """Save what would be connected to now."""
    from dsql_tui.store.profiles import add_profile
    from dsql_tui.ui.screens.profile_form import ProfileForm

    try:
        profile, title = picker.wanted()
    except ValueError as error:
        picker.say(str(error), refused=True)
        return
    form = ProfileForm("Save this connection", replace(profile, name=title), add_profile)
    if saved := await picker.app.push_screen_wait(form):
        picker.say(f"Saved: dsql-tui {saved.name} opens it.")
        await picker.recall()


async def _profiles(picker: Picker) -> None:
    """Go to the saved connections, and perhaps open one."""
    from dsql_tui.store.profiles import read_profiles
    from dsql_tui.ui.screens.profiles import SavedProfiles

    screen = SavedProfiles(await in_thread(read_profiles))
    if chosen := await picker.app.push_screen_wait(screen):
        picker.connect(chosen, chosen.name)


async def _manage(picker: Picker) -> None:
    """See all about each cluster, make others, and change or delete them."""
    from dsql_tui.ui.screens.clusters import Clusters

    if picker.identity is None or picker.list is None:
        return
    chosen = picker.list.chosen
    regions, identifier = picker.list.listing.regions, chosen.identifier if chosen else ""
    screen = Clusters(picker.identity, regions, identifier)
    changed = await picker.app.push_screen_wait(screen)
    if changed is not None:
        picker.list.table.preferred = changed
        picker.action_list()


async def welcome(picker: Picker) -> None:
    """Say what can be done while nothing is configured."""
    from dsql_tui.ui.screens.welcome import Welcome

    if await picker.app.push_screen_wait(Welcome()):
        await _demo(picker)
    else:
        picker.say("Ctrl+O D starts the demo, where there is something to look at.")


async def _demo(picker: Picker) -> None:
    """Leave for the sandbox on this computer."""
    if picker.start.sandbox:
        picker.say("This is the demo.")
    else:
        picker.app.go_on("demo")  # type: ignore[attr-defined]


LEADS: tuple[Lead, ...] = (
    Lead("N", "save as a profile", "cluster", _save),
    Lead("P", "saved profiles", "cluster", _profiles),
    Lead("M", "manage clusters", "cluster", _manage),
    Lead("D", "demo", "program", _demo),
)
