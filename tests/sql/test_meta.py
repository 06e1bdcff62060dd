"""psql's backslash commands as text: what they come to, and what their patterns mean."""

from __future__ import annotations

import pytest

from dsql_tui.sql.meta import COMMANDS, Act, Ask, Copy, Say, read
from dsql_tui.sql.meta.words import matches, words

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
    ("\\x", Act("expanded", ["toggle"])),
    ("\\x auto", Act("expanded", ["auto"])),
    ("\\q", Act("quit", [])),
    ("\\q;", Act("quit", [])),
    ("\\e", Act("edit", [])),
    ("\\watch", Act("watch", ["2"])),
    ("\\watch 0.5", Act("watch", ["0.5"])),
    ("\\i 'my file.sql'", Act("include", ["my file.sql"])),
]
SAID = [
    ("\\dx", "no extensions"),
    ("\\c other", "Ctrl+O k"),
    ("\\pset format csv", "--format"),
    ("\\! ls", "shell"),
    ("\\nonsense", "\\nonsense is no command"),
    ("\\", "is no command"),
    ("\\watch soon", "“soon”"),
    ("\\x perhaps", "“perhaps”"),
    ("\\watch 0", "“0”"),
    ("\\i", "one file"),
    ("\\copy", "TABLE or (QUERY)"),
    ("\\copy to 'f'", "TABLE or (QUERY)"),
    ("\\copy t to", "TABLE or (QUERY)"),
    ("\\copy t to program 'gzip'", "no programs"),
    ("\\copy t to 'f' (format binary)", "text and CSV"),
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
        "(select a from t where b = 'to') to pstdout csv",
        Copy("COPY (select a from t where b = 'to') TO STDOUT csv", True, "", "", ()),
    ),
]


@pytest.mark.parametrize(("written", "copy"), COPIED)
def test_a_copy_is_sent_as_psql_sends_it(written: str, copy: Copy) -> None:
    assert read(f"\\copy {written}") == copy


@pytest.mark.parametrize(("text", "found"), WORDS)
def test_arguments_are_read_as_psql_reads_them(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(("pattern", "condition"), PATTERNS)
def test_patterns_mean_what_they_mean_in_psql(pattern: str, condition: str) -> None:
    assert matches(pattern, "s", "c") == condition


@pytest.mark.parametrize(("text", "act"), ACTS)
def test_some_ask_whoever_runs_them_to_act(text: str, act: Act) -> None:
    assert read(text) == act


@pytest.mark.parametrize(("text", "words"), SAID)
def test_others_say_what_to_use_instead(text: str, words: str) -> None:
    said = read(text)
    assert isinstance(said, Say)
    assert words in said.sentence


@pytest.mark.parametrize("text", ["\\dt", "\\dt+", "\\dtS", "\\dtS+ *.*", "\\dt\tshop.*"])
def test_flags_of_psql_are_understood(text: str) -> None:
    said = read(text)
    assert isinstance(said, Ask)
    assert ("!~ '^pg_'" in said.sql) == (text in ("\\dt", "\\dt+"))


def test_the_help_shows_every_command_that_does_something() -> None:
    said = read("\\?")
    assert isinstance(said, Ask)
    for command in COMMANDS:
        assert (f"('{command.name} " in said.sql or f"('{command.name}'" in said.sql) == bool(
            command.does
        ), command.name
