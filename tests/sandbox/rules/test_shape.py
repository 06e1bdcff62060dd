"""The tokens of a statement: hidden text, brackets, edits."""

from __future__ import annotations

import random

import pytest

from dsql_tui.sandbox.rules.judge import judge
from dsql_tui.sandbox.rules.shape import Edit, Shape, quote_literal

PIECES = (
    *("select", "1", "create", "table", "index", "async", "on", "(", ")", ",", ";", "'", '"', "$$"),
    *(
        "$a$",
        "/*",
        "*/",
        "--",
        "\n",
        "E'",
        "\\",
        "truncate",
        "begin",
        "atomic",
        "end",
        "alter",
        "add",
    ),
    *(
        "column",
        "numeric",
        "[",
        "]",
        ".",
        "::",
        "t",
        "for",
        "share",
        "with",
        "explain",
        "copy",
        "set",
    ),
    *(
        "pg_backend_pid",
        "set_config",
        "into",
        "tablesample",
        "aws",
        "iam",
        "grant",
        "to",
        "é",
        "\0",
    ),
    *("generated", "always", "as", "identity", "drop", "constraint", "unique", "primary", "key"),
)


def shape(sql: str) -> Shape:
    return Shape(sql, 0, len(sql))


def test_words_are_small_and_quotes_hide_what_is_in_them() -> None:
    read = shape("""CREATE Table "My ""T" (a text DEFAULT 'x' /* c */, b "int" DEFAULT $$y$$)""")
    assert " ".join(read.words) == (
        "create table \"2\" ( a text default '7' , b \"10\" default '12' )"
    )
    assert (read.name(2), read.string(7), read.name(0)) == ('My "T', "x", "create")


def test_the_top_line_has_nothing_from_inside_brackets() -> None:
    read = shape("create table t (a int, b numeric(1, 2)) with (x)")
    assert read.top.text == "create table t ( ) with ( )"
    assert [" ".join(read.words[a:b]) for a, b in read.items(3)] == ["a int", "b numeric ( 1 , 2 )"]


def test_a_word_taken_away_moves_no_other() -> None:
    read = shape("create index async i on t (a)")
    assert read.apply_edits([read.blank_out(2)]) == "create index       i on t (a)"
    assert read.apply_edits([Edit(20, 22, "ON"), read.blank_out(2)]) != read.source


@pytest.mark.parametrize(
    ("text", "written"), [("it's", "'it''s'"), ("a\\b'", " E'a\\\\b'''"), ("", "''")]
)
def test_a_literal_means_the_same_whatever_the_setting(text: str, written: str) -> None:
    assert quote_literal(text) == written


@pytest.mark.parametrize(
    "word", ["(", "explain ", "copy (", "with ", "case ", "[", ";", "a.", "/*"]
)
def test_depth_does_not_matter(word: str) -> None:
    assert all(verdict.error is None for verdict in judge(word * 20_000))


def test_nothing_that_can_be_typed_breaks_the_rules() -> None:
    chance = random.Random(3)
    for _ in range(3000):
        sql = chance.choice(("", " ")).join(chance.choices(PIECES, k=chance.randint(1, 25)))
        end = 0
        for verdict in judge(sql):
            assert end <= verdict.start < verdict.end <= len(sql)
            end = verdict.end
