"""Statements without their values."""

from __future__ import annotations

import pytest

from dsql_tui.sql.normalized import normalize_statement


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("select 1", "select $1"),
        ("SELECT  *\n from t -- all\n where a = 'it''s' and b=-2.5e3",
         "SELECT * from t where a = $1 and b=-$2"),
        ("update t set a = $2, b = :name /* x */", "update t set a = $1, b = $2"),
        ('select "1", a[1], $$x$$, E\'\\\'\'', 'select "1", a[$1], $2, $3'),
        ("select 'open", "select $1"),
        ("", ""),
    ],
)  # fmt: skip
def test_values_become_numbers(text: str, normalized: str) -> None:
    assert normalize_statement(text) == normalized
