"""The rows of a COPY, split as the server would read them."""

from __future__ import annotations

import pytest

from dsql_tui.execution.copy_rows import (
    CopyFormat,
    copy_direction,
    read_format,
    split_rows,
)

TEXT, CSV = CopyFormat(), CopyFormat(csv=True)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("copy t from stdin", "in"),
        ('COPY "from" (a, b) FROM STDIN (format csv)', "in"),
        ("copy (select 'from stdin' from t) to stdout", "out"),
        ("copy (insert into t select 1 returning *) to stdout", "out"),
        ("copy t from '/a/file'", ""),
        ("select 'copy t from stdin'", ""),
    ],
)
def test_the_direction_is_that_of_the_statement(text: str, direction: str) -> None:
    assert copy_direction(text) == direction


@pytest.mark.parametrize(
    ("options", "form"),
    [
        ("", TEXT),
        ("csv header", CopyFormat(True, True)),
        ("with (format csv, header off, quote '~')", CopyFormat(True, False, b"~", b"~")),
        ("(format 'csv', escape E'x', quote '''')", CopyFormat(True, False, b"'", b"'")),
        ("csv quote as '|' escape as '^'", CopyFormat(True, False, b"|", b"^")),
        ("(format binary)", CopyFormat(binary=True)),
    ],
)
def test_the_format_is_read_from_the_options(options: str, form: CopyFormat) -> None:
    assert read_format(f"copy header from stdin {options}") == form


@pytest.mark.parametrize(
    ("data", "form", "rows"),
    [
        (b"a\nb\n\\.\nc\n", TEXT, [b"a\n", b"b\n"]),
        (b"a\\\nb\nc", TEXT, [b"a\\\nb\n", b"c"]),
        (b"a\\\\\nb\n", TEXT, [b"a\\\\\n", b"b\n"]),
        (b'"a\n""b""\n",1\nc\n', CSV, [b'"a\n""b""\n",1\n', b"c\n"]),
        (b'"\\.\n\\.\n"\r\nc\r\n\\.\r\nd', CSV, [b'"\\.\n\\.\n"\r\n', b"c\r\n"]),
        (b"|a^|\nb|\nc\n", CopyFormat(True, False, b"|", b"^"), [b"|a^|\nb|\n", b"c\n"]),
    ],
)
def test_rows_end_where_the_format_says(data: bytes, form: CopyFormat, rows: list[bytes]) -> None:
    found = split_rows(data.splitlines(keepends=True), form)
    assert [row.data for row in found] == rows
