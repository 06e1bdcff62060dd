"""Sessions of the sandbox itself with a store, as its superuser.

They must never call anything that a client has created: not by a function in the search path, nor
by a constraint, an index or a trigger. What does call such things runs as `WORKER` (see `jobs.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dsql_tui.sandbox.store.postgres import PORT

SUPERUSER = "pg_dsql"
"""The owner of everything that PostgreSQL and the sandbox bring; never a client's role.

`server.sql` gives it this name: CREATE ROLE takes no name that begins with `pg_`.
"""

WORKER = "pg_dsql_worker"
"""A role without any privilege, which jobs run as; `restrict.sql` creates it."""

SEARCH_PATH = "pg_catalog, pg_temp"
"""Without `public`, where clients may create functions that fit a call better."""

STARTUP = {"user": SUPERUSER, "database": "postgres", "search_path": SEARCH_PATH}
"""The startup packet of such a session."""


def parameters(socket: Path, user: str = SUPERUSER) -> dict[str, Any]:
    """Return psycopg's parameters for such a session with the store that listens on `socket`."""
    return {
        "host": str(socket.parent),
        "port": PORT,
        "user": user,
        "dbname": "postgres",
        "autocommit": True,
        "options": f"-c search_path={SEARCH_PATH.replace(' ', '')}"
        " -c default_transaction_isolation=read\\ committed",
    }
