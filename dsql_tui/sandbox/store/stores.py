"""Which stores run: each from the first session on its cluster."""

from __future__ import annotations

import shutil
import threading
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

from dsql_tui.sandbox.store.binaries import Binaries
from dsql_tui.sandbox.store.folder import Folder
from dsql_tui.sandbox.store.jobs import Jobs, Pace
from dsql_tui.sandbox.store.postgres import Store
from dsql_tui.sandbox.world.clusters import SHOP

_EVERY = ("admin.sql", "sys.sql", "trust.sql", "limits.sql", "server.sql")
_MORE = {SHOP: ("shop.sql",)}


class Stores:
    """The stores of a sandbox by name; several threads may open them."""

    def __init__(
        self, folder: Folder, binaries: Binaries, held: int, pace: Pace | None = None
    ) -> None:
        """`held` goes to every program that is run; `pace` is that of the stores' jobs."""
        self._folder = folder
        self._binaries = binaries
        self._held = (held, folder.lock)
        self._pace = pace or Pace()
        self._stores: dict[str, Store] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def running(self, name: str) -> Path | None:
        """The socket of a store that runs."""
        store = self._stores.get(name)
        return store.socket if store and store.running else None

    def open(self, name: str) -> Path:
        """The socket of a store, which is started if need be: up to a second or two.

        Raises:
            Unstartable: PostgreSQL does not start.
        """
        with self._locks[name]:
            store = self._stores.setdefault(name, self._store(name))
            if not store.running:
                store.start(contents_of(name))
                Jobs(store.socket, self._pace, lambda: store.running).start()
            return store.socket

    def close(self) -> None:
        """Stop them all, and wait until they are gone."""
        for name, store in list(self._stores.items()):
            with self._locks[name]:
                store.stop()

    def remove(self, name: str) -> None:
        """Stop a store, cutting its sessions, and forget what it holds."""
        with self._locks[name]:
            if store := self._stores.pop(name, None):
                store.stop()
            shutil.rmtree(self._folder.stores / name, ignore_errors=True)

    def _store(self, name: str) -> Store:
        sockets = self._folder.runtime / name
        return Store(self._binaries, self._folder.stores / name, sockets, self._held)


def contents_of(name: str) -> str:
    """What a new store runs once, as its superuser; an empty line ends each statement."""
    here = files("dsql_tui.sandbox.store")
    scripts = (*_EVERY, *_MORE.get(name, ()))
    return "\n\n".join(here.joinpath(script).read_text(encoding="utf-8") for script in scripts)
