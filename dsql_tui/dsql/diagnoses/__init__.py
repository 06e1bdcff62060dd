"""The errors that have a diagnosis, in one table; the first match counts.

The texts are the server's and libpq's, from AWS's documentation and from recordings of real
clusters. For other errors only the server's words are shown.
"""

from __future__ import annotations

from dsql_tui.dsql.diagnoses.known import KnownError
from dsql_tui.dsql.diagnoses.limits import LIMITS
from dsql_tui.dsql.diagnoses.openings import CONNECT_ERRORS
from dsql_tui.dsql.diagnoses.statements import NEWER, UNSUPPORTED_STATEMENTS
from dsql_tui.dsql.diagnoses.transactions import JOBS, RIGHTS, TRANSACTIONS

__all__ = ("TABLE", "KnownError", "look_up")

_OPENING = (None, "08001", "08004", "08006", "08P01", "28000", "28P01", "3D000", "53300", "53400")
_NEWER = ("0A000", "22023")
_LIMIT = ("22023", "53100", "53200", "54000", "54011", "08P01", "XX000", None)
_TRANSACTION = ("0A000", "23503", "23505", "25P02", "40001", "57014", "57P01", "57P02", "57P03")
_RIGHT = ("0A000", "2BP01", "22023", "42501", "42704", "42939")
_JOB = ("0A000", "22P02", "42809", "55000")
_REFUSED = ("0A000", "42601", "42704")

TABLE: tuple[tuple[tuple[str | None, ...], tuple[KnownError, ...]], ...] = (
    (_OPENING, CONNECT_ERRORS),
    (_NEWER, NEWER),
    (_LIMIT, LIMITS),
    (_TRANSACTION, TRANSACTIONS),
    (_RIGHT, RIGHTS),
    (_JOB, JOBS),
    (_REFUSED, UNSUPPORTED_STATEMENTS),
)
"""Groups of SQLSTATEs (`None` for none), and the errors that are looked up under them."""


def look_up(sqlstate: str | None, text: str) -> KnownError | None:
    """Return the known error with this SQLSTATE and text; `None` if there is none."""
    for codes, entries in TABLE:
        if sqlstate in codes:
            for entry in entries:
                if entry.matches(sqlstate, text):
                    return entry
    return None
