"""The parts of conditions, and the index for them."""

from __future__ import annotations

import pytest

from dsql_tui.sql.plans.conditions import (
    choose_index_columns,
    read_conditions,
    write_index,
)

PARTS = {
    "(t.text_col ~ '^[A-Z]'::text)": [("text_col", "~")],
    "((o.id >= 24) AND (o.id <= 28))": [("id", ">="), ("id", "<=")],
    "((name)::text = 'it''s (odd) AND x'::text)": [("name", "=")],
    "((o.\"Odd name\")::character varying(9) = 'x')": [('"Odd name"', "=")],
    "(id = ANY ('{1,2}'::integer[]))": [("id", "=")],
    "(note IS NULL)": [("note", "=")],
    "active": [("active", "=")],
    "(NOT active)": [("active", "=")],
    "(lower((name)::text) = 'x'::text)": [("", "=")],
    "((a = 1) OR (b = 2))": [("", "")],
    "(((a = 1) AND (b = 2)) AND (c < 3))": [("a", "="), ("b", "="), ("c", "<")],
    "": [],
    ")((": [("", "")],
}


@pytest.mark.parametrize("text", PARTS)
def test_conditions_are_read(text: str) -> None:
    assert [(each.column, each.operator) for each in read_conditions(text)] == PARTS[text]


def test_the_function_of_a_column_is_known() -> None:
    (found,) = read_conditions("(lower((name)::text) = 'x'::text)")
    assert found.call == "lower((name)::text)"


COLUMNS = {
    "((at > '2026-01-01') AND (city = 'x'::text))": ["city", "at"],
    "((a > 1) AND (b < 2))": ["a"],
    "(name ~~ 'abc%'::text)": ["name"],
    "(name ~~ '%abc'::text)": [],
    "(a <> 5)": [],
    "(o.a = o.b)": ["a"],
}


@pytest.mark.parametrize("text", COLUMNS)
def test_equalities_come_before_one_range(text: str) -> None:
    assert choose_index_columns(read_conditions(text)) == COLUMNS[text]


def test_the_statement_creates_the_index_asynchronously() -> None:
    assert (
        write_index("shop.orders", ["city"], ["total", "city"])
        == "CREATE INDEX ASYNC ON shop.orders (city) INCLUDE (total);"
    )
