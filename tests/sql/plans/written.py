"""Plans written short in tests."""

from __future__ import annotations

import re

_ESTIMATE = re.compile(r" \{([0-9]+)x([0-9]+)\}")
_ACTUAL = re.compile(r" <(?:([0-9.]+)ms )?([0-9]+)\*([0-9]+)>")


def write_plan(text: str) -> str:
    """Return a plan in full.

    `{5x8}` is an estimate of 5 rows of 8 bytes, `<2ms 6*3>` an execution with 6 rows in each of 3
    loops, and `<6*3>` one without a time.
    """

    def write_actual(found: re.Match[str]) -> str:
        time = f"time=0.001..{found[1]} " if found[1] else ""
        return f" (actual {time}rows={found[2]} loops={found[3]})"

    text = _ESTIMATE.sub(r"  (cost=100.00..200.00 rows=\1 width=\2)", text.strip("\n"))
    return _ACTUAL.sub(write_actual, text)
