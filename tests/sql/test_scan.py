"""Where tokens and statements begin and end."""

from __future__ import annotations

import random

import pytest

from dsql_tui.sql.scan import (
    joint,
    pieces,
    scan,
    scanned_pieces,
    split,
    state_after,
    statement_at,
    steps,
)
from dsql_tui.sql.script import Script

TOKENS = [
    ("a space b", "select 1", "word space number"),
    ("nested comment", "/* a /* b */ c */x", "comment word"),
    ("unterminated comment", "/* a /* b */ c", "comment"),
    ("line comment", "1--'x\n2", "number comment space number"),
    ("comment after an operator", "@--x", "other comment"),
    ("string", "'it''s'", "string"),
    ("unterminated string", "'it''s", "string"),
    ("backslash is plain", r"'a\'b", "string word"),
    ("escapes", r"E'a\'b;'", "string"),
    ("escapes go on over a line break", "e'a'\n  'it\\'s;'", "string"),
    ("escape at the very end", "E'a\\", "string"),
    ("not a prefix", r"xe'a\'", "word string"),
    ("bits, national, unicode", "b'0' N'a' u&'d'", "string space string space string"),
    ("quoted identifier", '"a;""b" U&"c"', "quoted space quoted"),
    ("dollar quotes", "$$a;'$$ $t$ $$ $t$", "dollar space dollar"),
    ("a tag must match", "$a$ $b$ $a$x", "dollar word"),
    ("dollar in an identifier", "a$b$c", "word"),
    ("parameter, then dollar quote", "$1$$x$$", "parameter dollar"),
    ("number, then dollar quote", "1$$x$$", "number dollar"),
    ("numbers", "1.5e-3 0x1e-3", "number space number other number"),
    ("a number ends where a word begins", "1a$b$c 1E'\\''", "number word space number string"),
    ("other alphabets", "été 漢字", "word space word"),
    ("a no-break space is a letter", "a\u00a0b", "word"),
    ("meta-command", "\\d it's", "meta"),
    ("meta-command behind a statement", "select 1; \\x\n2", None),
    ("backslash elsewhere", "a \\ b", "word space other space word"),
    ("nothing", "", ""),
    ("control characters", "\x00\x1b", "other other"),
]


@pytest.mark.parametrize(
    ("text", "kinds"), [case[1:] for case in TOKENS], ids=[c[0] for c in TOKENS]
)
def test_tokens_have_their_kinds_and_leave_no_gap(text: str, kinds: str | None):
    tokens = list(scan(text))
    assert "".join(text[token.start : token.end] for token in tokens) == text
    if kinds is not None:
        assert " ".join(token.kind for token in tokens) == kinds


SPLITS = [
    ("nothing", "", []),
    ("blanks and comments", " \n-- a\n/* ; */;;", []),
    ("one without its end", "select 1", ["select 1"]),
    ("two on a line", "select 1; select 2;", ["select 1", "select 2"]),
    ("comments around", "-- a\nselect 1 -- b\n;\n-- c\n", ["select 1"]),
    ("comments inside stay", "select /* ; */ 1 -- ;\n, 2;", ["select /* ; */ 1 -- ;\n, 2"]),
    ("a star at the end", "select *; x", ["select *", "x"]),
    ("empty ones", ";;a;;b;", ["a", "b"]),
    ("quotes", "select ';', \";\", $$;$$, e'\\';'; b", ["select ';', \";\", $$;$$, e'\\';'", "b"]),
    ("unterminated string", "a; b 'c; d", ["a", "b 'c; d"]),
    ("rule", "create rule r as on x do (a; b); c", ["create rule r as on x do (a; b)", "c"]),
    ("stray bracket", "a); b", ["a)", "b"]),
    (
        "body",
        "create function f() begin atomic select case when a then b end; c; end; d",
        ["create function f() begin atomic select case when a then b end; c; end", "d"],
    ),
    ("begin is no body", "begin; a; end; b", ["begin", "a", "end", "b"]),
    (
        "case outside a body",
        "select case when a then b end; c",
        ["select case when a then b end", "c"],
    ),
    ("meta-commands", "\\d a;b\nselect 1\n\\x\n", ["\\d a;b", "select 1", "\\x"]),
    ("windows line ends", "a -- b\r\n;c\r\n", ["a", "c"]),
]


@pytest.mark.parametrize(("script", "texts"), [c[1:] for c in SPLITS], ids=[c[0] for c in SPLITS])
def test_a_script_is_split_at_its_semicolons(script: str, texts: list[str]):
    statements = split(script)
    assert [statement.text for statement in statements] == texts
    for text, start, end, _ in statements:
        assert script[start:end] == text


# The cursor is at the bar.
CURSORS = [
    ("|select 1; select 2;", "select 1"),
    ("sel|ect 1; select 2;", "select 1"),
    ("select 1;| select 2;", "select 1"),
    ("select 1; |select 2;", "select 2"),
    ("select 1; select 2; |", "select 2"),
    ("select 1; -- no|te\nselect 2;", "select 1"),
    ("select 1;\n|\nselect 2;", "select 1"),
    ("select 1;\n\n|select 2;", "select 2"),
    ("select 1;\n\n-- about| two\nselect 2;", "select 2"),
    ("select 1;\n\n-- about two\n|\nselect 2;", "select 2"),
    ("select 1;\n-- the end|", "select 1"),
    ("|\n\n-- first\nselect 1;", "select 1"),
    ("select 1\n\n|\n\nfrom t", "select 1\n\n\n\nfrom t"),
    ("select 1;\n\n\n\n|", "select 1"),
    ("\\d t\nselect| 2", "select 2"),
    ("\\d t|\nselect 2", "\\d t"),
    ("-- only| this", None),
    ("|", None),
]


@pytest.mark.parametrize(("marked", "text"), CURSORS)
def test_the_cursor_means_the_statement_that_people_expect(marked: str, text: str | None):
    offset = marked.index("|")
    found = statement_at(marked.replace("|", ""), offset)
    assert (found and found.text) == text


def test_lines_scanned_one_by_one_leave_open_what_the_text_leaves_open():
    cases = {
        "a 'b": "'",
        "a 'b''": "'",
        "e'\\'": "e",
        'a "': '"',
        "/* /* */": "/",
        "/* /*": "//",
        "$a$ $$": "$a$",
        "-- '": "",
        "\\d it's": "",
        "a$b$c": "",
        "$1$$": "$$",
    }
    assert {line: state_after(line) for line in cases} == cases
    assert state_after("*/ 'a'", "/") == ""
    assert state_after("x */", "//") == "/"


PIECES = [
    "select",
    "1",
    "x",
    ";",
    ";\n;\n",
    "--",
    "c\n",
    "/*",
    "*/",
    "(",
    ")",
    "'",
    "''",
    '"',
    "$$",
]
PIECES += ["$a$", "E'\\", "begin", "atomic", "case", "end", "\n\\d"]


def test_a_script_under_edit_has_the_same_statements_as_one_scanned_afresh():
    rng = random.Random(2)
    text = ""
    script = Script()
    for _ in range(3000):
        left = rng.randint(0, len(text))
        right = min(len(text), left + rng.choice((0, 0, 1, 20 if len(text) > 150 else 2)))
        text = text[:left] + rng.choice(PIECES) + rng.choice(("", " ")) + text[right:]
        script.change(text, left)
        offset = rng.randint(0, len(text))
        assert script.statement_at(offset) == statement_at(text, offset)
        assert "".join(text[token.start : token.end] for token in scan(text)) == text


@pytest.mark.parametrize(
    ("script", "joint_"),
    [
        ("", ""),
        ("  \n", ""),
        ("select 1;", "\n\n"),
        ("select 1; -- one", "\n\n"),
        ("select 1", ";\n\n"),
        ("select 1\n", ";\n\n"),
        ("select 1 -- one;", "\n;\n\n"),
        ("-- nothing yet", "\n\n"),
        ("\\d orders", "\n\n"),
    ],
)
def test_a_statement_can_be_put_behind_any_script(script: str, joint_: str) -> None:
    assert joint(script) == joint_
    if joint_:
        assert split(f"{script}{joint(script)}select 2")[-1].text == "select 2"


MIXED = [*PIECES, "atomic", "E''", "'x'", "-- c\n", "\r\n", " ;", "a;", "(b);", "\f", "été", "$1"]


def test_the_quick_way_through_a_script_is_the_same_as_the_long_one():
    rng = random.Random(7)
    for _ in range(20000):
        text = "".join(rng.choices(MIXED, k=rng.randint(1, 14)))
        assert list(pieces(text)) == list(scanned_pieces(text)), text


def test_what_a_line_leaves_open_is_told_by_its_tokens():
    rng = random.Random(9)
    for _ in range(20000):
        line = "".join(rng.choices(MIXED, k=rng.randint(1, 8))).replace("\n", "")
        *_, (*_, left_open) = [("", 0, 0, ""), *steps(line, 0)]
        assert state_after(line) == left_open, line
