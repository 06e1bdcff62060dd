"""By whose credentials AWS is asked: profile, account, ARN, and how long they last."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.message import Message
from textual.widgets import Static

from dsql_tui.results.text import visible
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.threads import in_thread

if TYPE_CHECKING:
    from dsql_tui.aws.caller import Caller
    from dsql_tui.aws.identity import Identity

_CLOCK = 10.0
"""Seconds between two looks at how long credentials last."""
_SOON = 5 * 60
"""Seconds before their end from which credentials stand out."""


class IdentityLine(Static):
    """One line, at the top of the picker. Other credentials are chosen and signed in to here."""

    DEFAULT_CSS = """
    IdentityLine { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    IdentityLine.-soon { color: $text-warning; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("i", "AWS identity", "choose", "cluster"),
        Entry("W", "sign in to AWS again", "sign_in", "cluster"),
    )

    class Changed(Message):
        """AWS is to be asked again: by another profile, or with other credentials of this one."""

    class Known(Message):
        """AWS has said who we are."""

    def __init__(self, aws_profile: str | None, sandbox: bool) -> None:
        super().__init__(markup=False)
        self.aws_profile = aws_profile
        self.sandbox = sandbox
        """Does a sandbox stand for AWS, with credentials of its own?"""
        self.identity: Identity | None = None
        """`None` until boto3 is there."""
        self.used: Identity | None = None
        """The one that was needed last, which may be a saved connection's own."""
        self.asked: Identity | None = None
        """The one that AWS was asked about."""
        self.arn: str | None = None
        self.ends: datetime | None = None
        self.show()

    def on_mount(self) -> None:
        self.set_interval(_CLOCK, self.show)

    def begin(self, aws_profile: str | None) -> Identity:
        """Look credentials up anew, of this profile."""
        self.aws_profile, self.arn, self.ends = aws_profile, None, None
        self.identity = self.used = self._found(aws_profile)
        self.show()
        return self.identity

    def of(self, aws_profile: str | None) -> Identity:
        """By whom a connection is opened that names this AWS profile, or none."""
        own = aws_profile not in (None, self.aws_profile)
        self.used = found = self._found(aws_profile) if own or not self.identity else self.identity
        return found

    def _found(self, aws_profile: str | None) -> Identity:
        # Lazily, because the first frame does without boto3.
        from dsql_tui.ui.identities import identity_of

        return identity_of(self.app, aws_profile)

    def ask(self, region: str) -> None:
        """Ask AWS who we are, unless it has been asked."""
        if self.identity is not None and self.identity is not self.asked and not self.sandbox:
            self.asked = self.identity
            self._ask(self.identity, region)

    @work(group="who", exclusive=True)
    async def _ask(self, identity: Identity, region: str) -> None:
        """Show who AWS says that we are, and when the credentials end."""
        who = await in_thread(lambda: _who(identity, region))
        if identity is self.identity:
            self.arn, self.ends = who.arn, identity.ends
            self.show()
            self.post_message(self.Known())

    def show(self) -> None:
        """Bring what is said up to date with the clock."""
        parts = ["dsql-tui", f"AWS profile {self.aws_profile or 'as boto3 finds it'}"]
        if self.sandbox:
            parts[1] = "demo: a sandbox on this computer, no AWS account"
        if self.arn:
            account, name = self.arn.split(":")[4], self.arn.rpartition(":")[2]
            parts += [account, name]
        if self.ends:
            left = (self.ends - datetime.now(timezone.utc)).total_seconds()
            parts.append(f"credentials end in {_spoken(left)}" if left > 0 else "credentials over")
            self.set_class(left < _SOON, "-soon")
        self.update(visible(" · ".join(parts)))

    @work(group="menu", exclusive=True)
    async def action_choose(self) -> None:
        """Choose by whose credentials AWS is asked."""
        # Lazily, because boto3 loads only after the first frame.
        from dsql_tui.ui.identities import chosen_identity

        if self.sandbox:
            self.notify("The sandbox has credentials of its own.")
            return
        chosen = await chosen_identity(self.app, self.aws_profile)
        if chosen is not None:
            self.aws_profile = chosen or None
            self.post_message(self.Changed())

    @work(group="menu", exclusive=True)
    async def action_sign_in(self) -> None:
        """Sign in again where the AWS profile is one of those."""
        # Lazily, because boto3 loads only after the first frame.
        from dsql_tui.ui.sign_in import signed_in

        if self.used is not None and await signed_in(self.screen, self.used):
            self.post_message(self.Changed())


def _spoken(seconds: float) -> str:
    hours, minutes = divmod(int(seconds // 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _who(identity: Identity, region: str) -> Caller:
    # Lazily, and in the thread, because it loads boto3.
    from dsql_tui.aws.caller import caller

    return caller(identity, region)
