"""The stores of a sandbox, started with the first session on their cluster."""

from __future__ import annotations

import shutil
import threading
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

from dsql_tui.sandbox.state.clusters import SHOP
from dsql_tui.sandbox.store.binaries import Binaries
from dsql_tui.sandbox.store.data_folder import DataFolder
from dsql_tui.sandbox.store.jobs import Jobs, JobTimes
from dsql_tui.sandbox.store.postgres import Store

_SCRIPTS = (
    *("admin.sql", "sys.sql", "trust.sql", "limits.sql"),
    *("catalog.sql", "server.sql", "restrict.sql"),
)
_EXTRA_SCRIPTS = {SHOP: ("shop.sql",)}


class Stores:
    """The stores by name; several threads may open them."""

    def __init__(
        self, folder: DataFolder, binaries: Binaries, held: int, job_times: JobTimes | None = None
    ) -> None:
        """Prepare the stores: all programs inherit `held`, and jobs run at `job_times`."""
        self._folder = folder
        self._binaries = binaries
        self._held = (held, folder.lock)
        self._job_times = job_times or JobTimes()
        self._stores: dict[str, Store] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def running(self, name: str) -> Path | None:
        """Return the socket of a store that runs."""
        store = self._stores.get(name)
        return store.socket if store and store.running else None

    def open(self, name: str) -> Path:
        """Return the socket of a store, starting it if needed, which takes a second or two.

        Raises:
            PostgresFailed: it does not start.
        """
        with self._locks[name]:
            store = self._stores.setdefault(name, self._create_store(name))
            if not store.running:
                store.start(read_contents(name))
                Jobs(store.socket, self._job_times, lambda: store.running).start()
            return store.socket

    def close(self) -> None:
        """Stop all stores and wait until they have ended."""
        for name, store in list(self._stores.items()):
            with self._locks[name]:
                store.stop()

    def remove(self, name: str) -> None:
        """Stop a store, cutting its sessions, and delete its data."""
        with self._locks[name]:
            if store := self._stores.pop(name, None):
                store.stop()
            shutil.rmtree(self._folder.stores / name, ignore_errors=True)

    def _create_store(self, name: str) -> Store:
        sockets = self._folder.runtime / name
        return Store(self._binaries, self._folder.stores / name, sockets, self._held)


def read_contents(name: str) -> str:
    """Return the script that a new store runs as superuser; an empty line ends each statement."""
    return "\n\n".join(_read(script) for script in (*_SCRIPTS, *_EXTRA_SCRIPTS.get(name, ())))


def _read(script: str) -> str:
    return files("dsql_tui.sandbox.store").joinpath(script).read_text(encoding="utf-8")
