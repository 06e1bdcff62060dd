"""What a terminal shows that is too small for anything else."""

from __future__ import annotations

from textual.widgets import Static


class TooSmall(Static):
    """Says what is needed; enlarging the terminal brings the screen back."""

    def __init__(self) -> None:
        super().__init__("Too small: dsql-tui needs 40×10.\nCtrl+Q quits.", markup=False)
