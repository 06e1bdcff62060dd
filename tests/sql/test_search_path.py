"""The search path that statements leave."""

from __future__ import annotations

import pytest

from dsql_tui.sql.search_path import SearchPath

CASES = [
    ("set search_path = s2", ["s2"]),
    ("SET search_path TO s2, public", ["s2", "public"]),
    ("set session search_path to 'S 2', \"B\", c", ["S 2", "B", "c"]),
    ('set search_path = "$user", public', ["public"]),
    ("set search_path = ''", [""]),
    ("set schema 'x'", ["x"]),
    ("set local search_path = s2", ["public"]),
    ("set search_path = a; reset search_path", ["public"]),
    ("set search_path = a; set search_path to default", ["public"]),
    ("set search_path = a; discard all", ["public"]),
    ("select set_config('search_path', 'a, \"B\"', false)", ["a", "B"]),
    ("select pg_catalog.set_config('search_path', '', false)", []),
    ("begin; set search_path = a; rollback", ["public"]),
    ("begin; set search_path = a; commit", ["a"]),
    ("begin; set local search_path = a", ["a"]),
    ("begin; set local search_path = a; commit", ["public"]),
    ("begin; set search_path = a; set local search_path = b; commit", ["a"]),
    ("begin; set search_path = a; rollback to x", ["a"]),
    ("begin; set search_path = a; commit; begin; set search_path = b; rollback", ["a"]),
    ("set timezone = 'x'", ["public"]),
    ("select 1", ["public"]),
    ("", ["public"]),
]


@pytest.mark.parametrize(("script", "schemas"), CASES)
def test_statements_set_the_search_path(script: str, schemas: list[str]) -> None:
    path = SearchPath()
    for statement in script.split("; "):
        path.note(statement)
    assert list(path.schemas) == schemas
