"""Where a cursor is, and what is typed beside a bracket, a quote or a line break."""

from __future__ import annotations

import pytest

from dsql_tui.sql.line_states import LineState, LineStates
from dsql_tui.sql.pairs import break_line, find_closer, find_surroundings, is_empty_pair

CODE = LineState()

PLACES = [
    ("", "code"),
    ("select 'a", "string"),
    ("select 'a'", "code"),
    ("select 'it''s", "string"),
    ('select "a', "quoted"),
    ("a -- x", "comment"),
    ("a /* x */ b", "code"),
    ("a /* x", "comment"),
    ("\\d x", "meta"),
    ("$$ a", "dollar"),
    ("'a\nb", "string"),
    ("'a\n", "string"),
    ("/* a\n-- b", "comment"),
    ("/* a\n-- b */", "code"),
    ("/* a\nb */ -- c", "comment"),
    ("$x$ a\n$$ b", "dollar"),
    ("copy t from stdin;\n1", "data"),
    ("copy t from stdin;\n1\n\\.\na", "code"),
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_the_place_of_a_cursor_is_found_from_its_line(text: str, place: str) -> None:
    lines = text.split("\n")
    assert find_surroundings(lines[-1], LineStates(lines).at(len(lines) - 1)) == place


CLOSERS = [
    ("(", "f|", ")"),
    ("[", "a|)", "]"),
    ("'", "where a = |", "'"),
    ('"', "select |, b", '"'),
    ("'", "it|", ""),
    ("'", "e|", ""),
    ("'", "''|", ""),
    ("(", "f|x", ""),
    ("'", "|a", ""),
    ("(", "'a |", ""),
    ("(", "-- a |", ""),
    ("'", "$$ |", ""),
    ("(", "\\d |", ""),
    (")", "f|", ""),
    ("a", "|", ""),
]


@pytest.mark.parametrize(("typed", "marked", "closer"), CLOSERS)
def test_a_bracket_is_closed_where_nothing_follows_it(typed: str, marked: str, closer: str) -> None:
    before, after = marked.split("|")
    assert find_closer(typed, before, after, CODE) == closer


@pytest.mark.parametrize(
    ("marked", "empty"),
    [
        ("f(|)", True),
        ("a = '|'", True),
        ("a = '|''", False),
        ("a = 'it'|'s'", False),
        ("-- (|)", False),
        ("(|]", False),
        ("|)", False),
    ],
)
def test_an_empty_pair_is_no_part_of_a_value(marked: str, empty: bool) -> None:
    before, after = marked.split("|")
    assert is_empty_pair(before, after, CODE) is empty


BREAKS = [
    ("  a| b", CODE, "\n  ", ""),
    ("|  a", CODE, "\n", ""),
    ("  f(|)", CODE, "\n      ", "\n  "),
    ("  f( | a)", CODE, "\n      ", ""),
    ("  -- f(|", CODE, "\n  ", ""),
    ("  'a|", CODE, "\n", ""),
    ("\ta|", LineState("$$"), "\n\t", ""),
    ("  a|", LineState("'"), "\n", ""),
    ("  1|", LineState(data=1), "\n", ""),
]


@pytest.mark.parametrize(("marked", "state", "text", "rest"), BREAKS)
def test_a_new_line_is_indented_unless_that_changes_a_value(
    marked: str, state: LineState, text: str, rest: str
) -> None:
    before, after = marked.split("|")
    assert break_line(before, after, state, 4) == (text, rest)
