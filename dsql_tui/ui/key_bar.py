"""The bar of keys at the bottom of a screen."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Footer


class KeyBar(Footer):
    """Textual's footer, which forgets the keys that it showed before.

    Textual 8.2 keeps each key as a watcher of `compact`, and drops closed ones only when that
    changes: each statement would cost tens of kilobytes for good.
    """

    def __init__(self, state: Callable[[], object] = lambda: None) -> None:
        """Create the bar.

        Args:
            state: Returns what the active keys depend on, beside the focus.
        """
        super().__init__()
        self._state = state
        self._shown_state: object = None

    def compose(self) -> ComposeResult:
        """Create the keys."""
        self._shown_state = self._state()
        yield from super().compose()

    def update(self) -> None:
        """Show the active keys if the state has changed; redrawing them takes a while."""
        if self._shown_state != self._state():
            self._shown_state = self._state()
            self.screen.refresh_bindings()

    async def recompose(self) -> None:
        """Replace the keys."""
        await super().recompose()
        self.mutate_reactive(Footer.compact)
