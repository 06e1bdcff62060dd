"""New values, as far as they can be checked without a server."""

from __future__ import annotations

import pytest

from dsql_tui.sql.edits.statements import format_literal
from dsql_tui.sql.edits.values import (
    DEFAULT,
    check_value,
    encode_bytes,
    next_bool,
    normalize,
)

INT, TEXT, JSON, JSONB, BYTEA, BOOL, DATE = 23, 25, 114, 3802, 17, 16, 1082


@pytest.mark.parametrize(
    ("text", "oid", "words"),
    [
        ("", INT, "empty"),
        ("  ", DATE, "empty"),
        ("a\0", TEXT, "NUL"),
        ("a\udc80", TEXT, "UTF-8"),
        ("{", JSON, "line 1"),
        ("[1,\n2,,]", JSONB, "line 2"),
        ("NaN", JSON, "NaN"),
        ("", JSON, "not JSON"),
        ("ff", BYTEA, "hex"),
        ("\\xf", BYTEA, "odd"),
        ("\\xfg", BYTEA, "“g”"),
    ],
)
def test_a_value_that_cannot_be_one_is_refused(text: str, oid: int, words: str) -> None:
    assert words in check_value(text, oid)


@pytest.mark.parametrize(
    ("text", "oid"),
    [
        ("", TEXT),
        ("", 1043),
        ("abc", INT),  # only the server knows
        ('{"a": 1, "a": 2}', JSON),
        ("1" * 5000, JSON),
        ("[" * 100_000 + "]" * 100_000, JSON),
        ("\\x00 ff\n", BYTEA),
        ("\\x", BYTEA),
    ],
)
def test_what_the_server_may_accept_is_left_to_it(text: str, oid: int) -> None:
    assert check_value(text, oid) == ""


def test_a_boolean_goes_through_its_values() -> None:
    assert [next_bool(value, True) for value in ("t", "f", None)] == ["f", None, "t"]
    assert [next_bool(value, False) for value in ("t", "f", None)] == ["f", "t", "t"]


def test_bytes_are_written_in_the_form_of_the_server() -> None:
    assert normalize(" \\xAB cd\n", BYTEA) == "\\xabcd"
    assert encode_bytes(b"\0\xff") == "\\x00ff"


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (None, "null"),
        (DEFAULT, "default"),
        ("", "''"),
        ("O'Brien", "'O''Brien'"),
        ("a\\b'", "E'a\\\\b'''"),
        ("two\nlines", "'two\nlines'"),
        ("\x1b[31m\r\t", "E'\\u001b[31m\\u000d\\u0009'"),
        ("zero\u200bwidth\u00a0", "E'zero\\u200bwidth\u00a0'"),
        ("漢字é🙂", "'漢字é🙂'"),
        ("\U000e0041", "E'\\U000e0041'"),
    ],
)
def test_a_literal_is_exact_and_every_character_of_it_can_be_seen(
    value: str | None, literal: str
) -> None:
    assert format_literal(value) == literal
