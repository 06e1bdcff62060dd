"""A refusal that we know, and where that is written down."""

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
INDEXES = _GUIDE + "working-with-create-index-async.html"
PRIVATE = _GUIDE + "privatelink-managing-clusters.html"
LIBPQ = "https://www.postgresql.org/docs/current/libpq-connect.html"
SQLSTATES = "https://www.postgresql.org/docs/16/errcodes-appendix.html"
RECORDED = "https://github.com/Dreamescaper/dsql-emulator"
"""Answers of real clusters, recorded in September 2026."""


class Known(NamedTuple):
    """A refusal that we know, and what there is to say of it."""

    words: str
    """A regular expression; found in the message, the detail or the hint, in any case."""
    cause: str
    remedy: str
    source: str
    """Where the words and their meaning come from."""
    sqlstate: str | None = None
    """Where that is needed to tell it from others."""

    def fits(self, sqlstate: str | None, text: str) -> bool:
        """Is it this one?"""
        if self.sqlstate is not None and self.sqlstate != sqlstate:
            return False
        return re.search(self.words, text, re.IGNORECASE) is not None
