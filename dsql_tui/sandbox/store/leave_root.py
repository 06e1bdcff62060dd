"""Root's rights, which the sandbox gives up: PostgreSQL refuses to run with them."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dsql_tui.sandbox.start_errors import PostgresFailed

_CLONE_NEWUSER = 0x10000000
_INSIDE = 1000
"""Root's user id inside the namespace; any but 0 will do."""

NOBODY = 65534


def leave_root(folders: Sequence[Path]) -> None:
    """Give up root's rights, if this process has them, for itself and its children.

    It becomes `nobody`, which gets the folders. If `nobody` cannot reach them or Python, often
    because they are in `/root`, it enters a user namespace instead: there it has another user id
    and no rights over the system, but the kernel still treats root's files as its own.

    Call this while there is a single thread.

    Raises:
        PostgresFailed: neither is possible.
    """
    if os.geteuid() != 0:
        return
    try:
        parents = {folder.parent for folder in folders}.difference(folders)
        if _can_nobody_reach([*parents, *_python_folders()]):
            _drop_root(folders)
        else:
            _enter_namespace()
    except OSError as problem:
        raise PostgresFailed(
            "PostgreSQL does not run as root, and root's rights cannot be given up here "
            f"({problem.strerror or problem}). Start the sandbox as another user."
        ) from problem


def _python_folders() -> list[Path]:
    """Return the folders that modules are imported from."""
    return [Path(file).parent for file in (os.__file__, __file__, ctypes.__file__)] + [
        Path(folder) for folder in sys.path if Path(folder).is_dir()
    ]


def _can_nobody_reach(folders: Sequence[Path]) -> bool:
    """Return whether `nobody` may search these folders and everything above them."""
    group, groups = os.getegid(), os.getgroups()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        for folder in folders:
            # Not `Path`, which would drop the dot that asks whether the folder may be searched.
            os.stat(f"{folder}/.")  # noqa: PTH116
        return True
    except OSError:
        return False
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)


def _drop_root(folders: Sequence[Path]) -> None:
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def _enter_namespace() -> None:
    group = os.getegid()
    library = ctypes.CDLL(None, use_errno=True)
    # `os.unshare` came with Python 3.12; where the C library has none either, this is not Linux.
    if not hasattr(library, "unshare") or library.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "no user namespace")
    # The kernel wants this order: a process that may still call setgroups cannot map its group.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE} 0 1")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE} {group} 1")
