"""The AWS identity in use: profile, account, ARN, and the time its credentials have left."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.message import Message
from textual.widgets import Static

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.menu import Entry

if TYPE_CHECKING:
    from dsql_tui.aws.caller import Caller
    from dsql_tui.aws.identity import Identity

_REFRESH_INTERVAL = 10.0
"""Seconds between two updates of the time left."""
_WARNING_TIME = 5 * 60
"""Seconds before the credentials end at which the line changes colour."""


class IdentityLine(Static):
    """The line at the top of the picker, with actions to switch identity and to sign in."""

    DEFAULT_CSS = """
    IdentityLine { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    IdentityLine.-soon { color: $text-warning; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("i", "AWS identity", "choose", "cluster"),
        Entry("W", "sign in to AWS again", "sign_in", "cluster"),
    )

    class Changed(Message):
        """Another profile was chosen, or the credentials of this one were renewed."""

    class Identified(Message):
        """AWS has returned the ARN of the identity."""

    def __init__(self, aws_profile: str | None, sandbox: bool) -> None:
        super().__init__(markup=False)
        self.aws_profile = aws_profile
        self.sandbox = sandbox
        """True if a sandbox with its own credentials is used in place of AWS."""
        self.identity: Identity | None = None
        """`None` until boto3 is loaded."""
        self.last_used: Identity | None = None
        """The identity of the last connection, which a saved profile may name."""
        self.identified: Identity | None = None
        """The identity that AWS was last asked about."""
        self.arn: str | None = None
        self.ends: datetime | None = None
        self.show()

    def on_mount(self) -> None:
        """Start the updates."""
        self.set_interval(_REFRESH_INTERVAL, self.show)

    def load(self, aws_profile: str | None) -> Identity:
        """Look up the credentials of a profile, and return its identity."""
        self.aws_profile, self.arn, self.ends = aws_profile, None, None
        self.identity = self.last_used = self._make_identity(aws_profile)
        self.show()
        return self.identity

    def identity_for(self, aws_profile: str | None) -> Identity:
        """Return the identity for a connection that names this AWS profile, or none."""
        other = aws_profile not in (None, self.aws_profile)
        if other or not self.identity:
            self.last_used = identity = self._make_identity(aws_profile)
        else:
            self.last_used = identity = self.identity
        return identity

    def _make_identity(self, aws_profile: str | None) -> Identity:
        # Imported here, because the first frame does without boto3.
        from dsql_tui.ui.picker.identity_dialog import make_identity

        return make_identity(self.app, aws_profile)

    def identify(self, region: str) -> None:
        """Ask AWS for the ARN of the identity, once."""
        if self.identity is None or self.identity is self.identified or self.sandbox:
            return
        self.identified = self.identity
        self._identify(self.identity, region)

    @work(group="identify", exclusive=True)
    async def _identify(self, identity: Identity, region: str) -> None:
        caller = await in_thread(lambda: _get_caller(identity, region))
        if identity is self.identity:
            self.arn, self.ends = caller.arn, identity.expires_at
            self.show()
            self.post_message(self.Identified())

    def show(self) -> None:
        """Show the identity, and the time left as of now."""
        name = f"AWS profile {self.aws_profile}" if self.aws_profile else "default AWS credentials"
        parts = ["dsql-tui", name]
        if self.sandbox:
            parts[1] = "demo: a sandbox on this computer, no AWS account"
        if self.arn:
            account, name = self.arn.split(":")[4], self.arn.rpartition(":")[2]
            parts += [account, name]
        if self.ends:
            left = (self.ends - datetime.now(timezone.utc)).total_seconds()
            parts.append(
                f"credentials expire in {_format(left)}" if left > 0 else "credentials expired"
            )
            self.set_class(left < _WARNING_TIME, "-soon")
        text = make_visible(" · ".join(parts))
        if text != self.content:  # an update lays out the screen
            self.update(text)

    @work(group="menu", exclusive=True)
    async def action_choose(self) -> None:
        """Choose another AWS profile."""
        # Imported here, because boto3 is loaded only after the first frame.
        from dsql_tui.aws.errors import AwsError
        from dsql_tui.ui.picker.identity_dialog import choose_identity

        if self.sandbox:
            self.notify("The sandbox has its own credentials.")
            return
        try:
            chosen = await choose_identity(self.app, self.aws_profile)
        except AwsError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if chosen is not None:
            self.aws_profile = chosen or None
            self.post_message(self.Changed())

    @work(group="menu", exclusive=True)
    async def action_sign_in(self) -> None:
        """Sign in to AWS again, with the profile of the last connection."""
        # Imported here, because boto3 is loaded only after the first frame.
        from dsql_tui.ui.terminal.sign_in import sign_in_again

        # Without a sign-in, the list looks credentials up again.
        if self.last_used and await sign_in_again(self.app, self.last_used, look_up=False):
            self.post_message(self.Changed())


def _format(seconds: float) -> str:
    hours, minutes = divmod(int(seconds // 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _get_caller(identity: Identity, region: str) -> Caller:
    # Imported here, and in the thread, because it loads boto3.
    from dsql_tui.aws.caller import get_caller

    return get_caller(identity, region)
