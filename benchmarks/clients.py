"""Programs that connect to a sandbox through its gateway: `dsql-tui` and psql."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cached_property

from benchmarks.processes import Measurement
from dsql_tui.sandbox.ready import Ready


class Clients:
    """Runs programs against the first cluster of a sandbox."""

    def __init__(self, ready: Ready) -> None:
        self.endpoint = ready.clusters[0].endpoint
        place = ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
        self.target = [self.endpoint, *place, "--sslrootcert", ready.sslrootcert]
        """The arguments with which a command of dsql-tui connects."""
        self.conninfo = (
            f"host={self.endpoint} hostaddr={ready.hostaddr} port={ready.port} "
            f"user=admin dbname=postgres sslmode=verify-full sslrootcert={ready.sslrootcert}"
        )
        """The connection of psql and psycopg."""
        os.environ.update(ready.env)

    @cached_property
    def environment(self) -> dict[str, str]:
        """The environment of psql, with a token; dsql-tui removes it from the process's own."""
        return {**os.environ, "PGPASSWORD": self.run("token", self.endpoint).strip()}

    def run(self, *words: str) -> str:
        """Run a command of dsql-tui; return its output."""
        command = [sys.executable, "-m", "dsql_tui", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def measure(self, command: str, *words: str) -> Measurement:
        """Run a command of dsql-tui on the cluster, and measure its process."""
        return Measurement([sys.executable, "-m", "dsql_tui", command, *self.target, *words])

    def measure_psql(self, *words: str) -> Measurement:
        """Run psql on the cluster, and measure its process."""
        command = ["psql", "--no-psqlrc", "--quiet", self.conninfo, *words]
        return Measurement(command, self.environment)
