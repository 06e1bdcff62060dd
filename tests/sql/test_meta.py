"""psql's backslash commands: the actions that they stand for, and their patterns of names."""

from __future__ import annotations

import pytest

from dsql_tui.sql.meta import COMMANDS, REFUSED, Ask, Copy, LocalCommand, Unsupported, read
from dsql_tui.sql.meta.words import match_pattern, split_arguments

WORDS = [
    ("", []),
    (" orders ", ["orders"]),
    ("a b", ["a", "b"]),
    ("'my file.sql'", ["my file.sql"]),
    ("'it''s'", ["it's"]),
    ('"My Table"', ['"My Table"']),
    ('shop."My Table"', ['shop."My Table"']),
    ("orders;", ["orders"]),
    ("'open", ["open"]),
]
PATTERNS = [
    ("orders", "c = 'orders'"),
    ("ÄPFEL", "c = 'Äpfel'"),
    ("İstanbul", "c = 'İstanbul'"),
    ("Orders", "c = 'orders'"),
    ('"Orders"', "c = 'Orders'"),
    ('"a.b"', "c = 'a.b'"),
    ('"it""s"', "c = 'it\"s'"),
    ("it's", "c = 'it''s'"),
    ("ord*", "c ~ '^(ord.*)$'"),
    ("o?d", "c ~ '^(o.d)$'"),
    ('"*"', "c = '*'"),
    ("a.b", "c = 'b' and s = 'a'"),
    ("*.b", "c = 'b' and s ~ '^(.*)$'"),
    ("x.a.b", "c = 'b' and s = 'a'"),
    ("a+b", "c = 'a+b'"),
    ("a+*", "c ~ '^(a\\+.*)$'"),
    ('Sh"Op"', "c = 'shOp'"),
]
ACTS = [
    ("\\q;", LocalCommand("\\q")),
    ("\\e", LocalCommand("\\e")),
    ("\\watch 0.5", LocalCommand("\\watch")),
    ("\\i 'my file.sql'", LocalCommand("\\i")),
]
SENTENCES = [
    ("\\dx", "no extensions"),
    ("\\c other", "Ctrl+O k"),
    ("\\H", "--format"),
    ("\\dtX", "\\dtX is not a command"),
    ("\\gS", "\\gS is not a command"),
    ("\\! ls", "Shell commands"),
    ("\\nonsense", "\\nonsense is not a command"),
    ("\\", "is not a command"),
    ("\\copy", "TABLE or (QUERY)"),
    ("\\copy to 'f'", "TABLE or (QUERY)"),
    ("\\copy t to", "TABLE or (QUERY)"),
    ("\\copy t to program 'gzip'", "does not run programs"),
    ("\\copy t to 'f' (format binary)", "text or CSV"),
]


COPIED = [
    ("t to 'f.csv'", Copy("COPY t TO STDOUT", True, "f.csv", "t", ())),
    (
        'shop."T" TO f.csv csv header;',
        Copy('COPY shop."T" TO STDOUT csv header', True, "f.csv", 'shop."T"', ()),
    ),
    (
        "t (a, \"B\") from 'it''s.csv' with (format csv, delimiter ';')",
        Copy(
            "COPY t (a, \"B\") FROM STDIN with (format csv, delimiter ';')",
            False,
            "it's.csv",
            "t",
            ("a", "B"),
        ),
    ),
    ("t from stdin", Copy("COPY t FROM STDIN", False, "", "t", ())),
    (
        't (a, "x,y", "B""c") from f.csv csv',
        Copy('COPY t (a, "x,y", "B""c") FROM STDIN csv', False, "f.csv", "t", ("a", "x,y", 'B"c')),
    ),
    (
        "(select a from t where b = 'to') to pstdout csv",
        Copy("COPY (select a from t where b = 'to') TO STDOUT csv", True, "", "", ()),
    ),
]


@pytest.mark.parametrize(("written", "copy"), COPIED)
def test_a_copy_is_sent_as_by_psql(written: str, copy: Copy) -> None:
    assert read(f"\\copy {written}") == copy


@pytest.mark.parametrize(("text", "found"), WORDS)
def test_arguments_are_split_as_by_psql(text: str, found: list[str]) -> None:
    assert split_arguments(text) == found


@pytest.mark.parametrize(("pattern", "condition"), PATTERNS)
def test_patterns_match_as_in_psql(pattern: str, condition: str) -> None:
    assert match_pattern(pattern, "s", "c") == condition


@pytest.mark.parametrize(("text", "act"), ACTS)
def test_some_commands_act(text: str, act: LocalCommand) -> None:
    assert read(text) == act


@pytest.mark.parametrize(("text", "words"), SENTENCES)
def test_other_commands_name_what_to_use_instead(text: str, words: str) -> None:
    action = read(text)
    assert isinstance(action, Unsupported)
    assert words in action.sentence


@pytest.mark.parametrize("text", ["\\dt", "\\dt+", "\\dtS", "\\dtS+ *.*", "\\dt\tshop.*"])
def test_the_flags_of_psql_are_read(text: str) -> None:
    action = read(text)
    assert isinstance(action, Ask)
    assert ("!~ '^pg_'" in action.sql) == (text in ("\\dt", "\\dt+"))


def test_the_help_shows_every_command_that_does_something() -> None:
    action = read("\\?")
    assert isinstance(action, Ask)
    for command in COMMANDS:
        assert f"('{command.name} " in action.sql or f"('{command.name}'" in action.sql
        assert command.does
    assert not {command.name for command in COMMANDS} & set(REFUSED)
