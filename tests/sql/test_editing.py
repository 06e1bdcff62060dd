"""Lines, brackets, finding and formatting, as text."""

from __future__ import annotations

import random

import pytest

from dsql_tui.sql.brackets import partner
from dsql_tui.sql.find import Unsearchable, Wanted, matches, replaced
from dsql_tui.sql.format import formatted
from dsql_tui.sql.lines import indented, outdented, toggled
from dsql_tui.sql.scan import scan

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
def test_lines_become_comments_and_text_again(lines: list[str], wanted: list[str]):
    assert toggled(lines) == wanted
    if not all(line.lstrip().startswith("--") for line in lines):
        assert toggled(wanted) == lines or wanted == lines


def test_lines_are_moved_as_far_as_there_is_room():
    assert indented(["a", "", "  b"], 4) == ["    a", "", "      b"]
    assert outdented(["    a", "", "  b", "\tc", "d"], 4) == ["a", "", "b", "c", "d"]


# The bracket at the bar and the one at the star belong together.
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
def test_brackets_belong_together_but_for_those_in_strings_and_comments(marked: str):
    bar, star = marked.index("|"), marked.rindex("*")
    here = bar - (star < bar)
    there = star - (bar < star)
    text = "".join(letter for n, letter in enumerate(marked) if n not in (bar, star))
    assert partner(text, here) == there
    assert partner(text, there) == here


def test_a_bracket_without_a_partner_has_none():
    for text, offset in (("(a", 0), ("a)", 1), ("(a]", 0), ("a", 0), ("')'", 1), ("", 0)):
        assert partner(text, offset) is None


def test_texts_and_patterns_are_found():
    text = "select a.b from A\nwhere a*b"
    assert matches(Wanted("a"), text) == [(7, 8), (16, 17), (24, 25)]
    assert matches(Wanted("a", case=True), text) == [(7, 8), (24, 25)]
    assert matches(Wanted("a*b"), text) == [(24, 27)]
    assert matches(Wanted("a.b"), text) == [(7, 10)]
    assert matches(Wanted("a.b", pattern=True), text) == [(7, 10), (24, 27)]
    assert matches(Wanted("^where|x*", pattern=True), text) == [(18, 23)]


def test_what_is_found_is_replaced_as_it_stands_or_by_groups():
    assert replaced(Wanted("a."), "a.b ac", "\\1") == ("\\1b ac", 1)
    assert replaced(Wanted(r"(\w)=(\w)", pattern=True), "a=b c=d", r"\2=\1") == ("b=a d=c", 2)


@pytest.mark.parametrize(
    ("pattern", "replacement"), [("(", ""), ("[", ""), ("a", r"\1"), ("(a|aa|aaa?)+$", "")]
)
def test_a_pattern_of_no_use_says_so_in_time(pattern: str, replacement: str):
    text = "a" * 80 + "b"
    with pytest.raises(Unsearchable):
        replaced(Wanted(pattern, pattern=True), text, replacement)


FORMATTED = [
    ("select a from t where b=1", "select a\nfrom t\nwhere b = 1"),
    ("select 1;select 2", "select 1;select 2"),
    (
        "-- of old\nselect a -- why\nfrom t;\n\ncreate table t (a int)",
        "-- of old\nselect a -- why\nfrom t;\n\ncreate table t (a int)",
    ),
    ("select :a, $1, x::int[], e'it\\'s' from t", "select :a, $1, x::int[], e'it\\'s'\nfrom t"),
    ("select 'a\n   b' from t", "select 'a\n   b'\nfrom t"),
]


@pytest.mark.parametrize(("script", "wanted"), FORMATTED)
def test_queries_are_formatted_and_nothing_else_is_touched(script: str, wanted: str):
    assert formatted(script)[0] == wanted


def test_what_is_left_as_it_is_is_counted():
    script = "create index async on t (a);\nselect 1;\naws iam grant r to 'arn';\n\\d t\n"
    assert formatted(script) == (script, 3)
    deep = "select " + "(" * 20_000 + "1" + ")" * 20_000
    assert formatted(deep) == (deep, 1)
    assert formatted("") == ("", 0)


PARTS = (
    "select insert update delete from t a b , , ( ) ( ) ; 'it''s' \"q\" $$x;y$$ -- c\n /* d */ "
    "e'\\'' :p $1 ::int case when then else end with as on join where and or = <> 1.5 values"
)


def test_formatting_changes_no_token_of_any_script():
    rng = random.Random(8)
    parts = PARTS.split(" ")
    for _ in range(400):
        script = " ".join(rng.choices(parts, k=rng.randint(1, 30)))
        new, _ = formatted(script)
        assert tokens(new) == tokens(script)


def tokens(script: str) -> list[str]:
    return [script[s:e].strip() for kind, s, e in scan(script) if kind != "space"]
