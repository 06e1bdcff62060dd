"""One store: a PostgreSQL instance that holds the data of one cluster, or of a pair of peers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from dsql_tui.sandbox.failures import Unstartable
from dsql_tui.sandbox.store.binaries import Binaries
from dsql_tui.sandbox.store.guard import Guarded

SUPERUSER = "pg_sandbox"
"""Owns what PostgreSQL itself brings; `admin` is none in DSQL. No client's session is opened as it.

It gets this name from `server.sql`: no role may be created with one that begins so.
"""

PORT = 5432
"""Only a part of the socket's name: no store listens on the network."""

_PATIENCE = 30.0
"""Seconds that a start may take; half a second is usual."""

_MAKING = (
    *("--username", "sandbox"),
    *("--auth", "trust"),
    *("--encoding", "UTF8"),
    *("--locale", "C"),
    *("--no-sync", "--no-instructions"),
)

_SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": 400,
    "default_transaction_isolation": "repeatable read",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A big table is read from its beginning, so that a query without ORDER BY repeats itself.
    "synchronize_seqscans": "off",
    # Sample data need not survive a power cut, only a start of the sandbox has to be quick.
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "jit": "off",
    # Two statements that wait for one another are a conflict, and nobody is to wait for that.
    "deadlock_timeout": "50ms",
    # As a cluster's plans tell.
    "work_mem": "128MB",
    "max_parallel_workers_per_gather": 0,
    "compute_query_id": "on",
    # A client that went away in the middle of a statement takes the statement with it.
    "client_connection_check_interval": "1s",
    "log_min_messages": "fatal",
}


class Store:
    """A PostgreSQL instance: made at its first start, running from `start` to `stop`."""

    def __init__(self, binaries: Binaries, data: Path, sockets: Path, held: Sequence[int]) -> None:
        """`sockets` is the folder for its socket and log; `held` goes to every program it runs."""
        self._binaries = binaries
        self._data = data
        self._sockets = sockets
        self._held = held
        self._log = sockets / "log"
        self._server: Guarded | None = None

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self._sockets / f".s.PGSQL.{PORT}"

    @property
    def running(self) -> bool:
        """Can it be connected to?"""
        return self._server is not None and self._server.running

    def start(self, contents: str) -> None:
        """Start it, a new one after running `contents`; return when it can be connected to.

        Raises:
            Unstartable: with PostgreSQL's last words.
        """
        self._sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._data.exists():
            self._make(contents)
        # After `kill -9` of PostgreSQL itself this file still says that it is ready.
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        self._server = Guarded(self._command(), self._log, self._held)
        deadline = time.monotonic() + _PATIENCE
        while not self._is_ready():
            if not self._server.running or time.monotonic() > deadline:
                self.stop()
                raise self._unstartable()
            time.sleep(0.005)

    def stop(self) -> None:
        """End it, and wait until it is gone; sessions are cut."""
        if self._server is not None:
            self._server.end()

    def _make(self, contents: str) -> None:
        """Make the data directory beside its place and move it there: it is whole, or not there."""
        making = self._data.with_name(f"{self._data.name}.new")
        shutil.rmtree(making, ignore_errors=True)
        script = self._sockets / "contents.sql"
        script.write_text(contents, encoding="utf-8")
        self._run([self._binaries.initdb, "--pgdata", making, *_MAKING])
        # A server of its own without any socket; -j lets a statement have several lines.
        settings = _options({**_SETTINGS, "exit_on_error": "on"})
        postgres = self._binaries.postgres
        self._run([postgres, "--single", "-j", "-D", making, *settings, "postgres"], script)
        making.rename(self._data)

    def _run(self, command: Sequence[str | Path], script: Path = Path("/dev/null")) -> None:
        if Guarded(command, self._log, self._held, script).wait() != 0:
            raise self._unstartable()

    def _command(self) -> list[str | Path]:
        settings = {**_SETTINGS, "unix_socket_directories": self._sockets}
        return [self._binaries.postgres, "-D", self._data, *_options(settings)]

    def _is_ready(self) -> bool:
        """PostgreSQL writes its state into the eighth line of this file."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _unstartable(self) -> Unstartable:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        told = (
            [line for line in lines if "FATAL" in line or "error" in line] or lines or ["silence"]
        )
        return Unstartable(f"PostgreSQL in {self._binaries.folder} did not start: {told[-1]}")


def _options(settings: Mapping[str, object]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
