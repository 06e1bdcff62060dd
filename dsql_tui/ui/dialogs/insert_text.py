"""The message with which panes and dialogs insert text into the editor."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class InsertText(Message):
    """A text for the editor; with `run`, it is run as a statement."""

    text: str
    run: bool
    own_line: bool = False
    """Whether the text is a statement, which gets a line of its own."""
