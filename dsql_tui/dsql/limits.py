"""Quotas of Aurora DSQL.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

from __future__ import annotations

SESSION_SECONDS = 60 * 60
"""The time from the opening of a session to its cutoff."""

TRANSACTION_SECONDS = 5 * 60
"""The time that a transaction may last, even if its session is over."""

TRANSACTION_ROWS = 3000
"""Rows that a transaction may change."""

TRANSACTION_BYTES = 10 * 1024 * 1024
"""Bytes that a transaction may change, index entries included."""

TOKEN_SECONDS = 15 * 60
"""The default lifetime of a token in the AWS SDKs."""

TOKEN_MIN_SECONDS = 60
"""The shortest lifetime of a token; AWS's connectors ask for at least this much."""

TOKEN_MAX_SECONDS = 7 * 24 * 60 * 60
"""The longest lifetime of a token."""
