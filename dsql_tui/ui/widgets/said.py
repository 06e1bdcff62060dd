"""What there is to say of what was asked for last."""

from __future__ import annotations

from textual.widgets import Static

from dsql_tui.results.text import visible


class Said(Static):
    """A few lines, in place of what stood there; red where it was refused."""

    DEFAULT_CSS = """
    Said { height: auto; padding: 0 1; }
    Said.-refused { color: $text-error; }
    """

    def __init__(self) -> None:
        super().__init__(id="said", markup=False)

    def say(self, text: str, refused: bool = False) -> None:
        """Say it; lines of the text stay lines."""
        self.update("\n".join(map(visible, text.splitlines())))
        self.set_class(refused, "-refused")
