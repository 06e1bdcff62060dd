"""The palette: what the keys do, by name, derived from the bindings themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType


class BindingCommands(Provider):
    """Offers every binding that is active now and says what it is for (its tooltip)."""

    def _commands(self) -> Iterator[tuple[str, IgnoreReturnCallbackType, str]]:
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.tooltip:
                action = partial(self.app.run_action, binding.action, active.node)
                yield binding.description, action, binding.tooltip

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
