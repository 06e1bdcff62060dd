"""What panes and dialogs give to the editor."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class ForEditor(Message):
    """Text that belongs into the editor; `run` asks to run it as a statement."""

    text: str
    run: bool
