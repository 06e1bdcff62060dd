"""How a console runs statements, as its user has chosen."""

from __future__ import annotations

from dataclasses import dataclass

_WORDS = {
    "explicit": (
        "Each statement is a transaction of its own.",
        "Transactions begin by themselves, and end when you commit or roll back.",
    ),
    "going_on": (
        "A script stops at the first refusal.",
        "A script goes on after refusals.",
    ),
    "retrying": (
        "What loses a conflict is run again when you say so.",
        "What loses a conflict is run again by itself, as it was sent.",
    ),
}
"""What to say of each mode when it is off, and when it is on."""


@dataclass(slots=True)
class Modes:
    """Each is on or off, for one console."""

    explicit: bool = False
    """Do transactions begin by themselves, and end only when they are told to?"""
    going_on: bool = False
    """Does a script go on after a statement that was refused?"""
    retrying: bool = False
    """Is what lost a conflict run again without being asked?"""

    def switch(self, mode: str) -> str:
        """Turn a mode on or off; what holds now, in a sentence."""
        on = not getattr(self, mode)
        setattr(self, mode, on)
        return _WORDS[mode][on]
