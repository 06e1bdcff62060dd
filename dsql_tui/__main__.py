"""`python -m dsql_tui`, and the command `dsql-tui`."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from contextlib import suppress


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.platform == "win32":  # File locks, terminals and signals are those of POSIX.
        sys.exit("dsql-tui runs on Linux and macOS. On Windows, run it in WSL.")
    # Ctrl+C during the imports ends the process without a traceback; `run` handles it later.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from dsql_tui.cli import run
    from dsql_tui.cli.options import INTERRUPTED
    from dsql_tui.gc_tuning import reduce_collections

    reduce_collections()
    try:
        code = run(sys.argv[1:])
        # The outcome is known: an interrupt while Python exits must not replace its code.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:  # between the end of the command and here
        code = INTERRUPTED
    end_process(code)


def end_process(code: int) -> None:
    """End the process with an exit code.

    A daemon thread may still wait for a server. It would crash in libpq or OpenSSL if the libraries
    were cleaned up below it, so the process then ends without that.
    """
    others = [each for each in threading.enumerate() if each is not threading.main_thread()]
    if others and all(each.daemon for each in others):
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
