"""A statement that is inserted stays apart from those around it."""

from __future__ import annotations

import pytest

from dsql_tui.sql.insertion import insert_statement

INSERTED = [
    ("|", "select 9"),
    ("select 1|", "select 1;\n\nselect 9"),
    ("select 1;|", "select 1;\nselect 9"),
    ("select 1;|\nselect 2", "select 1;\nselect 9;\nselect 2"),
    ("select 1;\n  |\nselect 2", "select 1;\nselect 9;\nselect 2"),
    ("select 1\n\n|", "select 1;\n\nselect 9"),
    ("-- why|\nselect 2", "-- why\nselect 9;\nselect 2"),
    ("\\d t|\n", "\\d t\nselect 9\n"),
]


@pytest.mark.parametrize(("marked", "after"), INSERTED)
def test_a_statement_gets_a_line_of_its_own(marked: str, after: str) -> None:
    script, offset = marked.replace("|", ""), marked.index("|")
    start = script.rfind("\n", 0, offset) + 1
    end = script.find("\n", offset)
    found = insert_statement(script, start, len(script) if end < 0 else end, "select 9")
    assert script[: found.start] + found.text + script[found.end :] == after
