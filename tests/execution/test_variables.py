"""psql's variables in statements, also in long ones."""

from __future__ import annotations

from time import process_time

from dsql_tui.execution.variables import interpolate

ROW = """('a:x', $$:x$$, "b:x", :x) /* :x */"""


def measure(rows: int) -> float:
    """Return the seconds for a statement with so many rows; the best of three."""
    text = "insert into t values " + ",".join([ROW] * rows)
    best = 10.0
    for _ in range(3):
        began = process_time()
        assert interpolate(text, {"x": "7"}).text.count(", 7)") == rows
        best = min(best, process_time() - began)
    return best


def test_variables_in_strings_and_comments_stay() -> None:
    expected = ROW.replace(", :x)", ", 7)")
    assert interpolate(ROW, {"x": "7"}).text == expected


def test_time_is_proportional_to_the_length() -> None:
    assert measure(4000) < 12 * measure(1000)  # 16 times would be quadratic
