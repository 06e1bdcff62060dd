"""Show the workbench, and the next one when the user switches to another cluster."""

from __future__ import annotations

from dsql_tui.ui.picker.menu_actions import ClusterPicker
from dsql_tui.ui.workbench.console_state import ClusterSwitch
from dsql_tui.ui.workbench.workbench import Workbench


def show_workbench(picker: ClusterPicker, bench: Workbench) -> None:
    """Show a workbench; the settings of the last one are those of the next one."""

    def leave(switched: ClusterSwitch | None) -> None:
        picker.keep_settings(bench.workspace.settings)
        if switched:
            access, session, title, states = switched
            show_workbench(picker, Workbench(access, session, title, picker.start, states))

    picker.app.push_screen(bench, leave)
