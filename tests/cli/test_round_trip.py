"""Awkward values survive the way from the server into every format and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from struct import pack

import pyarrow.parquet
import pytest

from dsql_tui.events import Described, Event, RowsReceived
from dsql_tui.results.text import decode_cell
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.cli.conftest import Command
from tests.results.formats.readers import Cell
from tests.results.formats.test_formats import AWKWARD, READERS

VALUES = [
    ("smallint", ["-32768", "32767"]),
    ("int", ["-2147483648", "2147483647"]),
    ("bigint", ["-9223372036854775808", "9223372036854775807"]),
    ("numeric", ["1.10", "NaN", "Infinity", "-0.00000000000000000000000000001", "9" * 60]),
    ("real", ["3.4028235e+38", "1e-45", "-Infinity", "-0"]),
    ("double precision", ["1.7976931348623157e+308", "5e-324", "NaN", "0.1"]),
    ("bool", ["t", "f"]),
    ("varchar(40)", ["", " ", "NULL", "\\N", "it's"]),
    ("char(5)", ["a    ", "     "]),
    ("bytea", ["\\x", "\\x00ff5c0a0d22"]),
    ("uuid", ["00000000-0000-0000-0000-000000000000"]),
    ("date", ["infinity", "-infinity", "0044-03-15 BC", "5874897-12-31", "4713-01-01 BC"]),
    ("time", ["24:00:00", "00:00:00.000001"]),
    ("timetz", ["24:00:00-15:59"]),
    ("timestamp", ["infinity", "294276-12-31 23:59:59.999999", "4713-01-01 00:00:00 BC"]),
    ("timestamptz", ["-infinity", "2026-11-24 23:59:59.000001+00"]),
    ("interval", ["178000000 years", "-1 years -2 mons +3 days -04:05:06.000007"]),
    ("text", [value for value in AWKWARD if value is not None and len(value) < 1000]),
]
"""By type, in the server's format."""
TYPES = [kind for kind, _ in VALUES]


def literal(value: str | None, kind: str) -> str:
    return "null" if value is None else f"$v${value}$v$::{kind}"


def rows() -> list[list[str | None]]:
    """Return a row for each value; shorter columns end with NULL."""
    longest = max(len(values) for _, values in VALUES)
    return [
        [values[row] if row < len(values) else None for _, values in VALUES]
        for row in range(longest)
    ]


def query() -> str:
    """Return a SELECT of all values, with numbers."""
    lines = (
        f"select {number} as id, {', '.join(map(literal, row, TYPES))}"
        for number, row in enumerate(rows())
    )
    return " union all ".join(lines) + " order by 1"


def cells(ready: Ready, sql: str) -> list[list[Cell]]:
    """Return the cells that the server sends."""
    session = build_access(ready).open()
    events: list[Event] = list(session.run(sql))
    session.close()
    width = next(len(event.columns) for event in events if isinstance(event, Described))
    return [
        [decode_cell(event.chunk.get_value(row, column)) for column in range(width)]
        for event in events
        if isinstance(event, RowsReceived)
        for row in range(event.chunk.ntuples)
    ]


def test_server_formats_these_values_unchanged(aws: Ready) -> None:
    assert [row[1:] for row in cells(aws, query())] == rows()


@pytest.mark.parametrize("name", READERS)
def test_every_format_keeps_every_value(command: Command, aws: Ready, name: str) -> None:
    done = command("exec", "-c", query(), "--format", name)
    assert done.code == 0
    _, *read = READERS[name](done.data)
    if "json" in name:
        read = [[_to_server_text(cell) for cell in row] for row in read]
    assert read == cells(aws, query())


def _to_server_text(cell: object) -> Cell:
    """Return PostgreSQL's spelling of a boolean."""
    return {True: "t", False: "f"}[cell] if isinstance(cell, bool) else cell  # type: ignore[return-value]


DOCUMENTS = ["true", '"5"', '{"b": [1.10, null], "a": "é"}']
MORE_TYPES = [*TYPES, "jsonb", "json", "numeric(18,6)", "text"]
SUFFIXES = ["csv", "tsv", "json", "jsonl", "parquet", "xlsx", "json.gz", "parquet.zst"]


def fill_table(command: Command, table: str) -> list[str]:
    """Create a table of all types, insert all values, and return its columns."""
    columns = [f"c{number}" for number in range(len(MORE_TYPES))]
    # Aurora DSQL gives a numeric six decimal places, and one with a precision has no infinity.
    kinds = ["numeric(100, 30)" if kind == "numeric" else kind for kind in MORE_TYPES]
    shape = ", ".join(f"{name} {kind}" for name, kind in zip(columns, kinds, strict=True))
    assert command("exec", "-c", f"create table {table} (id int primary key, {shape})").code == 0
    tuples = []
    for number, row in enumerate(rows()):
        document = DOCUMENTS[number] if number < len(DOCUMENTS) else None
        long = "漢\n" * 10_000 if number == 1 else None
        finite = [None if cell == "Infinity" and n == 3 else cell for n, cell in enumerate(row)]
        cells = [*finite, document, document, f"{number}.10", long]
        values = ", ".join(map(literal, cells, kinds))
        tuples.append(f"({number}, {values})")
    assert command("exec", "-c", f"insert into {table} values {', '.join(tuples)}").code == 0
    return ["id", *columns]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_exported_rows_are_imported_unchanged(
    command: Command, aws: Ready, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"values.{suffix}"
    table = f"round_{suffix.replace('.', '_')}"
    columns = ", ".join(fill_table(command, table))
    source = f"select {columns} from {table} order by id"
    assert command("exec", "-c", source, "-o", str(path)).code == 0
    before = cells(aws, source)
    assert command("exec", "-c", f"delete from {table} where true", "--yes").code == 0
    done = command("import", str(path), "--into", table)
    assert (done.code, done.talk) == (0, f"{len(rows())} rows imported\n")
    assert cells(aws, source) == before


def test_exported_inserts_run_again_give_the_same_rows(
    command: Command, aws: Ready, tmp_path: Path
) -> None:
    columns = [f"c{number} {each}" for number, each in enumerate(TYPES)]
    columns[3] = "c3 numeric(100, 30)"
    names = ", ".join(f"c{number}" for number in range(len(TYPES)))
    shape = f"(id int primary key, {', '.join(columns)})"
    for table in ("before_insert", "table_name"):
        assert command("exec", "-c", f"create table {table} {shape}").code == 0
    finite = names.replace("c3", "nullif(c3, 'Infinity')")
    source = f"select id, {finite} from ({query()}) as q (id, {names})"
    assert command("exec", "-c", f"insert into before_insert {source}").code == 0
    text = r"E'a\rb\\c\r\nd\'\''"
    zeros = rf"(98, '-0'::real, '-0'::float8, {text}), (99, 0, 0, E'\r')"
    sql = f"insert into before_insert (id, c4, c5, c17) values {zeros}"
    assert command("exec", "-c", sql).code == 0
    path = tmp_path / "rows.sql"
    everything = f"select id, {names} from before_insert order by id"
    done = command("exec", "-c", everything, "--format", "insert", "-o", str(path))
    assert done.code == 0
    assert b"\r" not in path.read_bytes()
    assert command("exec", "-f", str(path)).code == 0
    again = everything.replace("before_insert", "table_name")
    assert cells(aws, again) == cells(aws, everything)


def test_duplicate_column_names_are_an_error_for_insert(command: Command) -> None:
    done = command("exec", "-c", "select 1 as id, 2 as id", "--format", "insert")
    assert done.code != 0
    assert "Two columns are called “id”" in done.talk


def test_a_numeric_with_a_scale_is_a_decimal_in_parquet(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "values.parquet"
    sql = "select '1.5'::numeric(5,2) as n, '2026-11-25'::date as d, 'x'::varchar(9) as t"
    assert command("exec", "-c", sql, "-o", str(path)).code == 0
    schema = pyarrow.parquet.read_table(path).schema
    assert [str(each.type) for each in schema] == ["decimal128(5, 2)", "date32[day]", "string"]


SHAPES = [
    ("zero rows", "select 1 as a where false", 0),
    ("a value of a megabyte", "select repeat('x,\"\n', 250000) as a", 1),
    ("255 columns", "select " + ", ".join(f"{n} as c{n}" for n in range(255)), 1),
    ("names that come twice", 'select 1 as a, 2 as a, 3 as "a_2"', 1),
    ("names that are awkward", 'select 1 as "a,""b""\n|\t%s", 2 as "\x1b[2J"', 1),
]


@pytest.mark.parametrize(("sql", "count"), [case[1:] for case in SHAPES])
def test_every_shape_is_read_back(command: Command, aws: Ready, sql: str, count: int) -> None:
    expected = cells(aws, sql)
    for name, read in READERS.items():
        done = command("exec", "-c", sql, "--format", name)
        found = read(done.data)[1:] if count or name not in ("json", "jsonl") else []
        assert (done.code, found) == (0, expected), name


def test_rows_without_columns_are_counted(command: Command) -> None:
    sql = "select from generate_series(1, 3)"
    assert command("exec", "-c", sql, "--format", "csv").data == "\r\n" * 4
    assert command("exec", "-c", sql, "--format", "jsonl").data == "{}\n" * 3


def test_parquet_holds_what_the_server_sent(command: Command, aws: Ready, tmp_path: Path) -> None:
    path = tmp_path / "values.parquet"
    assert command("exec", "-c", query(), "-o", str(path)).code == 0
    table = pyarrow.parquet.read_table(path)
    assert table.num_rows == len(rows())
    for place, sent in enumerate(zip(*cells(aws, query()), strict=True)):
        read, kind = table.column(place).to_pylist(), ["int", *TYPES][place]
        if kind in FLOATS:
            assert _floats(read, kind) == _floats(sent, kind), kind
        else:
            assert list(map(_format_value, read)) == list(sent), kind


FLOATS = {"real": "f", "double precision": "d"}


def _format_value(value: object) -> object:
    """Return a value of Parquet in the server's format."""
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return str(value) if isinstance(value, int) else value


def _floats(values: Sequence[float | str | None], kind: str) -> list[bytes | None]:
    """Return the bits of floats, which also distinguish NaN and zeros."""
    return [None if value is None else pack(FLOATS[kind], float(value)) for value in values]
