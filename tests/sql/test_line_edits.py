"""Edits of whole lines."""

from __future__ import annotations

import pytest

from dsql_tui.sql.line_edits import indent, outdent, toggle_comments

TOGGLED = [
    (["a"], ["-- a"]),
    (["-- a"], ["a"]),
    (["--a"], ["a"]),
    (["  a", "    b", ""], ["  -- a", "  --   b", ""]),
    (["  -- a", "  --   b", ""], ["  a", "    b", ""]),
    (["-- a", "b"], ["-- -- a", "-- b"]),
    (["", " "], ["", " "]),
]


@pytest.mark.parametrize(("lines", "wanted"), TOGGLED)
def test_comments_are_toggled(lines: list[str], wanted: list[str]) -> None:
    assert toggle_comments(lines) == wanted
    if not all(line.lstrip().startswith("--") for line in lines):
        assert toggle_comments(wanted) == lines or wanted == lines


def test_lines_are_indented_and_outdented() -> None:
    assert indent(["a", "", "  b"], 4) == ["    a", "", "      b"]
    assert outdent(["    a", "", "  b", "\tc", "d"], 4) == ["a", "", "b", "c", "d"]
