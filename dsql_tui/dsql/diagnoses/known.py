"""A known error, and the pages that document it."""

from __future__ import annotations

import re
from typing import NamedTuple

_GUIDE = "https://docs.aws.amazon.com/aurora-dsql/latest/userguide/"

TROUBLE = _GUIDE + "troubleshooting.html"
QUOTAS = _GUIDE + "CHAP_quotas.html"
ACCESS = _GUIDE + "accessing.html"
ROLES = _GUIDE + "using-database-and-iam-roles.html"
AUTH = _GUIDE + "authentication-authorization.html"
CONFLICTS = _GUIDE + "working-with-concurrency-control.html"
UNSUPPORTED = _GUIDE + "working-with-postgresql-compatibility-unsupported-features.html"
RELEASES = _GUIDE + "release-notes.html"
INDEXES = _GUIDE + "working-with-create-index-async.html"
PRIVATE = _GUIDE + "privatelink-managing-clusters.html"
LIBPQ = "https://www.postgresql.org/docs/current/libpq-connect.html"
SQLSTATES = "https://www.postgresql.org/docs/16/errcodes-appendix.html"
RECORDED = "https://github.com/Dreamescaper/dsql-emulator"
"""Answers of real clusters, recorded in September 2026."""


class KnownError(NamedTuple):
    """An error with its cause and remedy."""

    words: str
    """A regular expression, searched in message, detail and hint, ignoring case."""
    cause: str
    remedy: str
    source: str
    """The page that documents the error."""
    sqlstate: str | None = None
    """The SQLSTATE, if the words do not suffice."""

    def matches(self, sqlstate: str | None, text: str) -> bool:
        """Return true if the SQLSTATE and the text match."""
        if self.sqlstate is not None and self.sqlstate != sqlstate:
            return False
        return re.search(self.words, text, re.IGNORECASE) is not None
