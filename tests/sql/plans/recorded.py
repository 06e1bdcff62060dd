"""The recorded plans of real clusters, and random texts made from them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

RECORDED = sorted((Path(__file__).parents[2] / "sandbox" / "plans").glob("*.txt"))

_PIECES = (
    "->",
    "->  ",
    "  ",
    "\t",
    "\n",
    "|",
    "(cost=1.00..2.00 rows=9999999999999999999999 width=4)",
    "(actual time=0.1..0.2 rows=0 loops=0)",
    "(actual rows=1.50 loops=99999999999999999999)",
    "(never executed)",
    "Filter: (a = 'it''s (odd'::text) AND",
    "Index Cond: (id = ANY ('{1,2}'::integer[]))",
    "SubPlan 1",
    "Sort Method: external merge  Disk: 99999999999999999999kB",
    "Limit",
    "Full Scan (btree-table) on s.t",
    "Statement DPU Estimate:",
    "Total: 1.0 DPU",
    "\x00",
    "\u202e",
    "é",
    "😀",
    '"',
    "'",
)


def make_texts(seed: int, count: int) -> Iterator[str]:
    """Yield texts: plans with pieces cut, swapped, doubled and inserted, and noise."""
    source = random.Random(seed)
    plans = [path.read_text(encoding="utf-8") for path in RECORDED]
    for _ in range(count):
        if source.random() < 0.2:
            yield "".join(source.choices(_PIECES, k=source.randrange(60)))
            continue
        lines = source.choice(plans).split("\n")
        for _ in range(source.randrange(1, 8)):
            at = source.randrange(len(lines))
            match source.randrange(5):
                case 0:
                    del lines[at : at + source.randrange(1, 4)]
                    lines = lines or [""]
                case 1:
                    other = source.randrange(len(lines))
                    lines[at], lines[other] = lines[other], lines[at]
                case 2:
                    lines.insert(at, lines[at])
                case 3:
                    place = source.randrange(len(lines[at]) + 1)
                    piece = source.choice(_PIECES)
                    lines[at] = lines[at][:place] + piece + lines[at][place:]
                case _:
                    lines[at] = lines[at][source.randrange(len(lines[at]) + 1) :]
        yield "\n".join(lines)
