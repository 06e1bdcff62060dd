"""What a refusal means on Aurora DSQL, and how it is read out of libpq's texts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dsql_tui.dsql.diagnoses import known
from dsql_tui.events import Refusal


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why it was refused and what helps, a sentence each."""

    cause: str
    remedy: str
    source: str
    """A page that says so."""


_FATAL = re.compile(r"(?:FATAL|ERROR):\s+(?P<message>[^\n]+)(?:\nHINT:\s+(?P<hint>[^\n]+))?")


def diagnose(refusal: Refusal) -> Diagnosis | None:
    """What we know about a refusal; `None` where the server's words must do."""
    text = "\n".join(filter(None, (refusal.message, refusal.detail, refusal.hint)))
    found = known(refusal.sqlstate, text)
    return Diagnosis(found.cause, found.remedy, found.source) if found else None


def words_of_loss(text: str) -> str:
    """What libpq says of a link that is gone, without its guesses at why."""
    line = text.strip().splitlines()[0] if text.strip() else "the connection was closed"
    return line.removeprefix("consuming input failed: ").removeprefix("sending failed: ")


def refusal_of_opening(text: str) -> Refusal:
    """Read why a session could not be opened out of libpq's text.

    A failed opening has no SQLSTATE in libpq, only this text: a block for each address that was
    tried. The last block with the server's own words counts, else what the last one failed by;
    the lines after that are libpq's guesses.
    """
    said = list(_FATAL.finditer(text))
    if said:
        return Refusal(said[-1]["message"].strip(), hint=said[-1]["hint"], lost=True)
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    told = [line for line in lines if "failed: " in line] or lines[:1]
    if not told:
        return Refusal("The connection failed without a reason.", lost=True)
    return Refusal(told[-1].rpartition("failed: ")[2], lost=True)
