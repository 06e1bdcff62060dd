"""The quotas of Aurora DSQL, named; times are in seconds.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

from __future__ import annotations

SESSION = 60 * 60
"""A session is cut off this long after its opening."""

TRANSACTION = 5 * 60
"""A transaction ends this long after its beginning, even where its session is over."""

ROWS = 3000
"""A transaction may change so many rows."""

SIZE = 10 * 1024 * 1024
"""Bytes that a transaction may change, those of indexes among them."""

TOKEN = 15 * 60
"""What the AWS SDKs make a token last unless told otherwise."""

TOKEN_MIN = 60
"""What is shorter may have ended before it arrives; AWS's own connectors ask for this much."""

TOKEN_MAX = 7 * 24 * 60 * 60
"""The longest that a token may last."""
