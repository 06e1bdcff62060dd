"""The command palette, which is made from the bindings and the menu entries."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.errors import NoWidget
from textual.events import Click
from textual.types import IgnoreReturnCallbackType
from textual.widget import Widget

from dsql_tui.ui.dialogs.dialog import Dialog

_EDITING = {
    "undo": "Take back the last change, Ctrl+Z",
    "redo": "Repeat the change that was taken back, Ctrl+Y",
    "cut": "Cut the selection or the line, Ctrl+X",
    "paste": "Paste from the clipboard, Ctrl+V",
    "delete_line": "Delete the line, Ctrl+Shift+K",
}
"""The effects of Textual's own bindings of an editor."""


class Palette(CommandPalette, Dialog[None]):
    """Textual's palette, without its crashes.

    Textual 8.2 ends the program if keys arrive before its widgets are mounted or after they are
    removed.
    """

    def query_one(self, selector: Any, expect_type: Any = None) -> Any:
        """Return a widget; one that is not on the screen if there is none."""
        try:
            return super().query_one(selector, expect_type)
        except NoMatches:
            kind = selector if isinstance(selector, type) else expect_type or Widget
            return kind()

    def _action_command_list(self, action: str) -> None:
        with contextlib.suppress(KeyError):  # the options are not laid out yet
            super()._action_command_list(action)

    def _on_click(self, event: Click) -> None:  # type: ignore[override]  # as in Textual
        try:
            self.get_widget_at(event.screen_x, event.screen_y)
        except NoWidget:  # outside the screen, whose size has just changed
            event.prevent_default()


class Command(NamedTuple):
    """A command of the palette."""

    name: str
    run: IgnoreReturnCallbackType
    description: str


class BindingCommands(Provider):
    """Offers every active binding and every entry of the screen's menu, each action once."""

    def list_commands(self) -> Iterator[Command]:
        """Yield the commands; of those with one name or one action, the first."""
        seen: set[object] = set()
        for command, *marks in self._all_commands():
            if seen.isdisjoint(marks):
                yield command
            seen.update(marks)

    def _all_commands(self) -> Iterator[tuple[Command, str, object]]:
        """Yield each command with its name in lower case, and its action and node."""
        for active in self.screen.active_bindings.values():
            binding, node = active.binding, active.node
            tooltip = binding.tooltip or _EDITING.get(binding.action, "")
            if active.enabled and tooltip and "command_palette" not in binding.action:
                yield self._make(binding.description, binding.action, node, tooltip)
        for entry, node in getattr(self.screen, "list_menu_entries", tuple)():
            description = f"{entry.group}, Ctrl+O {entry.keys}"
            yield self._make(
                entry.label[0].upper() + entry.label[1:], entry.action, node, description
            )

    def _make(
        self, name: str, action: str, node: DOMNode, description: str
    ) -> tuple[Command, str, object]:
        command = Command(name, partial(self.app.run_action, action, node), description)
        return command, name.lower(), (action, node)

    async def discover(self) -> Hits:
        """Yield all commands, before anything is typed."""
        for command in self.list_commands():
            yield DiscoveryHit(command.name, command.run, help=command.description)

    async def search(self, query: str) -> Hits:
        """Yield the commands whose names match `query`, then those whose descriptions do."""
        matcher = self.matcher(query)
        for name, run, description in self.list_commands():
            score = matcher.match(name) or 0.01 * (query.lower() in description.lower())
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, help=description)
