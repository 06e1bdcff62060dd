"""The line of keys at the bottom."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Footer


class KeyLine(Footer):
    """Textual's footer, but it lets go of the keys that it showed before.

    Textual (8.2) keeps each of them as a watcher of `compact`, and drops those that are closed only
    when that changes: a statement run would cost tens of kilobytes for ever.
    """

    def __init__(self, state: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self._state = state
        """What decides which keys there are, beside the focus."""
        self._shown: object = None
        """What that was when they were shown last."""

    def compose(self) -> ComposeResult:
        self._shown = self._state()
        yield from super().compose()

    def tell(self) -> None:
        """It may have changed: only then the keys are drawn anew, for that takes a while."""
        if self._shown != self._state():
            self._shown = self._state()
            self.screen.refresh_bindings()

    async def recompose(self) -> None:
        """Show the keys that hold now."""
        await super().recompose()
        self.mutate_reactive(Footer.compact)
