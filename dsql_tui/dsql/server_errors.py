"""The meaning of errors on Aurora DSQL, and errors parsed from libpq's texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.events import ServerError


class Diagnosis(NamedTuple):
    """The cause of an error and its remedy, a sentence each."""

    cause: str
    remedy: str
    source: str
    """A page that documents it."""


_MAX_CHARACTERS = 16 * 1024
"""Characters that are read of libpq's text; a server may send long ones."""

_FATAL = re.compile(r"(?:FATAL|ERROR):\s+(?P<message>[^\n]+)(?:\nHINT:\s+(?P<hint>[^\n]+))?")


def diagnose(error: ServerError) -> Diagnosis | None:
    """Return the diagnosis of an error; `None` if there is none beyond the server's words."""
    # Imported here, because only errors need the table.
    from dsql_tui.dsql.diagnoses import look_up

    text = "\n".join(filter(None, (error.message, error.detail, error.hint)))
    found = look_up(error.sqlstate, text)
    return Diagnosis(found.cause, found.remedy, found.source) if found else None


def describe_lost_link(text: str) -> str:
    """Return the first line of libpq's text on a lost link, without its guesses at the reason."""
    line = text.strip().splitlines()[0] if text.strip() else "the connection was closed"
    return line.removeprefix("consuming input failed: ").removeprefix("sending failed: ")


def parse_connect_error(text: str) -> ServerError:
    """Parse libpq's text on a session that could not be opened.

    libpq gives no SQLSTATE, only a text with a block for each address that was tried. The last
    block with the server's words counts, or else the last failure; the lines after that are
    libpq's guesses.
    """
    text = text[:_MAX_CHARACTERS]
    answers = list(_FATAL.finditer(text))
    if answers:
        last = answers[-1]
        return ServerError(last["message"].strip(), hint=last["hint"], lost=True)
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    failures = [line for line in lines if "failed: " in line] or lines[:1]
    if not failures:
        return ServerError("The connection failed; libpq gave no reason.", lost=True)
    return ServerError(failures[-1].rpartition("failed: ")[2], lost=True)


def combine_connect_errors(attempts: Sequence[tuple[str, str]]) -> ServerError:
    """Return the error of a session for which some addresses were tried.

    Args:
        attempts: Each address and libpq's text, at least one. The last one counts; the facts
            have all that did not lead to the cluster.
    """
    errors = [(address, parse_connect_error(text)) for address, text in attempts]
    (_, text), (_, last) = attempts[-1], errors[-1]
    failed = errors[:-1] if has_server_words(text) else errors
    rows = (("tried", f"{address}: {error.message}") for address, error in failed)
    return last._replace(facts=tuple(rows))


def has_server_words(text: str) -> bool:
    """Return true if the server answered, so that another address would not help."""
    return bool(_FATAL.search(text[:_MAX_CHARACTERS]))
