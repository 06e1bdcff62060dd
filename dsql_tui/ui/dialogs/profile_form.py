"""The form of a profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label, Static

from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.profile_texts import YES, profile_from_texts, profile_to_texts
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.store.edit_file import FileError
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.toggles import Checkbox

_HINTS = {
    "name": "as in: dsql-tui NAME",
    "target": "endpoint, ARN, identifier or ID@PRIVATELINK_NAME",
    "region": "the region of an identifier",
    "role": "admin",
    "aws_profile": "default AWS credentials",
    "hostaddr": "the local end of a tunnel, such as 127.0.0.1",
    "port": "5432",
    "ipv4": "connect over IPv4 only",
    "sslmode": "verify-full; require checks no certificate",
    "sslrootcert": "a certificate file; default: this computer's roots",
    "expires_in": "how long a token is valid, in seconds: 900",
    "environment": "dev, staging or prod; prod asks before a change",
    "read_only": "send nothing that changes data or schema",
    "search_path": "schemas, separated by commas",
    "statements": "sent in each new session: SET …; SET …",
}


class ProfileForm(Dialog[Profile | None]):
    """Edits a profile and saves it; returns the saved profile, or `None`."""

    DEFAULT_CSS = """
    ProfileForm > .frame { max-width: 90; }
    ProfileForm Horizontal { height: 1; }
    ProfileForm Label { width: 13; color: $text-muted; }
    ProfileForm Input { width: 1fr; padding: 0 1; }
    ProfileForm #problem { height: auto; color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+j", "save", "Save", tooltip="Save the profile.", id="profile.save"),
        Binding("down", "app.focus_next", "Next field", show=False, id="profile.next"),
        Binding("up", "app.focus_previous", "Previous field", show=False, id="profile.previous"),
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Save nothing.", id="profile.leave"),
    ]

    problem = getters.query_one("#problem", Static)

    def __init__(self, heading: str, profile: Profile, save: Callable[[Profile], object]) -> None:
        """Create the form.

        Args:
            heading: The title.
            profile: The values that are filled in at first.
            save: Saves the profile; blocks, and raises `FileError`.
        """
        super().__init__()
        self.heading = heading
        self.texts = profile_to_texts(profile)
        self.save = save

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with VerticalScroll(classes="frame", can_focus=False) as frame:
            frame.border_title = make_visible(self.heading)
            frame.border_subtitle = "Ctrl+S saves · Esc cancels"
            for key in fields(Profile):
                with Horizontal():
                    yield Label(key.name.replace("_", " "), markup=False)
                    yield self._field(key.name, isinstance(key.default, bool))
            yield Static(id="problem", markup=False)

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Save the profile and close, or show why that is not possible."""
        self.write()

    @work(group="save", exclusive=True)
    async def write(self) -> None:
        """Save the profile in a thread."""
        try:
            profile = profile_from_texts(self._texts())
            await in_thread(lambda: self.save(profile))
        except (FileError, ValueError) as error:
            self.problem.update(make_visible(str(error)))
        else:
            self.dismiss(profile)

    def _field(self, name: str, is_switch: bool) -> Input | Checkbox:
        if is_switch:
            return Checkbox(_HINTS[name], self.texts[name] == YES, id=name, compact=True)
        return Input(self.texts[name], placeholder=_HINTS[name], id=name, compact=True)

    def _texts(self) -> dict[str, str]:
        inputs = {field.id or "": field.value for field in self.query(Input)}
        switches = {box.id or "": YES if box.value else "" for box in self.query(Checkbox)}
        return inputs | switches
