"""A short soak test: each write happened as reported, and the process does not grow.

The seed is random, printed when the test fails, and set with `DSQL_TUI_SOAK_SEED`.
"""

from __future__ import annotations

import os
import random
import sys

from benchmarks.consoles import SoakTest, prepare
from dsql_tui.sandbox.ready import Ready

SECONDS, LIMIT = 15.0, 4.0


async def test_each_write_happened_as_reported(aws: Ready) -> None:
    chosen = os.environ.get("DSQL_TUI_SOAK_SEED")
    seed = int(chosen) if chosen else random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")  # pytest shows it when the test fails
    prepare(aws)
    test = SoakTest(aws, seed, SECONDS, LIMIT)
    assert await test.run() == [], f"seed {seed}"
    assert test.reports.done, "no row was written"
