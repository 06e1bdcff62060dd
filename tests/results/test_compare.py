"""Comparison of two results."""

from __future__ import annotations

import pytest

from dsql_tui.events import Column
from dsql_tui.results.compare import RowList, compare_tables, guess_key
from dsql_tui.results.table import Table

INT, TEXT = 23, 25


def table_of(names: str, *rows: tuple[bytes | None, ...]) -> Table:
    table = Table([Column(name, INT if name == "id" else TEXT) for name in names.split()])
    table.append(RowList(rows))
    return table


def cells(table: Table) -> list[tuple[bytes | None, ...]]:
    columns = range(len(table.columns))
    return [tuple(table.value(row, each) for each in columns) for row in range(len(table))]


def test_added_removed_and_changed_rows_are_listed() -> None:
    before = table_of("id a old", (b"1", b"x", b""), (b"2", None, b""), (b"3", b"z", b""))
    after = table_of("a id new", (b"z", b"3", b""), (b"", b"2", b""), (b"w", b"4", b""))
    table = compare_tables(before, after, ["id"])
    assert [column.name for column in table.columns] == ["change", "a", "id"]
    assert cells(table) == [
        (b"was", None, b"2"),
        (b"is", b"", b"2"),
        (b"added", b"w", b"4"),
        (b"gone", b"x", b"1"),
    ]


def test_order_of_rows_is_no_difference() -> None:
    before = table_of("id a", (b"1", b"x"), (b"2", b"y"))
    after = table_of("id a", (b"2", b"y"), (b"1", b"x"))
    assert not len(compare_tables(before, after, ["id", "a"]))


def test_a_key_that_is_not_unique_is_an_error() -> None:
    table = table_of("id a", (b"1", b"x"), (b"2", b"x"))
    with pytest.raises(ValueError, match="not unique: x occurs twice"):
        compare_tables(table, table, ["a"])
    with pytest.raises(ValueError, match="“b” is not a column of both"):
        compare_tables(table, table, ["b"])


def test_the_key_is_guessed() -> None:
    assert guess_key(table_of("name order_id id")) == "order_id"
    assert guess_key(table_of("name a")) == "name"
    assert guess_key(Table(())) == ""
