"""Find and replace."""

from __future__ import annotations

import pytest

from dsql_tui.sql.find import Search, SearchError, find_matches, replace_matches


def test_texts_and_regular_expressions_are_found() -> None:
    text = "select a.b from A\nwhere a*b"
    assert find_matches(Search("a"), text) == [(7, 8), (16, 17), (24, 25)]
    assert find_matches(Search("a", match_case=True), text) == [(7, 8), (24, 25)]
    assert find_matches(Search("a*b"), text) == [(24, 27)]
    assert find_matches(Search("a.b"), text) == [(7, 10)]
    assert find_matches(Search("a.b", is_regex=True), text) == [(7, 10), (24, 27)]
    assert find_matches(Search("^where|x*", is_regex=True), text) == [(18, 23)]


def test_matches_are_replaced_by_text_or_groups() -> None:
    assert replace_matches(Search("a."), "a.b ac", "\\1") == ("\\1b ac", 1)
    assert replace_matches(Search(r"(\w)=(\w)", is_regex=True), "a=b c=d", r"\2=\1") == (
        "b=a d=c",
        2,
    )


@pytest.mark.parametrize(
    ("pattern", "replacement"), [("(", ""), ("[", ""), ("a", r"\1"), ("(a|aa|aaa?)+$", "")]
)
def test_an_invalid_or_slow_regular_expression_is_an_error(pattern: str, replacement: str) -> None:
    text = "a" * 80 + "b"
    with pytest.raises(SearchError):
        replace_matches(Search(pattern, is_regex=True), text, replacement)
