"""The folder of a sandbox's files: for one sandbox at a time, and never someone else's."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from dsql_tui.sandbox.start_errors import InvalidOption

LOCK = "sandbox.lock"
LAYOUT_FILE, LAYOUT = "dsql_tui_layout", "2"
"""A file in each store, and the version of the catalog that this sandbox gives to a store."""
UNFINISHED = ".new"
"""The suffix of a store that is being created; it is created again if that was interrupted."""

PARTS = CERTIFICATES, STORES = "certificates", "stores"
_LOCK_TIMEOUT = 3.0
"""Seconds that a killed sandbox may take to release its folder."""

_SOCKET_PATH = 60
"""Characters in the path of a folder for sockets; on macOS the whole path may have 103."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folders of a running sandbox."""

    data: Path
    """Certificates and stores, which last."""
    runtime: Path
    """Sockets and logs, and the data if it is temporary; removed when the sandbox ends."""
    lock: int
    """A descriptor; the folder is locked while any process has it open."""

    @property
    def certificates(self) -> Path:
        """The folder of the certificate authority."""
        return self.data / CERTIFICATES

    @property
    def stores(self) -> Path:
        """The folder with one PostgreSQL data directory for each store."""
        return self.data / STORES

    def check_access(self) -> None:
        """Check that this process, without root's rights, can still write to the folder.

        Raises:
            InvalidOption: it cannot.
        """
        if not all(os.access(self.data / part, os.W_OK | os.X_OK) for part in PARTS):
            raise InvalidOption(
                f"{self.data} belongs to another user. "
                "Start the sandbox as that user, or use another folder."
            )

    def clear(self) -> None:
        """Remove the stores; the certificate authority stays, for clients that trust it."""
        for store in self.stores.iterdir():
            shutil.rmtree(store)

    def check_version(self, major: int) -> None:
        """Check that this version of PostgreSQL and of the sandbox made all stores.

        Raises:
            InvalidOption: another version made one of them.
        """
        for stamp in sorted(self.stores.glob("*/PG_VERSION")):
            if stamp.parent.suffix == UNFINISHED:
                continue
            if (made := stamp.read_text().strip()) != str(major):
                raise InvalidOption(
                    f"{self.data} was made by PostgreSQL {made} and this is {major}. "
                    f"Use another folder, or PostgreSQL {made}."
                )
            layout = stamp.with_name(LAYOUT_FILE)
            if not layout.exists() or layout.read_text() != LAYOUT:
                raise InvalidOption(
                    f"{self.data} was made by another version of dsql-tui. "
                    "Add --fresh to reset it to the sample data, or use another folder."
                )


def open_folder(data: Path | None) -> DataFolder:
    """Lock the data folder, which is created if needed, or create a temporary one.

    Raises:
        InvalidOption: it cannot be written, is in use, or holds something else.
    """
    if data is None:
        runtime = _create_runtime_folder()
        return DataFolder(runtime / "data", runtime, _prepare(runtime / "data"))
    try:
        lock = _prepare(data.absolute())
    except OSError as problem:
        raise InvalidOption(
            f"The data folder {data} cannot be written ({problem.strerror}). Use another one."
        ) from problem
    return DataFolder(data.absolute(), _create_runtime_folder(), lock)


def _prepare(data: Path) -> int:
    """Create and lock the folder and its parts; return the lock."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (data / LOCK).exists() and any(data.iterdir()):
        raise InvalidOption(f"{data} holds other files. Use an empty folder, or one of a sandbox.")
    lock = _lock(data)
    for folder in (data, *(data / part for part in PARTS)):
        folder.mkdir(exist_ok=True)
        # Folders of earlier versions may be open to other users.
        folder.chmod(0o700)
    return lock


def _lock(data: Path) -> int:
    lock = os.open(data / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    deadline = time.monotonic() + _LOCK_TIMEOUT
    while not _try_lock(lock):
        if time.monotonic() > deadline:
            os.close(lock)
            raise InvalidOption(f"{data} is in use by another sandbox or demo. End that one first.")
        time.sleep(0.05)
    return lock


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _create_runtime_folder() -> Path:
    """Create a private folder whose path is short enough for sockets."""
    parent = tempfile.gettempdir()
    short = len(parent) <= _SOCKET_PATH
    return Path(tempfile.mkdtemp(prefix="dsql-tui-", dir=parent if short else "/tmp"))
