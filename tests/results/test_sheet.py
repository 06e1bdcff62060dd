"""Sorting, filtering, searching and summarizing rows, as the server would."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import pytest

from dsql_tui.events import Column
from dsql_tui.results.filter import Condition, filter_rows, parse_condition
from dsql_tui.results.find import find_text
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.sort import sort_rows, sorts_as_text
from dsql_tui.results.summary import summarize
from dsql_tui.results.table import Table
from tests.results.chunks import Rows

INT, TEXT, NUMERIC, DATE, FLOAT, INTERVAL = 23, 25, 1700, 1082, 701, 1186
MOMENT, CLOCK, PADDED, INTS, TEXTS = 1184, 1266, 1042, 1007, 1009


def table_of(oid: int, *values: str | None) -> Table:
    """Return a table of one column."""
    table = Table((Column("v", oid),))
    table.append(Rows([(None if value is None else value.encode(),) for value in values]))
    return table


def cells(table: Table, rows: Iterable[int]) -> list[str | None]:
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
def test_values_sort_as_on_the_server_with_null_last(oid: int, values: list[str]) -> None:
    mixed = [values[-1], None, *values[:-1]]
    table = table_of(oid, *mixed)
    rows = range(len(mixed))
    assert cells(table, sort_rows(table, rows, 0).rows) == [*values, None]
    assert cells(table, sort_rows(table, rows, 0, descending=True).rows) == [
        None,
        *reversed(values),
    ]


def test_types_without_a_known_order_sort_as_text() -> None:
    told = {
        oid for oid in (INT, TEXT, INTERVAL, INTS, 16, 114, 3802, 869, 3807) if sorts_as_text(oid)
    }
    assert told == {114, 3802, 869, 3807}


UNPARSABLE = [
    (DATE, ["25.11.2026", "24.12.2025"]),
    (1114, ["25.11.2026 10:00:00", "24.12.2025 10:00:00"]),
    (MOMENT, ["Wed Nov 25 10:00:00 2026 UTC", "2026-01-01 00:00:00+00"]),
    (CLOCK, ["10 o'clock", "9 o'clock"]),
    (INTERVAL, ["P1Y2M", "@ 1 year 2 mons", "1-2"]),
    (INT, ["x", "9"]),
    (NUMERIC, ["1,5", "9"]),
    (790, ["9 €", "$"]),
    (INTS, ["{x}", "{9}"]),
    (1182, ["{25.11.2026}", "{2026-01-01}"]),
]
"""Values in other DateStyles and IntervalStyles, or of a server that lies about types."""


@pytest.mark.parametrize(("oid", "values"), UNPARSABLE)
def test_values_that_cannot_be_parsed_sort_as_text(oid: int, values: list[str]) -> None:
    table = table_of(oid, *values, None)
    rows = range(len(values) + 1)
    found = sort_rows(table, rows, 0)
    assert found.as_text
    assert cells(table, found.rows) == [*sorted(values), None]
    assert cells(table, sort_rows(table, rows, 0, descending=True).rows) == [
        None,
        *sorted(values, reverse=True),
    ]
    sheet = Sheet(table)
    assert "min" not in summarize(table.columns, sheet.values(rows, range(1)))
    with suppress(ValueError):
        filter_rows(table, rows, 0, parse_condition("> 1"))
    filtered = filter_rows(table, rows, 0, parse_condition(values[0]))
    assert cells(table, filtered) == values[:1]


def test_a_filter_that_cannot_compare_a_value_is_an_error() -> None:
    table = table_of(DATE, "25.11.2026")
    with pytest.raises(ValueError, match="cannot be compared"):
        filter_rows(table, range(1), 0, parse_condition("> 2026-01-01"))


def test_sort_is_stable() -> None:
    table = Table((Column("a", INT), Column("b", TEXT)))
    table.append(Rows([(b"2", b"x"), (b"1", b"y"), (b"1", b"x"), (b"2", b"y")]))
    rows = sort_rows(table, sort_rows(table, range(4), 1).rows, 0).rows
    assert list(rows) == [2, 1, 0, 3]


CONDITIONS: list[tuple[int, str, list[str | None], str]] = [
    (TEXT, "ab", ["xaby", "Ab"], "position('ab' in lower(\"v\"::text)) > 0"),
    (TEXT, "Ab", ["Ab"], "position('Ab' in \"v\"::text) > 0"),
    (TEXT, "= Ab", ["Ab"], "\"v\" = 'Ab'"),
    (TEXT, "null", [None], '"v" is null'),
    (TEXT, "NOT  null", ["xaby", "Ab", "", "it's"], '"v" is not null'),
    (TEXT, "<> it's", ["xaby", "Ab", ""], "\"v\" != 'it''s'"),
    (INT, ">= 10", ["10", "20"], '"v" >= 10'),
    (NUMERIC, "= 1.50", ["1.5", "1.50"], '"v" = 1.50'),
    (DATE, "< 0001-01-01", ["0044-03-15 BC"], "\"v\" < '0001-01-01'"),
]
VALUES: dict[int, list[str | None]] = {
    TEXT: ["xaby", "Ab", None, "", "it's"],
    INT: ["9", "10", "20", None],
    NUMERIC: ["1.5", "1.50", "15", "NaN"],
    DATE: ["0044-03-15 BC", "2024-01-01", "infinity"],
}


@pytest.mark.parametrize(("oid", "typed", "left", "sql"), CONDITIONS)
def test_condition_filters_rows_and_becomes_sql(
    oid: int, typed: str, left: list[str | None], sql: str
) -> None:
    table = table_of(oid, *VALUES[oid])
    wanted = parse_condition(typed)
    assert cells(table, filter_rows(table, range(len(table)), 0, wanted)) == left
    assert wanted.to_sql('"v"', oid) == sql


def test_value_of_the_wrong_type_is_an_error() -> None:
    with pytest.raises(ValueError, match="“ten” cannot be compared"):
        parse_condition("> ten").predicate(INT)
    assert Condition(">", "NaN); drop").to_sql("v", NUMERIC) == "v > 'NaN); drop'"


def test_reset_shows_hidden_columns_and_rows() -> None:
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
    assert len(sheet.visible_columns) == 1
    sheet.reset()
    assert (len(sheet), len(sheet.visible_columns)) == (2, 3)


def test_search_wraps_around_in_both_directions() -> None:
    table = Table((Column("a", TEXT), Column("b", TEXT)))
    table.append(Rows([(b"Apple", b"x"), (b"y", b"apple"), (None, b"pineapple")]))
    sheet = Sheet(table)
    assert find_text(sheet, "apple", (0, 0)) == (1, 1)
    assert find_text(sheet, "apple", (1, 1)) == (2, 1)
    assert find_text(sheet, "apple", (2, 1)) == (0, 0)
    assert find_text(sheet, "apple", (0, 0), forward=False) == (2, 1)
    assert find_text(sheet, "apple", (2, 1), forward=False) == (1, 1)
    assert find_text(sheet, "Apple", (1, 1)) == (0, 0)
    assert find_text(sheet, "pear", (0, 0)) is None
    assert find_text(sheet, "apple", (0, 0), is_cancelled=lambda: True) is None


SUMS = [
    (INT, ["1", None, "20"], "3 cells · 1 NULL · sum 21 · min 1 · max 20"),
    (NUMERIC, ["0.1", "0.2"], "2 cells · sum 0.3 · min 0.1 · max 0.2"),
    (NUMERIC, ["1e40", "0.0000000001"], f"2 cells · sum 1{'0' * 40}.0000000001 · min"),
    (TEXT, ["a", "b"], "2 cells"),
    (DATE, ["0044-03-15 BC", "infinity"], "2 cells · min 0044-03-15 BC · max infinity"),
    (NUMERIC, ["NaN", "1"], "2 cells · sum NaN"),
]


@pytest.mark.parametrize(("oid", "values", "said"), SUMS)
def test_summary_is_exact(oid: int, values: list[str | None], said: str) -> None:
    table = table_of(oid, *values)
    rows = Sheet(table).values(range(len(table)), range(1))
    assert summarize(table.columns, rows).startswith(said)
