"""The releases of Aurora DSQL: what each has added. Regions get a release on different days.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/release-notes.html
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

OLDEST, NEWEST = "2026-07-01", "9999-12-31"
"""The oldest release that the table describes, and the one with everything."""

_FORM = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


class Feature(NamedTuple):
    """A part of SQL that older clusters do not have."""

    name: str
    """The name at the end of a sentence."""
    since: str
    """The day of the release notes."""
    refused: str
    """A regular expression for the errors of a cluster without it."""
    alternative: str
    """The remedy on such a cluster, as a sentence."""

    @property
    def cause(self) -> str:
        """The reason of an older cluster's error, as a sentence."""
        return f"This cluster is older than the release of {self.since}, which added {self.name}."

    def is_in(self, release: str) -> bool:
        """Return whether a cluster of this release, a day, has the feature."""
        return self.since <= release


DROP_COLUMN = Feature(
    "DROP COLUMN",
    "2026-08-03",
    "unsupported ALTER TABLE DROP COLUMN statement",
    "Leave the column, or create a new table and copy the rows.",
)
NOT_VALID = Feature(
    "CHECK constraints with NOT VALID",
    "2026-08-03",
    # A newer cluster has this error too, for a constraint without NOT VALID.
    "(?!)",
    "Create the constraint with the table.",
)
EXPRESSION_INDEXES = Feature(
    "indexes on expressions",
    "2026-08-13",
    "expressions? (?:are )?not supported (?:for|in) index keys",
    "Store the expression in a column, and create an index on it.",
)
NUMERIC_PRECISION = Feature(
    "numeric with a precision of up to 1,000",
    "2026-08-25",
    r"NUMERIC precision \d+ must be between 1 and 38",
    "Use a precision of up to 38.",
)
KEY_SHARE = Feature(
    "FOR KEY SHARE",
    "2026-08-25",
    "locking clauses other than FOR UPDATE are not supported",
    "Use FOR UPDATE.",
)
FOREIGN_KEYS = Feature(
    "foreign keys",
    "2026-08-26",
    "FOREIGN KEY constraint not supported",
    "Check the reference in the application.",
)
STATISTICS = Feature(
    "extended statistics",
    "2026-08-27",
    "unsupported statement: (?:Create|Alter)Stats",
    "Leave them out; they change plans only.",
)
BATCHED_JOINS = Feature(
    "batched nested-loop joins",
    "2026-09-11",
    r'parameter "dsql\.enable_batched_nestloop"',
    "Remove the setting.",
)
PARTIAL_INDEXES = Feature(
    "partial indexes",
    "2026-09-15",
    "WHERE not supported for CREATE INDEX",
    "Create an index on all rows, with the condition's columns as keys.",
)
PLPGSQL = Feature(
    "PL/pgSQL, procedures and DO",
    # The page has no date. On 1 October 2026 a cluster still refused CREATE PROCEDURE.
    # https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-plpgsql.html
    "2026-10-02",
    r"language plpgsql not supported|PROCEDURE is not supported|unsupported statement: Do\b",
    "Use LANGUAGE sql, or do it in the application.",
)

FEATURES = (
    DROP_COLUMN,
    NOT_VALID,
    EXPRESSION_INDEXES,
    NUMERIC_PRECISION,
    KEY_SHARE,
    FOREIGN_KEYS,
    STATISTICS,
    BATCHED_JOINS,
    PARTIAL_INDEXES,
    PLPGSQL,
)


def parse_release(text: str) -> str:
    """Return a release, given a day or a month, as a day; a month is its last day.

    Raises:
        ValueError: It is neither, or older than the table.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is not a month or a day, such as 2026-09 or 2026-09-15.")
    year, month = int(match[1]), int(match[2])
    try:
        day = int(match[3] or monthrange(year, month)[1])
        release = date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(f"“{text}” is not a date.") from None
    if release < OLDEST:
        raise ValueError(f"The oldest release is {OLDEST[:7]}.")
    return release
