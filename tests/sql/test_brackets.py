"""Matching brackets."""

from __future__ import annotations

import pytest

from dsql_tui.sql.brackets import find_partner

# The bracket at the bar matches the one at the star.
PAIRS = [
    "f|(a*)",
    "f*(a|)",
    "|((a)*)",
    "(|(a*))",
    "a|[1*]",
    "|(')'*)",
    "|(/* ) */*)",
    '|(")"*)',
    "|($$)$$ -- )\n*)",
    "('(' |(1*))",
]


@pytest.mark.parametrize("marked", PAIRS)
def test_matching_brackets_are_found(marked: str) -> None:
    bar, star = marked.index("|"), marked.rindex("*")
    here = bar - (star < bar)
    there = star - (bar < star)
    text = "".join(letter for n, letter in enumerate(marked) if n not in (bar, star))
    assert find_partner(text, here) == there
    assert find_partner(text, there) == here


def test_an_unmatched_bracket_has_no_partner() -> None:
    for text, offset in (("(a", 0), ("a)", 1), ("(a]", 0), ("a", 0), ("')'", 1), ("", 0)):
        assert find_partner(text, offset) is None
