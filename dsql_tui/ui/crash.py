"""What becomes of a mistake of ours: a file to report, and a sentence that names it."""

from __future__ import annotations

import re
import sys
import time
import traceback
from pathlib import Path

from textual.worker import WorkerFailed

from dsql_tui import __version__
from dsql_tui.store.files import write_whole

CODE = 70
"""The exit code of a mistake in the program itself (`EX_SOFTWARE` in sysexits.h)."""

_SIGNED = re.compile(r"(X-Amz-[A-Za-z-]+=)[^&\s'\"]+")


def report(error: BaseException, folder: Path) -> str:
    """Write down where `error` came from; a sentence for the user.

    It holds no values of variables, and nothing of a token or another signed address.
    """
    if isinstance(error, WorkerFailed):
        error = error.error  # which alone knows where it came from
    where = "".join(traceback.format_exception(error))
    version = f"dsql-tui {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    text = _SIGNED.sub(r"\1…", f"{version}\n\n{where}")
    path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}.txt"
    try:
        write_whole(path, text.encode(errors="replace"))
    except OSError:
        told = f"It was a {type(error).__name__}."
    else:
        told = f"What happened is written in {path}: please report it."
    return f"The program has made a mistake and had to end; what you typed is kept. {told}"
