"""The tool that shows and changes the settings."""

from __future__ import annotations

from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    # Imported here, because most sessions change no setting.
    from dsql_tui.ui.settings.settings_screen import SettingsPage

    bench.app.push_screen(SettingsPage(bench.workspace.settings, bench.use_settings))


SETTINGS = Tool(
    "settings",
    ",",
    "settings and theme",
    "program",
    "Show and change the settings.",
    _use,
)
