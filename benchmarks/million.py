"""A table of a million rows with eight columns of mixed types, in the PostgreSQL of a sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
from time import monotonic

import psycopg

from benchmarks.sandbox import find_socket
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
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
        self.ready: Ready = sandbox.ready
        self.link = psycopg.connect(
            host=str(socket), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
        )
        for statement in (_TABLE, "grant select on bench to admin", "vacuum analyze bench"):
            self.link.execute(statement)
        self.direct = f"host={socket} port={PORT} user={SUPERUSER} dbname=postgres"
        self.through_gateway = (
            f"host={self.endpoint} hostaddr={self.ready.hostaddr} port={self.ready.port} "
            f"user=admin dbname=postgres sslmode=verify-full sslrootcert={self.ready.sslrootcert}"
        )
        os.environ.update(self.ready.env)
        self.environment = {**os.environ, "PGPASSWORD": self._token()}
        """The environment of psql; dsql-tui removes PGPASSWORD from the process's own."""

    @property
    def endpoint(self) -> str:
        """The endpoint of the cluster."""
        return self.ready.clusters[0].endpoint

    @property
    def target(self) -> list[str]:
        """The arguments with which a command of dsql-tui connects to the cluster."""
        place = ["--hostaddr", self.ready.hostaddr, "--port", str(self.ready.port)]
        return [self.endpoint, *place, "--sslrootcert", self.ready.sslrootcert]

    def time_psql(self, conninfo: str, query: str, into: str = "/dev/null") -> float:
        """Return the seconds that psql takes to copy rows.

        Args:
            conninfo: The connection.
            query: The query for the rows.
            into: A file, and options after it.
        """
        words = ["psql", "--no-psqlrc", "--quiet", conninfo, "-c", f"\\copy ({query}) to {into}"]
        began = monotonic()
        subprocess.run(words, env=self.environment, check=True)
        return monotonic() - began

    def _token(self) -> str:
        command = [sys.executable, "-m", "dsql_tui", "token", self.endpoint]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip()
