"""What changed from one result to another."""

from __future__ import annotations

import pytest

from dsql_tui.events import Column
from dsql_tui.results.compare import Listed, compared, likely_key
from dsql_tui.results.table import Table

INT, TEXT = 23, 25


def table_of(names: str, *rows: tuple[bytes | None, ...]) -> Table:
    table = Table([Column(name, INT if name == "id" else TEXT) for name in names.split()])
    table.append(Listed(rows))
    return table


def cells(table: Table) -> list[tuple[bytes | None, ...]]:
    columns = range(len(table.columns))
    return [tuple(table.value(row, each) for each in columns) for row in range(len(table))]


def test_rows_that_came_went_or_differ_are_listed():
    before = table_of("id a old", (b"1", b"x", b""), (b"2", None, b""), (b"3", b"z", b""))
    after = table_of("a id new", (b"z", b"3", b""), (b"", b"2", b""), (b"w", b"4", b""))
    table = compared(before, after, ["id"])
    assert [column.name for column in table.columns] == ["change", "a", "id"]
    assert cells(table) == [
        (b"was", None, b"2"),
        (b"is", b"", b"2"),
        (b"added", b"w", b"4"),
        (b"gone", b"x", b"1"),
    ]


def test_the_same_rows_in_another_order_are_no_difference():
    before = table_of("id a", (b"1", b"x"), (b"2", b"y"))
    after = table_of("id a", (b"2", b"y"), (b"1", b"x"))
    assert not len(compared(before, after, ["id", "a"]))


def test_a_key_that_says_too_little_is_refused_in_a_sentence():
    table = table_of("id a", (b"1", b"x"), (b"2", b"x"))
    with pytest.raises(ValueError, match="not unique: x comes twice"):
        compared(table, table, ["a"])
    with pytest.raises(ValueError, match="“b” is not a column of both"):
        compared(table, table, ["b"])


def test_the_key_is_guessed():
    assert likely_key(table_of("name order_id id")) == "order_id"
    assert likely_key(table_of("name a")) == "name"
    assert likely_key(Table(())) == ""
