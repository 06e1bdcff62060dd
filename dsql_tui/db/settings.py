"""The settings of a session that outlive it: read from one, set in the next.

The parameters are those that Aurora DSQL lets a session set.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

from dsql_tui.db.catalog import CatalogRefused, rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.parameters import SETTABLE

_LISTS = ("search_path", "datestyle")
"""What is written as a list of words, and not as one text."""


def settings(session: Session) -> dict[str, str]:
    """What the session's settings are.

    Raises:
        CatalogRefused: the server does not say.
    """
    return {name: rows(session.run(f"show {name}"))[0][0] or "" for name in SETTABLE}


def restore(session: Session, wanted: dict[str, str]) -> list[str]:
    """Set what differs in a new session; the names of what could not be set.

    Raises:
        CatalogRefused: the server does not say what the new session's settings are.
    """
    refused = []
    have = settings(session)
    for name, value in wanted.items():
        if have.get(name) != value:
            try:
                rows(session.run(f"set {name} to {_written(name, value)}"))
            except CatalogRefused:
                refused.append(name)
    return refused


def _written(name: str, value: str) -> str:
    """A value as SET takes it."""
    if name in _LISTS:
        return value or "''"
    return "'" + value.replace("'", "''") + "'"
