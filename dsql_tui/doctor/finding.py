"""The findings of the doctor, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """The outcome of a step."""

    PASSED = "passed"
    WARNING = "warning"
    """Something is wrong, but a session can be opened."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """An earlier step failed, or there is nothing to check."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One step and its outcome."""

    step: str
    outcome: Outcome
    result: str
    """The result in a few words."""
    cause: str = ""
    """The cause, in a sentence, if something is wrong."""
    remedy: str = ""
    """The remedy, in a sentence."""


class StepFailed(Exception):
    """A step does not pass."""

    def __init__(self, result: str, cause: str, remedy: str, warning: bool = False) -> None:
        super().__init__(result)
        self.result = result
        self.cause = cause
        self.remedy = remedy
        self.warning = warning
        """True if a session can be opened nevertheless."""


class StepSkipped(Exception):
    """There is nothing to check; the text says why."""
