"""The version of the libpq that psycopg uses."""

from __future__ import annotations

from psycopg import pq


def libpq_version() -> int:
    """Return libpq's version number: 170004 is 17.4."""
    return pq.version()
