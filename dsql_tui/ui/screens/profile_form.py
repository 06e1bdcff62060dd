"""A saved connection in fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Checkbox, Input, Label, Static

from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.profile_texts import YES, profile_of, texts_of
from dsql_tui.results.text import visible
from dsql_tui.store.editing import Unusable
from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.threads import in_thread

_HINTS = {
    "name": "as in: dsql-tui NAME",
    "target": "endpoint, ARN, identifier, or IDENTIFIER@ a PrivateLink name",
    "region": "for an identifier alone",
    "role": "admin",
    "aws_profile": "as boto3 finds it",
    "hostaddr": "the near end of a tunnel, such as 127.0.0.1",
    "port": "5432",
    "ipv4": "leave IPv6 addresses alone",
    "sslmode": "verify-full, or require where the certificate is for another name",
    "sslrootcert": "a file; without it this computer's roots",
    "expires_in": "seconds that a token is signed for: 900",
    "environment": "dev, staging or prod; in prod a change asks first",
    "read_only": "let nothing be changed",
    "search_path": "schemas, with commas",
    "statements": "SET … ; SET …",
}


class ProfileForm(Dialog[Profile | None]):
    """Saves what its fields come to, or says why not; gives back what was saved."""

    DEFAULT_CSS = """
    ProfileForm { align: center middle; background: $background 60%; }
    ProfileForm > VerticalScroll {
        width: 90%;
        max-width: 90;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    ProfileForm Horizontal { height: 1; }
    ProfileForm Label { width: 13; color: $text-muted; }
    ProfileForm Input {
        width: 1fr;
        height: 1;
        border: none;
        padding: 0 1;
        background: $surface;
    }
    ProfileForm Input:focus { border: none; background: $boost; }
    ProfileForm Checkbox, ProfileForm Checkbox:focus { border: none; }
    ProfileForm Checkbox { height: 1; padding: 0; background: $surface; }
    ProfileForm #wrong { height: auto; color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+j", "save", "Save", tooltip="Save the profile.", id="profile.save"),
        Binding("down", "app.focus_next", "Next field", show=False, id="profile.next"),
        Binding("up", "app.focus_previous", "Field before", show=False, id="profile.previous"),
        Binding("escape", "dismiss(None)", "Leave it", tooltip="Save nothing.", id="profile.leave"),
    ]

    wrong = getters.query_one("#wrong", Static)

    def __init__(self, heading: str, profile: Profile, save: Callable[[Profile], object]) -> None:
        super().__init__()
        self.heading = heading
        self.texts = texts_of(profile)
        self.save = save
        """Writes the profile down; blocks, and raises `Unusable`."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = visible(self.heading)
            box.border_subtitle = "Ctrl+S saves · Escape leaves it"
            for key in fields(Profile):
                with Horizontal():
                    yield Label(key.name.replace("_", " "), markup=False)
                    yield self._field(key.name, isinstance(key.default, bool))
            yield Static(id="wrong", markup=False)

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Save what the fields come to, or say why not."""
        self.write()

    @work(group="save", exclusive=True)
    async def write(self) -> None:
        """Write it down and close."""
        try:
            profile = profile_of(self._texts())
            await in_thread(lambda: self.save(profile))
        except (Unusable, ValueError) as error:
            self.wrong.update(visible(str(error)))
        else:
            self.dismiss(profile)

    def _field(self, name: str, switch: bool) -> Input | Checkbox:
        if switch:
            return Checkbox(_HINTS[name], self.texts[name] == YES, id=name)
        return Input(self.texts[name], placeholder=_HINTS[name], id=name)

    def _texts(self) -> dict[str, str]:
        inputs = {field.id or "": field.value for field in self.query(Input)}
        switches = {box.id or "": YES if box.value else "" for box in self.query(Checkbox)}
        return inputs | switches
