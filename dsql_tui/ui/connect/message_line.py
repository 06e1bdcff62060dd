"""The message about a connection that is being opened."""

from __future__ import annotations

from textual.widgets import Static

from dsql_tui.results.text import make_visible


class MessageLine(Static):
    """A message of a few lines, red for an error."""

    DEFAULT_CSS = """
    MessageLine { height: auto; padding: 0 1; }
    MessageLine.-error { color: $text-error; }
    """

    def __init__(self) -> None:
        super().__init__(id="message", markup=False)

    def say(self, text: str, error: bool = False) -> None:
        """Show `text`, keeping its line breaks, in place of the previous message."""
        lines = "\n".join(map(make_visible, text.splitlines()))
        if lines != self.content:  # an update lays out the screen
            self.update(lines)
        self.set_class(error, "-error")
