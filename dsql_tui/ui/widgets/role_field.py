"""The database role to connect as: the likeliest, unless another is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.widgets import Input

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.role import ADMIN, KnownRoles, RoleOffer, action_for, offered
from dsql_tui.ui.screens.menu import Entry


class RoleField(Input):
    """Shows the IAM action that the role takes, and `admin` in a colour of its own."""

    DEFAULT_CSS = """
    RoleField { border: round $foreground 40%; background: $background; }
    RoleField:focus { border: round $primary; }
    RoleField.-admin { border: round $warning; }
    """

    MENU: ClassVar[tuple[Entry, ...]] = (Entry("r", "database role", "choose", "cluster"),)

    def __init__(self, role: str) -> None:
        super().__init__("" if role == ADMIN else role, id="role")
        self.known: dict[str, KnownRoles] = {}
        """By endpoint."""
        self.offers: Sequence[RoleOffer] = [RoleOffer(ADMIN, "")]

    def on_mount(self) -> None:
        self.mark()

    @property
    def role(self) -> str:
        """The one that is meant."""
        return self.value.strip() or self.offers[0].role

    def offer(self, endpoint: Endpoint | None, arn: str | None, own: str | None) -> None:
        """Offer what is known of a cluster to an identity; `own` is the role of a profile."""
        known = self.known.get(endpoint.host if endpoint else "", KnownRoles())
        self.offers = offered(known, arn)
        if own:
            others = (offer for offer in self.offers if offer.role != own)
            self.offers = [RoleOffer(own, "of this profile"), *others]
        self.mark()

    @work(group="menu", exclusive=True)
    async def action_choose(self) -> None:
        """Choose among the roles that are known here."""
        # Lazily, because the first frame does without it.
        from dsql_tui.ui.screens.choice import Choice, Option

        options = [
            Option(role, role, f"{why} · takes dsql:{action_for(role)}", loud=role == ADMIN)
            for role, why in self.offers
        ]
        if chosen := await self.app.push_screen_wait(Choice("Database role", options, self.role)):
            self.value = chosen

    @on(Input.Changed)
    def mark(self) -> None:
        """Show what the role takes."""
        likeliest = self.offers[0]
        self.placeholder = likeliest.role
        why = "" if self.value.strip() else likeliest.why
        self.border_title = f"Database role, {why}".removesuffix(", ")
        self.set_class(self.role == ADMIN, "-admin")
        self.border_subtitle = f"dsql:{action_for(self.role)} · Ctrl+L"
