"""`python -m benchmarks.claims [WRITES [SEED [DOOR…]]]`: no claim about a write is false.

It sends so many uniquely keyed writes (default 2,000) through each of console, `exec` and `import`,
or as many as five minutes allow. Meanwhile the sandbox drops commits, restarts, conflicts, delays
and ignores cancels, a proxy loses statements and answers, and the program is interrupted, timed
out and loses its output. It prints each false claim and ends with 1 if there is one.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.claims.check import DOORS, check_claims
from dsql_tui.sandbox.process import SandboxProcess

MINUTES = 5.0
"""Minutes for each door."""


def main(arguments: list[str]) -> int:
    """Check on a new sandbox, in a temporary home directory."""
    writes = int(arguments[0]) if arguments else 2000
    seed = int(arguments[1]) if len(arguments) > 1 else random.SystemRandom().randrange(10**6)
    doors = arguments[2:] or DOORS
    print(f"seed {seed}, {writes:,} writes through each of {', '.join(doors)}", flush=True)
    found: list[str] = []
    with tempfile.TemporaryDirectory() as home, SandboxProcess() as sandbox:
        os.environ.update(sandbox.ready.env, HOME=home, XDG_STATE_HOME=home, XDG_DATA_HOME=home)
        for door in doors:
            folder = Path(home)
            report, false = check_claims(door, sandbox.ready, writes, seed, folder, MINUTES * 60)
            print(f"{door}: {report.summary}", flush=True)
            found += false
    print("\n".join(found) or "No claim is false.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
