"""A store: a PostgreSQL instance with the data of one cluster, or of a pair of peers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from dsql_tui.sandbox.start_errors import PostgresFailed
from dsql_tui.sandbox.store.binaries import Binaries
from dsql_tui.sandbox.store.child_process import ChildProcess
from dsql_tui.sandbox.store.data_folder import LAYOUT, LAYOUT_FILE, UNFINISHED

PORT = 5432
"""Only a part of the socket's name: no store listens on the network."""

_TIMEOUT = 30.0
"""Seconds that a start may take; half a second is usual."""

_INITDB_OPTIONS = (
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
    # Read big tables from the beginning, so that a query without ORDER BY repeats itself.
    "synchronize_seqscans": "off",
    # Sample data need not survive a power failure, but the sandbox must start quickly.
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "jit": "off",
    # Two statements that wait for each other are a conflict, and nobody should wait for that.
    "deadlock_timeout": "50ms",
    # As in a cluster's plans.
    "work_mem": "128MB",
    "temp_file_limit": "128MB",
    "max_parallel_workers_per_gather": 0,
    # A parallel worker does not find the configuration of text search below, and its index fails.
    "max_parallel_maintenance_workers": 0,
    "compute_query_id": "on",
    # Text search names a configuration that a cluster does not have, unless told otherwise.
    "default_text_search_config": "english",
    # End the statement of a client that has gone.
    "client_connection_check_interval": "1s",
    "log_min_messages": "fatal",
    # A cluster's own settings, which clients can read before they are set.
    "dsql.disable_sync_create_index": "on",
    "dsql.enable_batched_nestloop": "on",
}


class Store:
    """A PostgreSQL instance, created at its first start."""

    def __init__(self, binaries: Binaries, data: Path, sockets: Path, held: Sequence[int]) -> None:
        """Describe the store: `sockets` is the folder for socket and log, `held` is inherited."""
        self._binaries = binaries
        self._data = data
        self._sockets = sockets
        self._held = held
        self._log = sockets / "log"
        self._server: ChildProcess | None = None

    @property
    def socket(self) -> Path:
        """The path of its socket."""
        return self._sockets / f".s.PGSQL.{PORT}"

    @property
    def running(self) -> bool:
        """The server runs."""
        return self._server is not None and self._server.running

    def start(self, contents: str) -> None:
        """Start the server, and return when it accepts connections.

        A new store runs `contents` first.

        Raises:
            PostgresFailed: it does not start; with PostgreSQL's last message.
        """
        self._sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._data.exists():
            self._create(contents)
        # After `kill -9` of PostgreSQL this file still says that the server is ready.
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        self._server = ChildProcess(self._command(), self._log, self._held)
        deadline = time.monotonic() + _TIMEOUT
        while not self._is_ready():
            if not self._server.running or time.monotonic() > deadline:
                self.stop()
                raise self._start_error()
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop the server and wait until it has ended; sessions are cut."""
        if self._server is not None:
            self._server.end()

    def _create(self, contents: str) -> None:
        """Create the data directory under another name and rename it, so that it is whole."""
        new = self._data.with_name(f"{self._data.name}{UNFINISHED}")
        shutil.rmtree(new, ignore_errors=True)
        script = self._sockets / "contents.sql"
        script.write_text(contents, encoding="utf-8")
        self._run([self._binaries.initdb, "--pgdata", new, *_INITDB_OPTIONS])
        # A server without a socket; -j allows statements of several lines.
        settings = _options({**_SETTINGS, "exit_on_error": "on"})
        postgres = self._binaries.postgres
        self._run([postgres, "--single", "-j", "-D", new, *settings, "postgres"], script)
        (new / LAYOUT_FILE).write_text(LAYOUT, encoding="utf-8")
        new.rename(self._data)

    def _run(self, command: Sequence[str | Path], script: Path = Path("/dev/null")) -> None:
        if ChildProcess(command, self._log, self._held, script).wait() != 0:
            raise self._start_error()

    def _command(self) -> list[str | Path]:
        settings = {**_SETTINGS, "unix_socket_directories": self._sockets}
        return [self._binaries.postgres, "-D", self._data, *_options(settings)]

    def _is_ready(self) -> bool:
        """Return whether the server is ready: it writes so into the eighth line of this file."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _start_error(self) -> PostgresFailed:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        errors = [line for line in lines if "FATAL" in line or "error" in line]
        last = (errors or lines or ["no message"])[-1].replace("backend> ", "")
        return PostgresFailed(f"PostgreSQL in {self._binaries.folder} did not start: {last}")


def _options(settings: Mapping[str, object]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
