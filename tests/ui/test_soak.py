"""A short soak: what is reported done was done once, and nothing is left behind."""

from __future__ import annotations

import random
import sys

from benchmarks.consoles import Soak, prepare
from dsql_tui.sandbox.ready import Ready

SECONDS, LIMIT = 15.0, 4.0


async def test_what_is_reported_done_was_done_once(aws: Ready) -> None:
    seed = random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")  # shown where it fails
    prepare(aws)
    soak = Soak(aws, seed, SECONDS, LIMIT)
    assert await soak.run() == [], f"seed {seed}"
    assert soak.books.done, "nothing was done at all"
