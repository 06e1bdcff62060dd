"""Tools of the workbench, and the part of the workbench that they use."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import App
from textual.binding import Binding

from dsql_tui.ui.dialogs.menu import Entry

if TYPE_CHECKING:
    from dsql_tui.execution.workspace import Workspace
    from dsql_tui.opening import Access
    from dsql_tui.store.settings import Settings
    from dsql_tui.ui.start import Start
    from dsql_tui.ui.workbench.console import Console
    from dsql_tui.ui.workbench.console_state import ClusterSwitch
    from dsql_tui.ui.workbench.console_tabs import Consoles


class Workbench(Protocol):
    """The part of the workbench screen that tools use."""

    access: Access
    workspace: Workspace
    start: Start

    @property
    def app(self) -> App[object]:
        """The running app."""

    @property
    def console(self) -> Console:
        """The console that is shown."""

    def use_settings(self, settings: Settings) -> None:
        """Use settings that were changed and saved."""

    @property
    def consoles(self) -> Consoles:
        """All consoles."""

    async def may_leave(self) -> bool:
        """Ask before leaving cancels a statement or ends a transaction; in a worker."""

    def dismiss(self, result: ClusterSwitch) -> object:
        """Leave for another cluster."""

    def run_worker(self, work: Coroutine[Any, Any, Any], *, group: str, exclusive: bool) -> object:
        """Run a coroutine, in place of an earlier one of the same group."""


@dataclass(frozen=True, slots=True)
class Tool:
    """An entry of the workbench's menu that opens a screen or runs something."""

    name: str
    letter: str
    """The key that runs it, after Ctrl+O."""
    label: str
    group: str
    """A group of the menu."""
    tooltip: str
    use: Callable[..., object]
    """Called with the workbench, and with the arguments of a backslash command."""
    key: str = ""
    """A key that runs it directly, if any."""

    @property
    def entry(self) -> Entry:
        """The menu entry."""
        return Entry(self.letter, self.label, f"use('{self.name}')", self.group)

    @property
    def bindings(self) -> list[Binding]:
        """The binding of the key, if there is one."""
        if not self.key:
            return []
        action, name = f"use('{self.name}')", f"workbench.{self.name}"
        return [Binding(self.key, action, self.label.capitalize(), tooltip=self.tooltip, id=name)]
