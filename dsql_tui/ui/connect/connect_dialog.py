"""The dialog that opens a session on another cluster while the workbench stays open."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from dsql_tui.aws.identity import Identity
from dsql_tui.db.session import Session
from dsql_tui.dsql.profile import Profile
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.ui.connect.message_line import MessageLine
from dsql_tui.ui.connect.open_connection import open_connection
from dsql_tui.ui.dialogs.dialog import Dialog


class NewSession(NamedTuple):
    """A session, and what it was opened with."""

    access: Access
    session: Session


class ConnectDialog(Dialog[NewSession | None]):
    """Shows each step and the error; returns the session, or `None` if there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", tooltip="Stay on this cluster.", id="connect.leave")
    ]

    def __init__(self, profile: Profile, title: str, identity: Identity) -> None:
        """Create the dialog.

        Args:
            profile: The cluster and the database role.
            title: The name of the cluster.
            identity: The identity of the profile.
        """
        super().__init__()
        self.profile = profile
        self.cluster_title = title
        self.identity = identity
        self.message = MessageLine()

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            frame.border_title = Content(make_visible(f"Connect to {self.cluster_title}"))
            frame.border_subtitle = "Esc stays on this cluster"
            yield self.message

    def on_mount(self) -> None:
        """Open the session."""
        self.connect()

    @work(group="connect", exclusive=True)
    async def connect(self) -> None:
        """Open the session, or show why that failed."""
        opened = await open_connection(
            self.app, self.profile, self.cluster_title, lambda _: self.identity, self.message.say
        )
        if opened and self.is_active:
            self.dismiss(NewSession(*opened))
        elif opened:
            await in_thread(partial(Session.close, opened[1]))

    def action_leave(self) -> None:
        """Close without a session; one that is opened later is closed."""
        self.workers.cancel_group(self, "connect")
        self.dismiss(None)
