"""The line of keys at the bottom."""

from __future__ import annotations

from textual.widgets import Footer


class KeyLine(Footer):
    """Textual's footer, but it lets go of the keys that it showed before.

    Textual (8.2) keeps each of them as a watcher of `compact`, and drops those that are closed only
    when that changes: a statement run would cost tens of kilobytes for ever.
    """

    async def recompose(self) -> None:
        """Show the keys that hold now."""
        await super().recompose()
        self.mutate_reactive(Footer.compact)
