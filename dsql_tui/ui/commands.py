"""The palette: what keys and menu do, by name, derived from the bindings and entries themselves."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.css.query import NoMatches
from textual.types import IgnoreReturnCallbackType
from textual.widget import Widget

from dsql_tui.ui.screens.dialog import Dialog


class Palette(CommandPalette, Dialog[None]):
    """Textual's palette, which does without its parts.

    Textual (8.2) ends the program where keys come before they are there, or when they are gone.
    """

    def query_one(self, selector: Any, expect_type: Any = None) -> Any:
        """Textual: a widget of this; one that nobody sees where there is none."""
        try:
            return super().query_one(selector, expect_type)
        except NoMatches:
            kind = selector if isinstance(selector, type) else expect_type or Widget
            return kind()

    def _action_command_list(self, action: str) -> None:
        with contextlib.suppress(KeyError):  # the list's lines are not laid out yet
            super()._action_command_list(action)


class BindingCommands(Provider):
    """Offers every binding that is active now, and every entry of the screen's menu."""

    def _commands(self) -> Iterator[tuple[str, IgnoreReturnCallbackType, str]]:
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.tooltip:
                action = partial(self.app.run_action, binding.action, active.node)
                yield binding.description, action, binding.tooltip
        for entry, node in getattr(self.screen, "offers", tuple)():
            action = partial(self.app.run_action, entry.action, node)
            yield entry.label.capitalize(), action, f"{entry.group}, Ctrl+O {entry.letter}"

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for name, action, tooltip in self._commands():
            yield DiscoveryHit(name, action, help=tooltip)

    async def search(self, query: str) -> Hits:
        """What resembles `query`."""
        matcher = self.matcher(query)
        for name, action, tooltip in self._commands():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), action, help=tooltip)
