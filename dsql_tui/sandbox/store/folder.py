"""Where a sandbox keeps its files, and whether it may: one sandbox at a time, and only its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from dsql_tui.sandbox.failures import Unusable

LOCK = "sandbox.lock"
PARTS = CERTIFICATES, STORES = "certificates", "stores"
_PATIENCE = 3.0
"""Seconds that a sandbox which was just killed may take to let go of its directory."""

_SOCKET_PATH = 60
"""Characters that a folder for sockets may have; a socket's path has room for 103 on macOS."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The directories of a running sandbox."""

    data: Path
    """What lasts: certificates and stores."""
    runtime: Path
    """Sockets and logs, and the data where none was asked to last; gone when the sandbox is."""
    lock: int
    """A descriptor: the directory is taken as long as anyone has it open."""

    @property
    def certificates(self) -> Path:
        """The private CA."""
        return self.data / CERTIFICATES

    @property
    def stores(self) -> Path:
        """A PostgreSQL data directory each."""
        return self.data / STORES

    def check_owner(self) -> None:
        """Are we, having left root's rights behind, still let in?

        Raises:
            Unusable: we are not.
        """
        if not all(os.access(self.data / part, os.W_OK | os.X_OK) for part in PARTS):
            raise Unusable(
                f"{self.data} belongs to another user: start the sandbox as that one, "
                "or use another directory."
            )

    def clear(self) -> None:
        """Forget what the stores hold; the private CA stays, and whoever trusts it."""
        for store in self.stores.iterdir():
            shutil.rmtree(store)

    def check_version(self, major: int) -> None:
        """Were all stores made by this version of PostgreSQL?

        Raises:
            Unusable: not all.
        """
        for stamp in sorted(self.stores.glob("*/PG_VERSION")):
            if (made := stamp.read_text().strip()) != str(major):
                raise Unusable(
                    f"{self.data} was made by PostgreSQL {made} and this is {major}: "
                    f"use another directory, or PostgreSQL {made}."
                )


def claim(data: Path | None) -> Folder:
    """Take the data directory, made if need be, or a temporary one.

    Raises:
        Unusable: it cannot be written, is in use, or holds something else.
    """
    if data is None:
        runtime = _runtime()
        return Folder(runtime / "data", runtime, _furnish(runtime / "data"))
    try:
        lock = _furnish(data.absolute())
    except OSError as problem:
        raise Unusable(
            f"The data directory {data} cannot be written ({problem.strerror}): use another one."
        ) from problem
    return Folder(data.absolute(), _runtime(), lock)


def _furnish(data: Path) -> int:
    """Make what a data directory has to have, and take it; return the lock."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (data / LOCK).exists() and any(data.iterdir()):
        raise Unusable(f"{data} holds other files: use an empty directory, or a sandbox's own.")
    lock = _lock(data)
    for part in PARTS:
        (data / part).mkdir(exist_ok=True, mode=0o700)
    return lock


def _lock(data: Path) -> int:
    lock = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + _PATIENCE
    while not _taken(lock):
        if time.monotonic() > deadline:
            os.close(lock)
            raise Unusable(f"{data} is in use by another sandbox or demo: end that one first.")
        time.sleep(0.05)
    return lock


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _runtime() -> Path:
    """A directory for us alone, with a path short enough for sockets."""
    parent = tempfile.gettempdir()
    short = len(parent) <= _SOCKET_PATH
    return Path(tempfile.mkdtemp(prefix="dsql-tui-", dir=parent if short else "/tmp"))
