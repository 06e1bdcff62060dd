"""Parquet and Excel: read back by another reader, every value is what it was."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree

import pyarrow.parquet
import pytest

from dsql_tui.events import Column
from dsql_tui.results.formats import format_named
from dsql_tui.results.formats.format import Options, Row, Unfit
from tests.results.formats.test_formats import AWKWARD

_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = [Column("value", 25), Column("number", 20)]


def written(name: str, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    batches = [rows[start : start + 7] for start in range(0, len(rows), 7)]
    return b"".join(format_named(name).write(columns, batches, Options()))


def sheets(workbook: bytes) -> list[list[dict[str, str]]]:
    """Rows of each sheet, their cells by column; bare numbers are given as they are written."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        names = sorted(name for name in archive.namelist() if "worksheets/sheet" in name)
        return [_rows(ElementTree.fromstring(archive.read(name))) for name in names]


def _rows(sheet: ElementTree.Element) -> list[dict[str, str]]:
    return [
        {re.sub(r"\d", "", cell.attrib["r"]): _value(cell) for cell in row.iter(f"{_XML}c")}
        for row in sheet.iter(f"{_XML}row")
    ]


def _value(cell: ElementTree.Element) -> str:
    text = "".join(part.text or "" for part in (*cell.iter(f"{_XML}t"), *cell.iter(f"{_XML}v")))
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def test_parquet_holds_every_awkward_text() -> None:
    rows: list[Row] = [(value, str(number)) for number, value in enumerate(AWKWARD)]
    table = pyarrow.parquet.read_table(io.BytesIO(written("parquet", COLUMNS, rows)))
    assert table.column("value").to_pylist() == AWKWARD
    assert table.column("number").to_pylist() == list(range(len(AWKWARD)))


TYPED = [
    (20, "-9223372036854775808", -(2**63)),
    (21, "32767", 32767),
    (23, "-1", -1),
    (16, "t", True),
    (16, "f", False),
    (17, "\\x00ff", b"\x00\xff"),
    (701, "3.141592653589793", 3.141592653589793),
    (701, "-Infinity", float("-inf")),
    (700, "0.5", 0.5),
    (1700, "0.10000000000000000000000000000000001", "0.10000000000000000000000000000000001"),
    (1184, "infinity", "infinity"),
    (1082, "0044-03-15 BC", "0044-03-15 BC"),
    (3802, '{"a": 1.10}', '{"a": 1.10}'),
    (23, None, None),
]


@pytest.mark.parametrize(("oid", "cell", "value"), TYPED)
def test_parquet_has_types_where_they_hold_all_there_is(
    oid: int, cell: str | None, value: object
) -> None:
    table = pyarrow.parquet.read_table(
        io.BytesIO(written("parquet", [Column("v", oid)], [(cell,)]))
    )
    assert table.column("v").to_pylist() == [value]


def test_many_rows_are_several_row_groups() -> None:
    rows: list[Row] = [("x", str(number)) for number in range(50_000)]
    file = pyarrow.parquet.ParquetFile(io.BytesIO(written("parquet", COLUMNS, rows)))
    assert file.num_row_groups == 3
    assert file.read().column("number").to_pylist() == list(range(50_000))


def test_excel_holds_every_awkward_text_but_one_that_is_too_long() -> None:
    rows: list[Row] = [
        (value, str(number)) for number, value in enumerate(AWKWARD) if len(value or "") < 32_767
    ]
    (sheet,) = sheets(written("excel", COLUMNS, rows))
    assert sheet[0] == {"A": "value", "B": "number"}
    assert [row.get("A") for row in sheet[1:]] == [value for value, _ in rows]
    with pytest.raises(Unfit, match="100,000"):
        written("excel", COLUMNS, [("x" * 100_000, "1")])


NUMBERS = [
    (20, "123456789012345", "123456789012345"),
    (20, "9223372036854775807", "9223372036854775807"),
    (1700, "1.10", "1.1"),
    (1700, "0.10000000000000000000000000000000001", "0.10000000000000000000000000000000001"),
    (701, "NaN", "NaN"),
    (16, "t", "1"),
]


@pytest.mark.parametrize(("oid", "cell", "shown"), NUMBERS)
def test_excel_has_numbers_where_it_holds_every_digit(oid: int, cell: str, shown: str) -> None:
    (sheet,) = sheets(written("excel", [Column("v", oid)], [(cell,)]))
    assert sheet[1] == {"A": shown}


def test_excel_shows_the_decimals_that_the_server_sent() -> None:
    workbook = written("excel", [Column("v", 1700)], [("1.10",), ("2",), ("3.000",)])
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert 'formatCode="0.000"' in styles
    assert 'formatCode="0.00"' in styles


def test_excel_tells_how_far_it_is_while_rows_come() -> None:
    batches = [[("x", "1")]] * 3
    parts = format_named("excel").write(COLUMNS, batches, Options())
    assert [next(parts) for _ in batches] == [b""] * 3


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    workbook = written("excel", COLUMNS, [("=1+1", "1"), ("https://example.org", "2")])
    assert [row["A"] for row in sheets(workbook)[0][1:]] == ["=1+1", "https://example.org"]
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_neither_library_is_loaded_before_it_is_wanted() -> None:
    code = (
        "import sys, dsql_tui.results.formats; print({'pyarrow', 'xlsxwriter'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
