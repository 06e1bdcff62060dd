"""The settings of the panes: their sizes, and which of them are hidden."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.workspace import Workspace
from dsql_tui.store.settings import Settings, write_setting

_NAMES = (
    "left_width",
    "problems_width",
    "problems_height",
    "editor_height",
    "left_pane",
    "results_pane",
    "metrics_strip",
)


class PaneSettings:
    """Changes the settings of panes in the workspace, and saves those that changed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._saved = workspace.settings
        """The settings as they are in the file."""
        self._saving = False

    @property
    def current(self) -> Settings:
        """The current settings."""
        return self.workspace.settings

    def change(self, **values: Any) -> None:
        """Change settings, without saving them."""
        self.workspace.settings = replace(self.current, **values)

    def reset(self, *names: str) -> None:
        """Go back to the defaults, of all settings of panes without names."""
        first = Settings()
        self.change(**{name: getattr(first, name) for name in names or _NAMES})

    def use_file(self) -> None:
        """Take the current settings for those of the file."""
        self._saved = self.current

    async def save(self) -> None:
        """Write what has changed; changes during a write are written after it.

        Raises:
            OSError: The file cannot be written.
            FileError: The file is not valid.
        """
        if self._saving:
            return
        self._saving = True
        try:
            while changed := self._list_changes():
                self._saved = self.current
                for name in changed:
                    await in_thread(partial(write_setting, name, getattr(self._saved, name)))
        finally:
            self._saving = False

    def _list_changes(self) -> list[str]:
        old, new = self._saved, self.current
        return [name for name in _NAMES if getattr(old, name) != getattr(new, name)]
