"""The libpq that psycopg found."""

from __future__ import annotations

from psycopg import pq


def libpq_version() -> int:
    """As libpq tells it: 170004 is 17.4."""
    return pq.version()
