"""The DPU at the end of a plan, as a statement's usage."""

from __future__ import annotations

from dsql_tui.sql.plans.usage import read_usage

TAIL = """\
Planning Time: 1 ms
Execution Time: 2 ms
Statement DPU Estimate:
  Compute: 0.00236 DPU
  Read: 0.00047 DPU (Transaction minimum: 0.00375)
  Write: 0.00000 DPU
  Total: 0.00283 DPU"""


def test_the_total_and_the_minimum_of_a_transaction_are_read() -> None:
    usage = read_usage(TAIL.splitlines())
    assert usage is not None
    assert usage.total == 0.00283
    assert round(usage.with_minimum, 5) == 0.00611
    assert [part.name for part in usage.parts] == ["Compute", "Read", "Write"]


def test_a_plan_without_execution_has_no_usage() -> None:
    assert read_usage(["Seq Scan on t", "Planning Time: 1 ms"]) is None
    assert read_usage([]) is None
