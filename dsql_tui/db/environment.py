"""libpq's environment variables, which would change or break our sessions.

Every parameter that matters is given explicitly. PGSERVICE and the settings that libpq sends at
startup cannot be overridden that way, so the variables are removed from the process.
https://www.postgresql.org/docs/current/libpq-envars.html
"""

from __future__ import annotations

import logging
import os

logger = logging.getLogger(__name__)

_VARIABLES = (
    *("PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGPASSFILE"),
    *("PGREQUIREAUTH", "PGCHANNELBINDING", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS"),
    *("PGAPPNAME", "PGSSLMODE", "PGREQUIRESSL", "PGSSLCOMPRESSION", "PGSSLNEGOTIATION"),
    *("PGSSLCERT", "PGSSLKEY", "PGSSLCERTMODE", "PGSSLROOTCERT", "PGSSLCRL", "PGSSLCRLDIR"),
    *("PGSSLSNI", "PGSSLMINPROTOCOLVERSION", "PGSSLMAXPROTOCOLVERSION", "PGREQUIREPEER"),
    *("PGKRBSRVNAME", "PGGSSLIB", "PGGSSENCMODE", "PGGSSDELEGATION", "PGCONNECT_TIMEOUT"),
    *("PGCLIENTENCODING", "PGTARGETSESSIONATTRS", "PGLOADBALANCEHOSTS", "PGSYSCONFDIR"),
    *("PGMINPROTOCOLVERSION", "PGMAXPROTOCOLVERSION", "PGDATESTYLE", "PGTZ", "PGGEQO"),
    *("PGLOCALEDIR", "PGOAUTHDEBUG"),
)


def libpq_variables() -> list[str]:
    """Return the names of libpq's variables that are set."""
    return [name for name in _VARIABLES if name in os.environ]


def remove_libpq_variables() -> None:
    """Remove libpq's variables from the environment of this process."""
    for name in libpq_variables():
        logger.info("%s is ignored", name)
        os.environ.pop(name, None)
