"""`python -m dsql_tui`, and the command `dsql-tui`."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    # Ctrl+C during the imports ends the process without a traceback; `run` handles it later.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from dsql_tui.cli import run
    from dsql_tui.gc_tuning import reduce_collections

    reduce_collections()
    code = run(sys.argv[1:])
    # The outcome is known: an interrupt while Python exits must not replace its code.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    main()
