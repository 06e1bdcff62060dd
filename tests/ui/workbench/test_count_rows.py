"""The words about the cost of a count."""

from __future__ import annotations

from dsql_tui.db.count_cost import CountCost
from dsql_tui.ui.workbench.count_rows import describe_count


def test_only_known_figures_are_stated() -> None:
    analyzed = describe_count(CountCost(1200, 1000, 100_000), False, 8.0)
    assert "About 1,000 rows" in analyzed
    assert "100 MB" in analyzed
    assert "180 DPU ≈ $0.0015" in analyzed
    assert "about 1.8 to 23 DPU" in describe_count(CountCost(1200, 100_000, 10), False, None)
    assert "$" not in describe_count(CountCost(1200, 1000, 100_000), False, None)
    assert "unknown" in describe_count(CountCost(1200, 1000), False, 8.0)
    never = describe_count(CountCost(1_000_000), False, 8.0)
    assert "never analyzed" in never
    assert "assumes without statistics" in never
    assert "size of a view is unknown" in describe_count(CountCost(7), True, 8.0)
