"""This connection, saved under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsql_tui.dsql.profile import Profile
from dsql_tui.store.profiles import add_profile
from dsql_tui.ui.screens.profile_form import ProfileForm
from dsql_tui.ui.tools.tool import Tool

if TYPE_CHECKING:
    from dsql_tui.ui.screens.workbench import Workbench


def _use(bench: Workbench) -> None:
    def said(saved: Profile | None) -> None:
        if saved:
            bench.notify(f"Saved: dsql-tui {saved.name} opens it.", markup=False)

    profile = bench.access.profile(bench.shared.title)
    bench.app.push_screen(ProfileForm("Save this connection", profile, add_profile), said)


SAVE_PROFILE = Tool(
    "save_profile",
    "N",
    "save this connection",
    "cluster",
    "Save how this cluster is reached, as a profile of its own.",
    _use,
)
