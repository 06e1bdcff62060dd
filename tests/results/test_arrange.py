"""Filters and sorting by several columns together."""

from __future__ import annotations

from dsql_tui.events import Column
from dsql_tui.results.arrange import Filter, SortColumn, arrange_rows, next_sort
from dsql_tui.results.filter import parse_condition
from dsql_tui.results.table import Table
from tests.results.chunks import Rows

ROWS = [(b"b", b"2"), (b"a", b"10"), (b"b", b"1"), (None, b"3"), (b"A", b"2")]


def table() -> Table:
    made = Table((Column("name", 25), Column("n", 23)))
    made.append(Rows(ROWS))
    return made


def arrange(
    filters: list[tuple[int, str]], sorts: list[SortColumn], received: int = 5
) -> list[int]:
    made = [Filter(column, parse_condition(text)) for column, text in filters]
    rows = arrange_rows(table(), made, sorts, received).rows
    return [*range(5)] if rows is None else [*rows]


def test_rows_are_sorted_by_the_first_column_then_by_the_next() -> None:
    name, number = SortColumn(0), SortColumn(1, True)
    assert arrange([], []) == [0, 1, 2, 3, 4]
    assert arrange([], [name, number]) == [4, 1, 0, 2, 3]
    assert arrange([], [number, name]) == [1, 3, 4, 0, 2]
    assert arrange([], [SortColumn(0, True)]) == [3, 0, 2, 1, 4]


def test_all_filters_hold_and_new_rows_stay() -> None:
    assert arrange([(0, "a")], []) == [1, 4]  # no capital: both
    assert arrange([(0, "A")], []) == [4]
    assert arrange([(0, "b"), (1, "> 1")], []) == [0]
    assert arrange([(0, "b"), (1, "> 1")], [SortColumn(1)], received=4) == [0, 4]
    assert arrange([(0, "b")], [], received=3) == [0, 2, 3, 4]


def test_a_column_is_sorted_ascending_then_descending_then_not() -> None:
    up, down, other = SortColumn(1), SortColumn(1, True), SortColumn(0)
    assert [next_sort(now, 1) for now in ([], [up], [down], [other, down])] == [
        [up],
        [down],
        [],
        [up],
    ]
    assert [next_sort(now, 1, True) for now in ([other], [up, other], [down, other])] == [
        [other, up],
        [down, other],
        [other],
    ]
