"""The database role to connect as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.widgets import Input

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.role import ADMIN, KnownRoles, RoleOffer, get_action, offer_roles
from dsql_tui.ui.dialogs.menu import Entry


class RoleField(Input):
    """A field that proposes the likeliest role, and shows the IAM action that it needs.

    The border of `admin` has a colour of its own.
    """

    DEFAULT_CSS = """
    RoleField {
        border: round $foreground 40%;
        border-title-color: $foreground;
        border-subtitle-color: $foreground;
        background: $background;
    }
    RoleField:focus { border: round $primary; }
    RoleField.-admin { border: round $warning; }
    """

    MENU: ClassVar[tuple[Entry, ...]] = (Entry("r", "database role", "choose", "cluster"),)

    def __init__(self, role: str) -> None:
        super().__init__(id="role")
        self._first_value = "" if role == ADMIN else role
        """Set when mounted: with a value, an Input needs a screen, and the picker is the first."""
        self.known: dict[str, KnownRoles] = {}
        """The known roles by endpoint."""
        self.offers: Sequence[RoleOffer] = [RoleOffer(ADMIN, "")]

    def on_mount(self) -> None:
        """Show the proposed role."""
        self.value = self._first_value
        self.show_role()

    @property
    def role(self) -> str:
        """The role that is typed, or else the proposed one."""
        return self.value.strip() or self.offers[0].role

    def offer(self, endpoint: Endpoint | None, arn: str | None, own: RoleOffer | None) -> None:
        """Propose roles for a cluster and an identity, the connection's own first."""
        known = self.known.get(endpoint.host if endpoint else "", KnownRoles())
        self.offers = offer_roles(known, arn)
        if own:
            self.offers = [own, *(offer for offer in self.offers if offer.role != own.role)]
        self.show_role()

    @work(group="menu", exclusive=True)
    async def action_choose(self) -> None:
        """Choose one of the known roles."""
        # Imported here, because the first frame does without it.
        from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option

        options = [
            Option(role, role, f"{why} · needs dsql:{get_action(role)}", loud=role == ADMIN)
            for role, why in self.offers
        ]
        if chosen := await self.app.push_screen_wait(
            ChoiceDialog("Database role", options, self.role)
        ):
            self.value = chosen

    @on(Input.Changed)
    def show_role(self) -> None:
        """Show the proposed role, the reason for it, and the IAM action."""
        proposed = self.offers[0]
        self.placeholder = proposed.role
        why = "" if self.value.strip() else proposed.why
        self.border_title = f"Role: {why}" if why else "Database role"
        self.set_class(self.role == ADMIN, "-admin")
        self.border_subtitle = f"dsql:{get_action(self.role)}"
