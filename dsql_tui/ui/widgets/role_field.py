"""The database role to connect as: the likeliest, unless another is typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Input

from dsql_tui.dsql.role import ADMIN, RoleOffer, action_for
from dsql_tui.ui.screens.choice import Option


class RoleField(Input):
    """Shows the IAM action that the role takes, and `admin` in a colour of its own."""

    DEFAULT_CSS = """
    RoleField { border: round $foreground 40%; background: $background; }
    RoleField:focus { border: round $primary; }
    RoleField.-admin { border: round $warning; }
    """

    def __init__(self, role: str) -> None:
        super().__init__("" if role == ADMIN else role, id="role")
        self.offers: Sequence[RoleOffer] = [RoleOffer(ADMIN, "")]

    @property
    def role(self) -> str:
        """The one that is meant."""
        return self.value.strip() or self.offers[0].role

    def offer(self, offers: Sequence[RoleOffer]) -> None:
        """There are these to choose from, the likeliest first."""
        self.offers = offers
        self.mark()

    def options(self) -> list[Option]:
        """The same, for a list."""
        return [
            Option(role, role, f"{why} · takes dsql:{action_for(role)}", loud=role == ADMIN)
            for role, why in self.offers
        ]

    def mark(self) -> None:
        """Show what the role takes."""
        likeliest = self.offers[0]
        self.placeholder = likeliest.role
        why = "" if self.value.strip() else likeliest.why
        self.border_title = f"Database role, {why}".removesuffix(", ")
        self.set_class(self.role == ADMIN, "-admin")
        self.border_subtitle = f"dsql:{action_for(self.role)} · Ctrl+L"
