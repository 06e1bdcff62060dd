"""The refusals that we know, in one table; the first that fits is the one.

The words are the server's and libpq's, from AWS's pages and from recordings of real clusters. What
nobody has written down is not here: then the server's own words must do.
"""

from __future__ import annotations

from dsql_tui.dsql.diagnoses.known import Known
from dsql_tui.dsql.diagnoses.limits import LIMITS
from dsql_tui.dsql.diagnoses.openings import OPENINGS
from dsql_tui.dsql.diagnoses.statements import REFUSED
from dsql_tui.dsql.diagnoses.transactions import JOBS, RIGHTS, TRANSACTIONS

__all__ = ("TABLE", "Known", "known")

_OPENING = (None, "08001", "08004", "08006", "08P01", "28000", "28P01", "3D000", "53300", "53400")
_LIMIT = ("22023", "53100", "53200", "54000", "54011", "08P01", "XX000", None)
_TRANSACTION = ("0A000", "23503", "23505", "25P02", "40001", "57014", "57P01", "57P02", "57P03")
_RIGHT = ("0A000", "2BP01", "22023", "42501", "42704", "42939")
_JOB = ("0A000", "22P02", "42809", "55000")
_REFUSED = ("0A000", "42601", "42704")

TABLE: tuple[tuple[tuple[str | None, ...], tuple[Known, ...]], ...] = (
    (_OPENING, OPENINGS),
    (_LIMIT, LIMITS),
    (_TRANSACTION, TRANSACTIONS),
    (_RIGHT, RIGHTS),
    (_JOB, JOBS),
    (_REFUSED, REFUSED),
)
"""The SQLSTATEs under which refusals are looked for, `None` where there is none, and these."""


def known(sqlstate: str | None, text: str) -> Known | None:
    """What is known of a refusal with this SQLSTATE and these words."""
    for codes, entries in TABLE:
        if sqlstate in codes:
            for entry in entries:
                if entry.fits(sqlstate, text):
                    return entry
    return None
