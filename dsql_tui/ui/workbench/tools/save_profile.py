"""The tool that saves this connection as a profile."""

from __future__ import annotations

from dsql_tui.dsql.profile import Profile
from dsql_tui.store.profiles import add_profile
from dsql_tui.ui.dialogs.profile_form import ProfileForm
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    def confirm(saved: Profile | None) -> None:
        if saved:
            bench.app.notify(f"Saved. Run dsql-tui {saved.name} to open it.", markup=False)

    profile = bench.access.to_profile(bench.workspace.title)
    bench.app.push_screen(ProfileForm("Save this connection", profile, add_profile), confirm)


SAVE_PROFILE = Tool(
    "save_profile",
    "N",
    "save this connection",
    "cluster",
    "Save this connection as a profile.",
    _use,
)
