"""A short form of `python -m benchmarks.tpcb`: no transfer is lost or made twice."""

from __future__ import annotations

from benchmarks.tpcb import run
from dsql_tui.sandbox.ready import Ready


def test_sums_are_equal_after_transfers_that_conflict(ready: Ready) -> None:
    done, conflicts, exact = run(ready, 8, 2)
    assert exact
    assert min(done, conflicts) > 0
