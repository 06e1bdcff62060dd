"""A soak of the whole console: `python -m tests.soak [MINUTES] [--seed N]`.

The real program runs in a pseudo-terminal against a sandbox with faults. A user does things at
random. At the end, memory, threads, files and processes are as before, the log has no traceback,
the text of the editor survives `kill -9`, and the history agrees with the tables.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from dsql_tui.sandbox.process import SandboxProcess
from tests.soak.soak import Soak


def main() -> int:
    """Run a soak, print its figures, and return 1 if something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", nargs="?", type=float, default=8)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, SandboxProcess(Path(folder) / "data") as process:
        sys.stdout.write(f"seed {given.seed}\n")
        soak = Soak(process.ready, Path(folder), given.seed, say=sys.stdout.write)
        report = soak.run(given.minutes * 60)
    sys.stdout.write(f"{report}\n")
    return int(bool(report.errors))


if __name__ == "__main__":
    sys.exit(main())
