"""`python -m dsql_tui`, and the command `dsql-tui`."""

from __future__ import annotations

import sys

from dsql_tui.cli import run
from dsql_tui.garbage import collect_seldom


def main() -> None:
    """Run the command line and exit with its code."""
    collect_seldom()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
