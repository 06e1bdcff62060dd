"""Crash reports: a file for a bug report, and a sentence that names it."""

from __future__ import annotations

import errno
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from textual.worker import WorkerFailed

from dsql_tui import __version__
from dsql_tui.store.files import make_private_folder, write_atomic

EXIT_CODE = 70
"""The exit code of a crash (`EX_SOFTWARE` in sysexits.h)."""

_ABOUT_CODE = (AttributeError, ImportError, IndexError, NameError, RecursionError, TypeError)
"""Exceptions whose text is about code, not about data, if Python itself raises them."""


def write_report(error: BaseException, folder: Path) -> str:
    """Write where `error` came from to a file, and return a sentence for the user.

    The file holds no values: neither variables, nor the text of an exception, which may quote a
    cell, a token or a signed address.
    """
    if isinstance(error, WorkerFailed):
        error = error.error  # only this one knows where it came from
    if shortage := _describe_shortage(error):
        return f"dsql-tui ended, because {shortage} The text that you typed is saved."
    version = f"dsql-tui {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    text = "\n\n".join([version, *_describe(error)]) + "\n"
    path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}.txt"
    try:
        make_private_folder(folder)
        write_atomic(path, text.encode(errors="replace"), private=True)
    except OSError:
        where = f"The error was {type(error).__name__}."
    else:
        where = f"Please report this bug and attach {path}."
    return f"dsql-tui crashed. The text that you typed is saved. {where}"


def _describe_shortage(error: BaseException) -> str:
    """Return what the computer lacks, if that is the cause; otherwise an empty text."""
    number = error.errno if isinstance(error, OSError) else 0
    if isinstance(error, MemoryError) or number == errno.ENOMEM:
        return "there is no memory left for it. Raise the limit (ulimit -v), or end other programs."
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return "it cannot start a thread. Raise the limits (ulimit -u and -v)."
    if number in (errno.EMFILE, errno.ENFILE):
        return "it cannot open more files. Raise the limit (ulimit -n)."
    return ""


def _describe(error: BaseException | None) -> Iterator[str]:
    """Yield the frames and the type of each exception of a chain, the first one first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.insert(0, error)
        error = error.__cause__ or error.__context__
    for each in chain:
        frames = traceback.extract_tb(each.__traceback__)
        text = f": {each}" if _is_about_code(each, frames) else ""
        yield f"{''.join(frames.format())}{type(each).__name__}{text}"


def _is_about_code(error: BaseException, frames: traceback.StackSummary) -> bool:
    """Return whether the text of an exception cannot quote a value.

    The text of a `raise` statement may, and so may that of an exception class of a library.
    """
    is_raised = bool(frames) and (frames[-1].line or "").startswith("raise ")
    return type(error) in _ABOUT_CODE and not is_raised
