"""The settings that are copied from a session to the next one.

They are the parameters that a session of Aurora DSQL can set.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

from dsql_tui.db.queries import CatalogError, fetch_rows, fetch_value
from dsql_tui.db.session import Session
from dsql_tui.dsql.parameters import SETTABLE

_LISTS = ("search_path", "datestyle")
"""Parameters whose values are lists of words, not quoted text."""


def read_session_settings(session: Session) -> dict[str, str]:
    """Return the settings of a session.

    Raises:
        CatalogError: The server refused a query.
    """
    return {name: fetch_value(session.run(f"show {name}")) for name in SETTABLE}


def restore_settings(session: Session, wanted: dict[str, str]) -> list[str]:
    """Change settings that differ, and return the names of those that cannot be set.

    Raises:
        CatalogError: The server refused to show the new session's settings.
    """
    refused = []
    have = read_session_settings(session)
    for name, value in wanted.items():
        if have.get(name) != value:
            try:
                fetch_rows(session.run(f"set {name} to {_format_value(name, value)}"))
            except CatalogError:
                refused.append(name)
    return refused


def _format_value(name: str, value: str) -> str:
    """Format a value for SET."""
    if name in _LISTS:
        return value or "''"
    return "'" + value.replace("'", "''") + "'"
