"""Formatting changes the space between tokens, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsql_tui.sql.format import format_script
from dsql_tui.sql.lexemes import read_lexemes, same_lexemes
from dsql_tui.sql.statements import split

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
def test_only_queries_are_formatted(script: str, wanted: str) -> None:
    assert format_script(script)[0] == wanted


def test_unchanged_statements_are_counted() -> None:
    script = "create index async on t (a);\nselect 1;\naws iam grant r to 'arn';\n\\d t\n"
    assert format_script(script) == (script, 3)
    deep = "select " + "(" * 20_000 + "1" + ")" * 20_000
    assert format_script(deep) == (deep, 1)
    assert format_script("") == ("", 0)


KEPT = [
    "select * from t where name ~* 'a' and x #>> '{a}' = 'b'",
    "select a @? b, a ?| b, a !~~* 'x', r -|- s, a <@ b, a ||/ b, @ -1, !! 3 from t",
    "select a+-1, a*-b, - - 1, a@-b, a <> -1 from t",
    "select 'a'\n  'b', U&'\\0041' uescape '!', N'it''s', b'01', x'1F', $a$ ' $$ $a$ from t",
    "select e'it\\'s\n  two', E'a'\n'\\'b' from t",
    "select a[1:2], a[:n], b::int[], f(x => 1, y := :'v', z => :w), $1 from t",
    "select a ->> 'x', a -> 0, a || b, a.*, t.\"A b\" from t",
    "select -- one\n a /* two /* three */ */ from t -- four",
    "select 1a, 1 a, 1.5e-3, 0x1F, .5, 1_000 from t",
    "select *, count(*) from t where a=b and not a<>b",
    "insert into t values (1, 'a\n\n   b')",
    "update t set a = a ^ 2 where b ~ e'\\\\d'",
]


@pytest.mark.parametrize("statement", KEPT)
def test_formatting_keeps_every_token(statement: str) -> None:
    new, unchanged = format_script(statement)
    assert not unchanged
    assert same_lexemes(new, statement)
    assert new != statement


LEXEMES = [
    ("a~*b", "a ~* b"),
    ("a#>>b", "a #>> b"),
    ("a+-1", "a + - 1"),
    ("a*-1", "a * - 1"),
    ("a@-1", "a @- 1"),
    ("a<>-1", "a <> - 1"),
    ("a-|-b", "a -|- b"),
    ("a--b", "a --b"),
    ("a*/*x*/b", "a * /*x*/ b"),
    ("f(a=>1,b:=2)", "f ( a => 1 , b := 2 )"),
    ("a::int", "a :: int"),
    ("a ~ * b", "a ~ * b"),
    ("a> =b", "a > = b"),
    ("'a'  \n 'b'", "'a'  \n 'b'"),
]


@pytest.mark.parametrize(("text", "spaced"), LEXEMES)
def test_lexemes_are_those_of_postgresql(text: str, spaced: str) -> None:
    lexemes = " ".join(text[start:end] for _, start, end in read_lexemes(text))
    assert lexemes == spaced


DIFFERENT = [
    ("a ~* b", "a ~ * b"),
    ("a + - b", "a +-+ b"),
    ("'a'\n'b'", "'a' 'b'"),
    ("'a' 'b'", "'a''b'"),
    ("1 a", "1a"),
    ("a b", "ab"),
    ("a => 1", "a = > 1"),
    ("a := 1", "a : = 1"),
    ("a -- b\nc", "a -- b c"),
    ("x 'a'", "x'a'"),
    ("a :b", "a:b"),
    ("a $1", "a$1"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_statements_that_mean_something_else_have_other_lexemes(one: str, other: str) -> None:
    assert not same_lexemes(one, other)


WORDS = """
select insert update delete from t a b c where and or not in between is null like case when then
else end with as join left on group by order having limit union all values set into over partition
distinct exists cast interval filter returning conflict do nothing e x n u
"""
SIGNS = """
~* ~ !~~* #>> #> @> <@ @? ?| ?& ? -|- -> ->> || |/ + - * / % ^ & | << = <> != <= >= < >
"""
OTHERS = [
    *("1", "1.5", "0x1F", "$1", ":p", ":'p'", "::", ".", ",", "(", ")", "[", "]", ";", ":=", "=>"),
    *("'a'", "'it''s'", "'a\n  b'", "e'\\''", "E'\\\\'", "U&'x'", "N'x'", '"q r"', '"a""b"'),
    *("$$x;y$$", "$a$'$a$", "-- c\n", "/* d */", "/* e\n  f */", "été", "\u00a0"),
]
tokens = st.one_of(
    st.sampled_from(WORDS.split()), st.sampled_from(SIGNS.split()), st.sampled_from(OTHERS)
)
spaces = st.sampled_from([" ", " ", " ", "\n", "  \n ", ""])


@given(st.lists(st.tuples(tokens, spaces), max_size=40))
def test_formatting_changes_no_lexeme(parts: list[tuple[str, str]]) -> None:
    script = "select " + "".join(token + space for token, space in parts)
    new, _ = format_script(script)
    assert same_lexemes(new, script)
    # Independently of lexemes: only space has changed outside of tokens with space.
    assert "".join(new.split()) == "".join(script.split())
    assert len(split(new)) == len(split(script))
