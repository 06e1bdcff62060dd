"""Scripts are read as psql reads them, line by line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsql_tui.sql.conversion import reader
from dsql_tui.sql.conversion.copies import read_copy
from dsql_tui.sql.conversion.inserts import read_insert
from dsql_tui.sql.conversion.reader import ScriptPart, read_parts
from dsql_tui.sql.conversion.values import convert_array, decode_field, encode_field
from dsql_tui.sql.statements import split
from tests.sql.dumps import DUMPS


def read(script: str) -> list[ScriptPart]:
    return list(read_parts(script.splitlines(keepends=True)))


@pytest.mark.parametrize("name", DUMPS)
def test_statements_are_those_of_the_splitter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_LINES", 3)
    script = DUMPS[name]
    parts = read(script)
    ends = script.replace("\r\n", "\n")
    statements = [each.text for each in split(script)]
    assert [each.text for each in parts if each.kind != "rows"] == statements
    rows = [row for each in parts for row in each.rows]
    data = [each.data for each in split(ends) if each.data]
    expected = [line for each in data for line in ends[each.start : each.end].split("\n")[:-1]]
    assert rows == expected
    for part in parts:
        if part.kind != "rows":
            assert part.text.split()[0] in ends.split("\n")[part.line - 1]


def test_a_dump_is_never_whole_in_memory() -> None:
    def endless() -> Iterator[str]:
        yield "COPY t FROM stdin;\n"
        while True:
            yield "1\tdrop table x;\n"

    parts = read_parts(endless())
    assert next(parts).kind == "copy"
    assert [len(next(parts).rows) for _ in range(3)] == [reader.CHUNK_LINES] * 3


def test_rows_of_inserts() -> None:
    found = read_insert(
        "INSERT INTO public.\"Album\" (\"Id\", t, d) VALUES\n (1, N'It''s; x', '2021/1/6'),\n"
        "(-2.5, NULL, E'a\\nb\\'c'::text), (3, true, ARRAY['a','b''c',NULL]::text[])"
    )
    assert found is not None
    assert (found.table.key, found.columns) == ("public.Album", ("Id", "t", "d"))
    assert found.rows == [
        ("1", "It's; x", "2021/1/6"),
        ("-2.5", None, "a\nb'c"),
        ("3", "true", '{"a","b\'c",NULL}'),
    ]
    for other in (
        "values (lower(x))",
        "select 1",
        "values (1) on conflict do nothing",
        "values (1+1)",
    ):
        assert read_insert(f"insert into t {other}") is None


def test_values_are_those_that_the_server_would_store() -> None:
    values = "N'a ', 007, +5, .5, 5., 1e3, 1.50, -0, 'b '::varchar, 'c '::character varying"
    found = read_insert(f"insert into t values ({values})")
    assert found is not None
    assert found.rows == [("a", "7", "5", "0.5", "5", "1000", "1.50", "0", "b ", "c ")]
    for cast in (
        "'a '::char(5)",
        "'abc'::varchar(2)",
        "'a '::bpchar",
        "1.5::int",
        "1::numeric(2,1)",
    ):
        assert read_insert(f"insert into t values ({cast})") is None


def test_functions_of_the_moment_are_values() -> None:
    found = read_insert("insert into t values (now(), CURRENT_DATE, gen_random_uuid(), 'now()')")
    assert found is not None
    time, date, key, text = found.rows[0]
    assert (time or "")[:10] == date
    assert (len(key or ""), text) == (36, "now()")


def test_copy_options() -> None:
    assert read_copy('COPY "T" (a, "B") FROM stdin').columns == ("a", "B")
    found = read_copy("copy t from stdin with (format csv, delimiter ';', header, null 'NULL')")
    assert (found.csv, found.delimiter, found.header, found.null) == (True, ";", True, "NULL")
    with pytest.raises(ValueError, match="binary"):
        read_copy("copy t from stdin (format binary)")


def test_values() -> None:
    for value in ("a\tb\\c\nd", "\\N", "", "é", None):
        assert decode_field(encode_field(value)) == value
    assert decode_field(r"\101\x42\t") == "AB\t"
    assert convert_array("{1.50,NULL,{2}}", "number") == "[1.50, null, [2]]"
    assert convert_array('{"b \\"c",x}', "text") == '["b \\"c", "x"]'
    with pytest.raises(ValueError, match="not an array"):
        convert_array("{a,b", "text")
