"""Readers undo the formats, and read files of other programs line by line."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from time import process_time

import pytest
from hypothesis import given, settings

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Row
from dsql_tui.results.readers import Layout, Record, read_columns, read_records, split_names
from dsql_tui.results.readers.json_array import read_json
from tests.results.formats.test_formats import AWKWARD, tables, write_text


def parse(
    text: str, layout: Layout, json_columns: Collection[str] = ()
) -> tuple[list[str], list[Record]]:
    columns = read_columns(io.StringIO(text, newline=""), layout)
    records = read_records(io.StringIO(text, newline=""), layout, columns, json_columns)
    return columns, list(records)


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "jsonl"])
@settings(deadline=None, max_examples=60)
@given(table=tables())
def test_readers_undo_formats(kind: str, table: tuple[list[Column], list[Row]]) -> None:
    columns, rows = table
    given = () if "json" in kind else tuple(f"c{number}" for number in range(len(columns)))
    names, records = parse(write_text(kind, columns, rows), Layout(kind, given))
    assert [tuple(record.cells) for record in records] == [tuple(row) for row in rows]
    assert len(names) == len(columns)


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "jsonl"])
def test_awkward_values_keep_their_line_numbers(kind: str) -> None:
    rows: Sequence[Row] = [(value, str(number)) for number, value in enumerate(AWKWARD)]
    text = write_text(kind, [Column("value", 25), Column("number", 20)], rows)
    names, records = parse(text, Layout(kind))
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
    ("null", 'a,b\nNA,"NA"\n,""\n', Layout("csv", null="NA"), [(None, "NA"), ("", "")]),
    ("null of TSV", "a\tb\nNA\t\\N\n\t\n", Layout("tsv", null="NA"), [(None, "N"), ("", "")]),
    ("empty null", "a\tb\n\t\\N\n", Layout("tsv", null=""), [(None, "N")]),
    (
        "json",
        '{"a": 1.50, "b": {"k": [1, 2.10]}}\n\n{"b": true}\n{"a": null, "b": "\\u00e9"}\n',
        Layout("jsonl"),
        [("1.50", '{"k": [1, 2.10]}'), (None, "true"), (None, "é")],
    ),
]


@pytest.mark.parametrize(("text", "layout", "rows"), [case[1:] for case in FOREIGN])
def test_files_of_other_programs(text: str, layout: Layout, rows: list[Row]) -> None:
    columns, records = parse(text, layout)
    assert columns == ["a", "b"][: len(columns)]
    assert [record.cells for record in records] == rows


PROBLEMS = [
    ("csv", "a,b\n1\n2,2\n", "1 values, but there are 2 columns"),
    ("csv", 'a,b\n1,x"y"\n2,2\n', "quote is in the wrong place"),
    ("csv", 'a,b\n1,"x"y\n2,2\n', "quote is in the wrong place"),
    ("csv", 'a,b\n2,2\n1,"x\n', "no closing quote"),
    ("csv", 'a,b\n1,"x\n2,2\n', "no closing quote"),
    ("csv", 'a,b\n1,x"\n2,"2"\n', "quote is in the wrong place"),
    ("jsonl", '{"a": 2, "b": 2}\n[1]\n', "not a JSON object"),
    ("jsonl", '{"a": 2, "b": 2}\n{"a": 1\n', "not a JSON object"),
    ("jsonl", '{"a": 2, "b": 2}\n{1: 1}\n', "not a JSON object"),
    ("jsonl", '{"a": 2, "b": 2}\n' + "[" * 100_000 + "\n", "not a JSON object"),
    ("jsonl", '{"a": 2, "b": 2}\n{"a": ' + "[" * 100_000 + "\n", "not a JSON object"),
    ("jsonl", '{"a": 2, "b": 2}\n{"a": "\\ud800"}\n', "half of a surrogate pair"),
]


@pytest.mark.parametrize(("kind", "text", "words"), PROBLEMS)
def test_an_invalid_record_is_reported_and_affects_no_other(
    kind: str, text: str, words: str
) -> None:
    _, records = parse(text, Layout(kind))
    (wrong,) = [record for record in records if record.problem]
    assert words in wrong.problem
    assert [record.cells for record in records if not record.problem] == [("2", "2")]


STRAY = ['5,pipe 5"', '5,"pipe 5', '5,"pipe" 5', '5",x', '"5,x', '5,""pipe', '5,"a"b"']


@pytest.mark.parametrize("line", STRAY)
@pytest.mark.parametrize("others", ["{n},plain {n}", '{n},"quoted {n}"', '"{n}","a ""b"" {n}"'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_stray_quote_spoils_only_its_line(line: str, others: str, end: str) -> None:
    lines = [others.format(n=n) for n in range(1, 10_001)]
    lines[4] = line
    _, records = parse("a,b" + end + "".join(each + end for each in lines), Layout("csv"))
    wrong = [(record.line, record.text) for record in records if record.problem]
    assert wrong == [(6, line)]
    good = [record.cells[0] for record in records if not record.problem]
    assert good == [str(n) for n in range(1, 10_001) if n != 5]


def test_quoted_values_of_several_lines_stay_whole() -> None:
    text = 'a,b\n1,"x\n\r\n""y"""\n"\n",2\n'
    assert [(record.line, record.cells) for record in parse(text, Layout("csv"))[1]] == [
        (2, ("1", 'x\n\r\n"y"')),
        (5, ("\n", "2")),
    ]


def test_in_a_single_column_no_part_of_a_wrong_value_becomes_a_row() -> None:
    _, records = parse('a\n"x\nnot a row\n" y\nz\n', Layout("csv"))
    assert [(record.line, record.cells, bool(record.problem)) for record in records] == [
        (2, (), True),
        (5, ("z",), False),
    ]


@pytest.mark.parametrize("quotes", ['"', '1,"x\n', '"a","b', '""', '","'])
def test_reading_takes_linear_time(quotes: str) -> None:
    def measure(size: int) -> float:
        text = "a,b\n" + quotes * (size // len(quotes)) + "\n1,2\n"
        began = process_time()
        parse(text, Layout("csv"))
        return process_time() - began

    measure(1000)
    assert measure(400_000) < 12 * measure(100_000) + 0.2


def test_columns_of_json_lines_are_those_of_all_lines() -> None:
    text = '{"a": 1}\n{"b": 2, "a": null}\nnot json\n{"c": "x"}\n'
    columns, records = parse(text, Layout("jsonl"))
    assert columns == ["a", "b", "c"]
    good = [record.cells for record in records if not record.problem]
    assert good == [("1", None, None), (None, "2", None), (None, None, "x")]
    _, records = parse(text, Layout("jsonl", ("a", "b")))
    assert "“c” is not one of the columns" in records[-1].problem


@pytest.mark.parametrize(
    "value", ['"5"', '"null"', '"x"', "5", "1.10", "true", '{"a": [1.0, "x"]}', '"\\u00e9"', '""']
)
def test_values_of_json_columns_keep_their_spelling(value: str) -> None:
    _, (record,) = parse(f'{{"j": {value}, "t": "5"}}\n', Layout("jsonl"), {"j"})
    assert record.cells == (value, "5")


HEADERS = [
    ("", "does not name its columns"),
    ("\n1,2\n", "does not name its columns"),
    ("a,,b\n1,2,3\n", "Column 2 has no name"),
    ("a,b,a\n1,2,3\n", "names column “a” twice"),
    ('"a,b\n', "does not name its columns"),
]


@pytest.mark.parametrize(("text", "words"), HEADERS)
def test_a_header_that_does_not_name_the_columns_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse(text, Layout("csv"))
    assert parse("1,2\n", Layout("csv", ("a", "b"), header=False))[1][0].cells == ("1", "2")


def test_a_file_without_rows_has_no_records() -> None:
    assert parse("", Layout("jsonl")) == ([], [])
    with pytest.raises(ValueError, match="does not name its columns"):
        parse("1,2\n", Layout("csv", header=False))


NAMES = [
    ("", ()),
    ("a", ("a",)),
    ("a, b ,c", ("a", "b", "c")),
    ('"AlbumId","x,y"', ("AlbumId", "x,y")),
    ('"a ""b""", c,', ('a "b"', "c")),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_are_split_as_in_sql(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


def test_a_misplaced_quote_in_names_is_an_error() -> None:
    with pytest.raises(ValueError, match="A quote is in the wrong place"):
        split_names('"a"b, c')


ARRAYS = [
    '[{"id": 1, "t": "x"}, {"id": 2}]',
    '[\n  {\n    "id": 1,\n    "t": "x"\n  },\n  {"id": 2}\n]\n',
    '{"id": 1, "t": "x"} {"id": 2}',
    '{"id": 1, "t": "x"}\n{"id": 2}\n',
]


@pytest.mark.parametrize("text", ARRAYS)
def test_objects_of_json_are_records(text: str) -> None:
    columns, records = parse(text, Layout("json"))
    assert columns == ["id", "t"]
    assert [record.cells for record in records] == [("1", "x"), ("2", None)]


BROKEN = [
    ('[{"t": "a]}\\""}, {"t": 1', [(1, ""), (1, "ends within")]),
    ('[\n{"t": 1}\n', [(2, ""), (3, "closing bracket")]),
    ('[\n[1, {"t": 1}],\n{"t": 1}]', [(2, "not a JSON object"), (3, "")]),
    ('[{"t": 1}, 5, "x",\n{"t": 1}]', [(1, ""), (1, "not part"), (2, "")]),
    ('{"t": 1}]', [(1, ""), (1, "not part")]),
    ('[{"t": }, {"t": 2}]', [(1, "not a JSON object"), (1, "")]),
    ("", []),
    ("[]", []),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_each_broken_part_of_json_is_named(
    text: str, expected: Sequence[tuple[int, str]], size: int
) -> None:
    chunks = [text[start : start + size] for start in range(0, len(text), size)]
    records = list(read_json(chunks, ["t"]))
    assert [record.line for record in records] == [line for line, _ in expected]
    for record, (_, words) in zip(records, expected, strict=True):
        assert words in record.problem
        assert bool(record.problem) == bool(words)


def test_a_json_value_without_an_end_is_refused() -> None:
    chunks = ('{"a": "', *("x" * 1_000_000 for _ in range(9)))
    with pytest.raises(ValueError, match="The value on line 1 does not end within"):
        list(read_json(chunks, ["a"]))
