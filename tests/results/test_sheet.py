"""Rows in another order, some of them, found and summed up: as the server would."""

from __future__ import annotations

import pytest

from dsql_tui.events import Column
from dsql_tui.results.condition import Condition, chosen, condition
from dsql_tui.results.find import find
from dsql_tui.results.order import as_text, in_order
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.table import Table
from dsql_tui.results.tally import tally
from tests.results.chunks import Rows

INT, TEXT, NUMERIC, DATE, FLOAT, INTERVAL = 23, 25, 1700, 1082, 701, 1186
MOMENT, CLOCK, PADDED, INTS, TEXTS = 1184, 1266, 1042, 1007, 1009


def table_of(oid: int, *values: str | None) -> Table:
    """A table of one column."""
    table = Table((Column("v", oid),))
    table.append(Rows([(None if value is None else value.encode(),) for value in values]))
    return table


def cells(table: Table, rows) -> list[str | None]:
    values = [table.value(row, 0) for row in rows]
    return [None if value is None else value.decode() for value in values]


ORDERS = [
    (INT, ["-10", "2", "10"]),
    (NUMERIC, ["-Infinity", "-1.5", "0.10", "1e10", "99999999999999999999.1", "Infinity", "NaN"]),
    (FLOAT, ["-Infinity", "-1e-300", "1e-300", "1e+300", "Infinity", "NaN"]),
    (TEXT, ["", "A", "Z", "a", "é"]),
    (DATE, ["-infinity", "0044-03-15 BC", "0001-01-01", "9999-12-31", "10000-01-01", "infinity"]),
    (MOMENT, ["0044-03-15 00:00:00+00 BC", "2026-10-25 02:30:00+02", "2026-10-25 02:10:00+01"]),
    (CLOCK, ["23:00:00+02", "22:00:00+00", "22:00:00-01:30"]),
    (PADDED, ["a\t  ", "b  "]),
    (INTERVAL, ["-1 years", "-00:00:01", "00:00:00", "23:59:59.9", "1 day", "29 days", "1 mon"]),
    (INTERVAL, ["9 days", "10 days -00:00:01", "10 days", "1 year 2 mons -3 days", "2 years"]),
    (INTS, ["{}", "{-10,2}", "{2}", "{2,3}", "{10}", "{NULL}"]),
    (INTS, ["[0:1]={1,2}", "{{1,2},{3,4}}"]),
    (TEXTS, ['{"",z}', '{"NULL"}', '{"a,\\"}"}', "{b}", "{null}"]),
]


@pytest.mark.parametrize(("oid", "values"), ORDERS)
def test_values_are_ordered_as_the_server_orders_them_and_null_is_last(
    oid: int, values: list[str]
) -> None:
    mixed = [values[-1], None, *values[:-1]]
    table = table_of(oid, *mixed)
    rows = range(len(mixed))
    assert cells(table, in_order(table, rows, 0)) == [*values, None]
    assert cells(table, in_order(table, rows, 0, descending=True)) == [None, *reversed(values)]


def test_what_has_no_order_here_is_known_to_be_ordered_as_text():
    told = {oid for oid in (INT, TEXT, INTERVAL, INTS, 16, 114, 3802, 869, 3807) if as_text(oid)}
    assert told == {114, 3802, 869, 3807}


def test_sorting_by_one_column_and_then_by_another_sorts_by_both():
    table = Table((Column("a", INT), Column("b", TEXT)))
    table.append(Rows([(b"2", b"x"), (b"1", b"y"), (b"1", b"x"), (b"2", b"y")]))
    rows = in_order(table, in_order(table, range(4), 1), 0)
    assert list(rows) == [2, 1, 0, 3]


CONDITIONS = [
    (TEXT, "AB", ["xaby", "ab"], "position(lower('AB') in lower(\"v\"::text)) > 0"),
    (TEXT, "= ab", ["ab"], "\"v\" = 'ab'"),
    (TEXT, "null", [None], '"v" is null'),
    (TEXT, "NOT  null", ["xaby", "ab", "", "it's"], '"v" is not null'),
    (TEXT, "<> it's", ["xaby", "ab", ""], "\"v\" != 'it''s'"),
    (INT, ">= 10", ["10", "20"], '"v" >= 10'),
    (NUMERIC, "= 1.50", ["1.5", "1.50"], '"v" = 1.50'),
    (DATE, "< 0001-01-01", ["0044-03-15 BC"], "\"v\" < '0001-01-01'"),
]
VALUES = {
    TEXT: ["xaby", "ab", None, "", "it's"],
    INT: ["9", "10", "20", None],
    NUMERIC: ["1.5", "1.50", "15", "NaN"],
    DATE: ["0044-03-15 BC", "2024-01-01", "infinity"],
}


@pytest.mark.parametrize(("oid", "typed", "left", "sql"), CONDITIONS)
def test_a_condition_chooses_rows_and_can_be_written_as_sql(
    oid: int, typed: str, left: list[str | None], sql: str
) -> None:
    table = table_of(oid, *VALUES[oid])
    wanted = condition(typed)
    assert cells(table, chosen(table, range(len(table)), 0, wanted)) == left
    assert wanted.sql('"v"', oid) == sql


def test_what_cannot_be_compared_is_said():
    with pytest.raises(ValueError, match="“ten” cannot be compared"):
        condition("> ten").test(INT)
    assert Condition(">", "NaN); drop").sql("v", NUMERIC) == "v > 'NaN); drop'"


def test_hidden_columns_and_chosen_rows_are_not_seen_and_come_back():
    table = Table((Column("a", INT), Column("b", TEXT), Column("c", TEXT)))
    table.append(Rows([(b"1", b"b1", b"c1"), (b"2", b"b2", None)]))
    sheet = Sheet(table)
    sheet.hide(1)
    sheet.order = [1]
    assert [column.name for column in sheet.columns] == ["a", "c"]
    assert list(sheet.values(range(1), range(2))) == [(b"2", None)]
    assert sheet.row_number(0) == 1
    sheet.hide(0)
    sheet.hide(0)
    assert len(sheet.places) == 1
    sheet.reset()
    assert (len(sheet), len(sheet.places)) == (2, 3)


def test_finding_goes_on_round_the_end_in_both_directions():
    table = Table((Column("a", TEXT), Column("b", TEXT)))
    table.append(Rows([(b"Apple", b"x"), (b"y", b"apple"), (None, b"pineapple")]))
    sheet = Sheet(table)
    assert find(sheet, "apple", (0, 0)) == (1, 1)
    assert find(sheet, "apple", (1, 1)) == (2, 1)
    assert find(sheet, "apple", (2, 1)) == (0, 0)
    assert find(sheet, "apple", (0, 0), forward=False) == (2, 1)
    assert find(sheet, "apple", (2, 1), forward=False) == (1, 1)
    assert find(sheet, "Apple", (1, 1)) == (0, 0)
    assert find(sheet, "pear", (0, 0)) is None
    assert find(sheet, "apple", (0, 0), given_up=lambda: True) is None


SUMS = [
    (INT, ["1", None, "20"], "3 cells · 1 NULL · sum 21 · min 1 · max 20"),
    (NUMERIC, ["0.1", "0.2"], "2 cells · sum 0.3 · min 0.1 · max 0.2"),
    (NUMERIC, ["1e40", "0.0000000001"], f"2 cells · sum 1{'0' * 40}.0000000001 · min"),
    (TEXT, ["a", "b"], "2 cells"),
    (DATE, ["0044-03-15 BC", "infinity"], "2 cells · min 0044-03-15 BC · max infinity"),
    (NUMERIC, ["NaN", "1"], "2 cells · sum NaN"),
]


@pytest.mark.parametrize(("oid", "values", "said"), SUMS)
def test_what_a_selection_comes_to_is_exact(oid: int, values: list[str | None], said: str) -> None:
    table = table_of(oid, *values)
    rows = Sheet(table).values(range(len(table)), range(1))
    assert tally(table.columns, rows).startswith(said)
