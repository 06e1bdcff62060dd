"""Every format keeps every value."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_tui.events import Column
from dsql_tui.results.formats import FORMATS, get_format
from dsql_tui.results.formats.format import Options, Row
from tests.results.formats import readers
from tests.results.formats.readers import Cell

AWKWARD = [
    None,
    "",
    " ",
    "NULL",
    r"\N",
    "\\.",
    'say "hi"',
    "a,b",
    "a\tb",
    "a\nb\r\nc\rd",
    "it's; --",
    "\\",
    r"\x00ff",
    "<br> *NULL* | `x` [a](b) &amp;",
    "[bold]x[/] [@click=app.quit]",
    "\x1b]52;c;aGk=\x07\x9b2J\x7f",
    "\u202e\u200b\ufeff\u2028",
    "漢字 عربى 🎉",
    "0044-03-15 BC",
    "infinity",
    "2026-11-24 23:01:36.000001+00",
    "1e400",
    "%s %d %",
    "x" * 100_000,
]
TEXT, INT, NUMBER, BOOLEAN, DOCUMENT = 25, 20, 1700, 16, 3802

Read = Callable[[str], list[list[Cell]]]
READERS: dict[str, Read] = {
    "csv": readers.read_csv,
    "tsv": readers.read_tsv,
    "json": readers.read_json,
    "jsonl": readers.read_jsonl,
    "markdown": readers.read_markdown,
}


def write_text(
    name: str, columns: Sequence[Column], rows: Sequence[Row], options: Options | None = None
) -> str:
    """Return the text of a format, written from batches of two rows."""
    batches = [rows[start : start + 2] for start in range(0, len(rows), 2)]
    parts = get_format(name).write(columns, [[], *batches], options or Options())
    return b"".join(parts).decode("utf-8", "surrogateescape")


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
"""Texts without NUL, which PostgreSQL does not allow."""
cells = st.one_of(st.none(), texts, st.sampled_from(AWKWARD))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Column], list[Row]]:
    width = draw(st.integers(1, 4))
    names = draw(st.lists(st.one_of(texts, st.just("id")), min_size=width, max_size=width))
    row = st.tuples(*[cells] * width)
    return [Column(name, TEXT) for name in names], draw(st.lists(row, min_size=1, max_size=5))


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=60)
@given(table=tables())
def test_any_text_is_read_back_as_it_was(name: str, table: tuple[list[Column], list[Row]]) -> None:
    columns, rows = table
    header, *read = READERS[name](write_text(name, columns, rows))
    assert read == [list(row) for row in rows]
    if "json" not in name:
        assert header == [column.name for column in columns]


@pytest.mark.parametrize("name", ["insert", "in"])
@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_any_text_is_one_literal(name: str, rows: list[Row]) -> None:
    columns = [Column("a", TEXT), Column("b", TEXT)]
    text = write_text(name, columns, rows)
    tuples = readers.read_tuples(text.replace('("a", "b")', ""))
    assert [each for each in tuples if each] == [list(row) for row in rows]


def test_every_awkward_value_is_among_many_rows() -> None:
    rows = [(value, str(number)) for number, value in enumerate(AWKWARD * 100)]
    columns = [Column("value", TEXT), Column("number", INT)]
    for name, read in READERS.items():
        assert read(write_text(name, columns, rows))[1:] == [list(row) for row in rows], name


NUMBERS = [
    (INT, "-9223372036854775808", "-9223372036854775808"),
    (NUMBER, "0.10000000000000000000000000000000001", "0.10000000000000000000000000000000001"),
    (NUMBER, "NaN", '"NaN"'),
    (701, "-Infinity", '"-Infinity"'),
    (701, "1e-05", "1e-05"),
    (BOOLEAN, "t", "true"),
    (DOCUMENT, '{"a":1.10, "a": 2}', '{"a":1.10, "a": 2}'),
    (114, '{"a":\n 1e400}', '{"a":  1e400}'),
    (TEXT, "1", '"1"'),
    (1007, "{1,NULL}", '"{1,NULL}"'),
    (1184, "infinity", '"infinity"'),
]


@pytest.mark.parametrize(("oid", "cell", "expected"), NUMBERS)
def test_json_keeps_types_and_digits(oid: int, cell: str, expected: str) -> None:
    assert write_text("jsonl", [Column("v", oid)], [(cell,)]) == f'{{"v": {expected}}}\n'


def test_duplicate_names_get_numbers_in_json() -> None:
    columns = [Column(name, INT) for name in ("id", "id", "id_2", "id")]
    (row,) = json.loads(write_text("json", columns, [("1", "2", "3", "4")]))
    assert row == {"id": 1, "id_3": 2, "id_2": 3, "id_4": 4}


EMPTY = [
    ("csv", "a\r\n"),
    ("tsv", "a\n"),
    ("json", "[]\n"),
    ("jsonl", ""),
    ("markdown", "| a |\n| ---: |\n"),
    ("insert", ""),
    ("in", "(NULL)\n"),
    ("table", "a\n-\n"),
]


@pytest.mark.parametrize(("name", "expected"), EMPTY)
def test_no_rows(name: str, expected: str) -> None:
    assert write_text(name, [Column("a", INT)], []) == expected


NO_COLUMNS = [
    ("csv", "\r\n\r\n\r\n"),
    ("tsv", "\n\n\n"),
    ("json", "[\n{},\n{}\n]\n"),
    ("jsonl", "{}\n{}\n"),
    ("insert", "INSERT INTO t DEFAULT VALUES;\n" * 2),
    ("table", "(2 rows, no columns)\n"),
]


@pytest.mark.parametrize(("name", "expected"), NO_COLUMNS)
def test_rows_without_columns_are_counted(name: str, expected: str) -> None:
    assert write_text(name, [], [(), ()], Options(table="t")) == expected


@pytest.mark.parametrize(("name", "expected"), [("csv", "1\r\n"), ("tsv", "1\n"), ("table", "1\n")])
def test_header_can_be_omitted(name: str, expected: str) -> None:
    assert write_text(name, [Column("a", INT)], [("1",)], Options(header=False)) == expected


def test_many_columns() -> None:
    columns = [Column(f"c{number}", TEXT) for number in range(1600)]
    row = tuple(f"{number}," for number in range(1600))
    for name, read in READERS.items():
        assert read(write_text(name, columns, [row]))[1] == list(row)


def test_inserts_stay_within_a_transaction_of_aurora_dsql() -> None:
    rows = [("x" * 50_000,)] * 600
    batches = [rows[:500], rows[500:]]
    text = b"".join(get_format("insert").write([Column("a", TEXT)], batches, Options()))
    statements = text.split(b";\n")[:-1]
    assert sum(statement.count(b"'x") for statement in statements) == 600
    assert max(map(len, statements)) < 2 * 1024 * 1024


def test_bytes_that_are_not_utf_8_are_unchanged() -> None:
    cell = b"\xff\xfe".decode("utf-8", "surrogateescape")
    for name in ("csv", "tsv", "jsonl", "insert"):
        parts = get_format(name).write([Column("a", TEXT)], [[(cell,)]], Options())
        assert b"\xff\xfe" in b"".join(parts)


def test_names_of_formats_are_unique() -> None:
    assert len({each.name for each in FORMATS}) == len(FORMATS)
    with pytest.raises(KeyError):
        get_format("xml")
