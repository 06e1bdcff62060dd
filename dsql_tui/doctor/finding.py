"""What a step found, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """How a step went."""

    PASSED = "passed"
    NOTED = "noted"
    """It is not as it should be, and a session can be opened all the same."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """An earlier step would have had to pass, or there is nothing to look at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One step, and what came of it."""

    step: str
    outcome: Outcome
    said: str
    """What was found, in a few words."""
    cause: str = ""
    """Why it is so: a sentence, where something is wrong."""
    remedy: str = ""
    """What to do about it: a sentence."""


class Trouble(Exception):
    """A step does not pass."""

    def __init__(self, said: str, cause: str, remedy: str, noted: bool = False) -> None:
        super().__init__(said)
        self.said = said
        self.cause = cause
        self.remedy = remedy
        self.noted = noted
        """Does it merely deserve to be known?"""


class Skipped(Exception):
    """There is nothing that a step could look at; the text says why."""
