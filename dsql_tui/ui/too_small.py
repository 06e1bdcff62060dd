"""The message of a terminal that is too small."""

from __future__ import annotations

from textual.widgets import Static


class TooSmall(Static):
    """Shown in place of the screen until the terminal is enlarged."""

    def __init__(self) -> None:
        super().__init__("Too small: dsql-tui needs 40×10.\nCtrl+Q quits.", markup=False)
