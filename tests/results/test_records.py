"""Files taken apart for an import: the formats' own, and those of others."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Row
from dsql_tui.results.records import Layout, Record, read
from tests.results.formats.test_formats import AWKWARD, tables, written


def taken_apart(text: str, layout: Layout) -> tuple[list[str], list[Record]]:
    columns, records = read(io.StringIO(text, newline=""), layout)
    return columns, list(records)


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl"])
@settings(deadline=None, max_examples=60)
@given(table=tables())
def test_what_a_format_wrote_is_read_as_it_was(
    kind: str, table: tuple[list[Column], list[Row]]
) -> None:
    columns, rows = table
    names, records = taken_apart(written(kind, columns, rows), Layout(kind))
    assert [tuple(record.cells) for record in records] == [tuple(row) for row in rows]
    assert len(names) == len(columns)


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl"])
def test_awkward_values_and_where_they_stood(kind: str) -> None:
    rows: Sequence[Row] = [(value, str(number)) for number, value in enumerate(AWKWARD)]
    text = written(kind, [Column("value", 25), Column("number", 20)], rows)
    names, records = taken_apart(text, Layout(kind))
    assert names == ["value", "number"]
    assert [record.cells for record in records] == list(rows)
    lines = text.splitlines(keepends=True) if kind != "csv" else None
    if lines and kind == "tsv":
        assert [record.line for record in records] == list(range(2, len(rows) + 2))


FOREIGN = [
    ("csv", 'a,b\n1,"x"\n2,\n', Layout("csv"), [("1", "x"), ("2", None)]),
    ("semicolons", "a;b\r\n1,5;\r\n", Layout("csv", separator=";"), [("1,5", None)]),
    ("no header", "1,2\n", Layout("csv", ("a", "b"), header=False), [("1", "2")]),
    ("other names", "x,y\n1,2\n", Layout("csv", ("a", "b")), [("1", "2")]),
    ("no end of line", "a\n1", Layout("csv"), [("1",)]),
    (
        "json",
        '{"a": 1.50, "b": {"k": [1, 2.10]}}\n\n{"b": true}\n{"a": null, "b": "\\u00e9"}\n',
        Layout("jsonl"),
        [("1.50", '{"k": [1, 2.10]}'), (None, "true"), (None, "é")],
    ),
]


@pytest.mark.parametrize(("text", "layout", "rows"), [case[1:] for case in FOREIGN])
def test_files_of_others(text: str, layout: Layout, rows: list[Row]) -> None:
    columns, records = taken_apart(text, layout)
    assert columns == ["a", "b"][: len(columns)]
    assert [record.cells for record in records] == rows


WRONG = [
    ("csv", "a,b\n1\n2,2\n", "It has 1 cells"),
    ("csv", 'a,b\n1,x"y"\n2,2\n', "A quote stands"),
    ("csv", 'a,b\n2,2\n1,"x\n', "never closed"),
    ("jsonl", '{"a": 2, "b": 2}\n[1]\n', "no JSON object"),
    ("jsonl", '{"a": 2, "b": 2}\n{"a": 1\n', "no JSON object"),
    ("jsonl", '{"a": 2, "b": 2}\n{1: 1}\n', "no JSON object"),
    ("jsonl", '{"a": 2, "b": 2}\n{"c": 1}\n', "“c”, which is no column"),
    ("jsonl", '{"a": 2, "b": 2}\n{"a": "\\ud800"}\n', "half a character"),
]


@pytest.mark.parametrize(("kind", "text", "words"), WRONG)
def test_a_record_that_is_wrong_spoils_nothing_but_itself(kind: str, text: str, words: str) -> None:
    _, records = taken_apart(text, Layout(kind))
    (wrong,) = [record for record in records if record.wrong]
    assert words in wrong.wrong
    assert [record.cells for record in records if not record.wrong] == [("2", "2")]


def test_a_file_that_does_not_say_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="names of its columns"):
        taken_apart("", Layout("csv"))
    with pytest.raises(ValueError, match="names of its columns"):
        taken_apart("1,2\n", Layout("csv", header=False))
    assert taken_apart("", Layout("jsonl")) == ([], [])
