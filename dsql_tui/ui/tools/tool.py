"""What the workbench asks of a tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.binding import Binding

from dsql_tui.ui.screens.menu import Entry


@dataclass(frozen=True, slots=True)
class Tool:
    """Something to do from the workbench that needs a screen of its own, or a word or two."""

    name: str
    letter: str
    """What does it, behind Ctrl+O."""
    label: str
    group: str
    """One of the menu's."""
    tooltip: str
    """What the help says of its key."""
    use: Callable[..., object]
    """Called with the workbench, and with what it may be given to begin with."""
    key: str = ""
    """A key that does it at once; most have none."""

    @property
    def entry(self) -> Entry:
        """Its line in the menu."""
        return Entry(self.letter, self.label, f"use('{self.name}')", self.group)

    @property
    def bindings(self) -> list[Binding]:
        """Its key, where it has one."""
        if not self.key:
            return []
        action, name = f"use('{self.name}')", f"workbench.{self.name}"
        return [Binding(self.key, action, self.label.capitalize(), tooltip=self.tooltip, id=name)]
