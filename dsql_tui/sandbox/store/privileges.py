"""PostgreSQL refuses to run as root; how a sandbox that was started as root stops being it."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from dsql_tui.sandbox.failures import Unstartable

_CLONE_NEWUSER = 0x10000000
_INSIDE = 1000
"""The user id that root bears inside the namespace; any but 0 will do."""

NOBODY = 65534


def leave_root(folders: list[Path]) -> None:
    """If this process is root, let it and its children no longer be.

    In a user namespace of its own the process has another user id, while the kernel goes on to
    treat its files as root's: no user is created and no directory opened. Where namespaces are
    forbidden, as in many containers, it becomes `nobody` for good and is given the folders.

    Must be called while there is a single thread.

    Raises:
        Unstartable: neither is allowed.
    """
    if os.geteuid() != 0:
        return
    try:
        _enter_namespace()
    except OSError:
        _become_nobody(folders)


def _enter_namespace() -> None:
    group = os.getegid()
    library = ctypes.CDLL(None, use_errno=True)
    # `os.unshare` came with Python 3.12; where the C library has none either, this is no Linux.
    if not hasattr(library, "unshare") or library.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "no user namespace")
    # The kernel wants this order: a process that may still call setgroups cannot map its group.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE} 0 1")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE} {group} 1")


def _become_nobody(folders: list[Path]) -> None:
    try:
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    except OSError as problem:
        raise _refused(problem.strerror or "") from problem
    for needed in (os.__file__, __file__):
        if not os.access(needed, os.R_OK):
            raise _refused(f"nobody else may read {needed}")


def _refused(reason: str) -> Unstartable:
    return Unstartable(
        "PostgreSQL does not run as root, and root's rights cannot be given up here "
        f"({reason}): start the sandbox as another user."
    )
