"""A table of a million rows with eight columns of mixed types, in the PostgreSQL of a sandbox."""

from __future__ import annotations

import subprocess
from time import monotonic

import psycopg

from benchmarks.clients import Clients
from benchmarks.sandbox import find_socket
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.store.postgres import PORT
from dsql_tui.sandbox.store.superuser import SUPERUSER

ROWS = 1_000_000
PLAIN = "select id, uid, name, amount, created_at, active, score, tag from bench"
"""All rows, for the screen."""
QUOTED = "select id, uid, name, amount, created_at, active, score, meta from bench"
"""All rows, with a column that CSV must quote."""
_TABLE = f"""
create table public.bench as
select g::bigint as id, md5(g::text)::uuid as uid,
    'name-' || substr(md5((g * 7)::text), 1, 25) as name,
    round((g % 100000) / 7.0, 4)::numeric(12, 4) as amount,
    timestamptz '2024-01-01 00:00:00+00' + g * interval '1 second' as created_at,
    g % 3 = 0 as active, case when g % 4 > 0 then sqrt(g::float8) end as score,
    case when g % 5 > 0 then 'tag ' || g % 1000 end as tag,
    jsonb_build_object('k', g % 10, 'tag', 't' || g % 1000) as meta
from generate_series(1, {ROWS}) as g
"""


class MillionRows:
    """The table, and connections to it: by PostgreSQL's socket, and through the gateway."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        socket = find_socket(sandbox.pid)
        self.link = psycopg.connect(
            host=str(socket), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
        )
        for statement in (_TABLE, "grant select on bench to admin", "vacuum analyze bench"):
            self.link.execute(statement)
        self.direct = f"host={socket} port={PORT} user={SUPERUSER} dbname=postgres"
        self.clients = Clients(sandbox.ready)
        self.through_gateway = self.clients.conninfo

    def time_psql(self, conninfo: str, query: str, into: str = "/dev/null") -> float:
        """Return the seconds that psql takes to copy rows.

        Args:
            conninfo: The connection.
            query: The query for the rows.
            into: A file, and options after it.
        """
        words = ["psql", "--no-psqlrc", "--quiet", conninfo, "-c", f"\\copy ({query}) to {into}"]
        began = monotonic()
        subprocess.run(words, env=self.clients.environment, check=True)
        return monotonic() - began
