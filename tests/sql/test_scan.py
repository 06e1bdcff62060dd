"""Tokens, and what a line leaves open."""

from __future__ import annotations

import pytest

from dsql_tui.sql.scan import scan, state_after

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
    ("backslash elsewhere", "a \\ b", "word space meta"),
    ("two commands on a line", "\\a b \\c", "meta meta"),
    ("statement behind a command", "\\a b \\\\ c", "meta separator space word"),
    ("backslash in an argument", "\\a 'b\\'c' \"\\\" d \\e", "meta meta"),
    ("a whole line", "\\copy t to 'a\\b' \\c\n1", "meta space number"),
    ("a pipe", "\\o | a \\b\n1", "meta space number"),
    ("semicolon in a message", "a\\; b \\: c", "word escape space word space escape space word"),
    ("nothing", "", ""),
    ("control characters", "\x00\x1b", "other other"),
]


@pytest.mark.parametrize(
    ("text", "kinds"), [case[1:] for case in TOKENS], ids=[c[0] for c in TOKENS]
)
def test_tokens_have_kinds_and_leave_no_gap(text: str, kinds: str | None) -> None:
    tokens = list(scan(text))
    assert "".join(text[token.start : token.end] for token in tokens) == text
    if kinds is not None:
        assert " ".join(token.kind for token in tokens) == kinds


def test_a_line_may_leave_a_token_open() -> None:
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
