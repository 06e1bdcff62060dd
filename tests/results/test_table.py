"""Rows held in the chunks that they came in."""

from __future__ import annotations

import pytest

from dsql_tui.events import Column
from dsql_tui.results.table import Table
from dsql_tui.results.types import NUMBERS, type_name
from tests.results.chunks import Rows

COLUMNS = (Column("id", 23), Column("name", 25))


def test_a_cell_is_found_in_whichever_chunk_it_came():
    table = Table(COLUMNS)
    table.append(Rows([]))
    table.append(Rows([(b"0", b"a"), (b"1", None)]))
    table.append(Rows([]))
    table.append(Rows([(b"2", b"")]))
    assert len(table) == 3
    assert [table.value(row, 0) for row in range(3)] == [b"0", b"1", b"2"]
    assert [table.value(row, 1) for row in range(3)] == [b"a", None, b""]


@pytest.mark.parametrize(("row", "column"), [(-1, 0), (1, 0), (0, -1), (0, 2)])
def test_there_is_no_cell_outside(row: int, column: int):
    table = Table(COLUMNS)
    table.append(Rows([(b"0", b"a")]))
    with pytest.raises(IndexError):
        table.value(row, column)


def test_rows_without_columns_are_counted():
    table = Table(())
    table.append(Rows([(), ()]))
    assert len(table) == 2


def test_types_have_the_names_that_people_write():
    assert (type_name(23), type_name(1009), type_name(99999)) == ("integer", "text[]", "")
    assert {23, 1700} < NUMBERS
