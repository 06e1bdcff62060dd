"""Parquet and Excel files, checked with other readers."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timezone
from decimal import Decimal
from xml.etree import ElementTree

import pyarrow.parquet
import pytest

from dsql_tui.events import Column
from dsql_tui.results.formats import get_format
from dsql_tui.results.formats.format import Options, Row, UnsupportedValue
from tests.results.formats.test_formats import AWKWARD

_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = [Column("value", 25), Column("number", 20)]


def write_text(name: str, columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    batches = [rows[start : start + 7] for start in range(0, len(rows), 7)]
    return b"".join(get_format(name).write(columns, batches, Options()))


def sheets(workbook: bytes) -> list[list[dict[str, str]]]:
    """Return the rows of each sheet with their cells by column; numbers keep their spelling."""
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
    table = pyarrow.parquet.read_table(io.BytesIO(write_text("parquet", COLUMNS, rows)))
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
    (1184, "2026-11-25 02:00:00.5+02", datetime(2026, 11, 25, 0, 0, 0, 500_000, timezone.utc)),
    (1114, "2026-11-25 02:00:00.000001", datetime(2026, 11, 25, 2, 0, 0, 1)),
    (1082, "2026-11-25", date(2026, 11, 25)),
    (1082, "infinity", "infinity"),
    (1083, "04:05:06.789", time(4, 5, 6, 789_000)),
    (1083, "24:00:00", "24:00:00"),
    (3802, '{"a": 1.10}', '{"a": 1.10}'),
    (23, None, None),
]


@pytest.mark.parametrize(("oid", "cell", "value"), TYPED)
def test_parquet_keeps_types_that_can_hold_the_value(
    oid: int, cell: str | None, value: object
) -> None:
    table = pyarrow.parquet.read_table(
        io.BytesIO(write_text("parquet", [Column("v", oid)], [(cell,)]))
    )
    assert table.column("v").to_pylist() == [value]


MODIFIER = 4 + (5 << 16) + 2
"""The type modifier of numeric(5,2)."""


def test_parquet_has_decimals_with_the_scale_of_their_type() -> None:
    column = Column("v", 1700, MODIFIER)
    rows: list[Row] = [("1.10",), ("-999.99",), (None,)]
    table = pyarrow.parquet.read_table(io.BytesIO(write_text("parquet", [column], rows)))
    assert str(table.schema.field("v").type) == "decimal128(5, 2)"
    assert table.column("v").to_pylist() == [Decimal("1.10"), Decimal("-999.99"), None]
    wide = Column("v", 1700, 4 + (60 << 16) + 10)
    table = pyarrow.parquet.read_table(io.BytesIO(write_text("parquet", [wide], [("9" * 50,)])))
    assert table.column("v").to_pylist() == [Decimal("9" * 50)]
    table = pyarrow.parquet.read_table(io.BytesIO(write_text("parquet", [column], [("NaN",)])))
    assert table.column("v").to_pylist() == ["NaN"]


def test_a_later_value_that_does_not_fit_its_type_is_an_error() -> None:
    rows: list[Row] = [*[("2026-11-25",)] * 30_000, ("infinity",)]
    with pytest.raises(UnsupportedValue, match="column “d”"):
        write_text("parquet", [Column("d", 1082)], rows)


def test_many_rows_are_several_row_groups() -> None:
    rows: list[Row] = [("x", str(number)) for number in range(50_000)]
    file = pyarrow.parquet.ParquetFile(io.BytesIO(write_text("parquet", COLUMNS, rows)))
    assert file.num_row_groups == 3
    assert file.read().column("number").to_pylist() == list(range(50_000))


def test_excel_holds_every_awkward_text_up_to_its_limit() -> None:
    rows: list[Row] = [
        (value, str(number)) for number, value in enumerate(AWKWARD) if len(value or "") < 32_767
    ]
    (sheet,) = sheets(write_text("excel", COLUMNS, rows))
    assert sheet[0] == {"A": "value", "B": "number"}
    assert [row.get("A") for row in sheet[1:]] == [value for value, _ in rows]
    with pytest.raises(UnsupportedValue, match="100,000"):
        write_text("excel", COLUMNS, [("x" * 100_000, "1")])


NUMBERS = [
    (20, "123456789012345", "123456789012345"),
    (20, "9223372036854775807", "9223372036854775807"),
    (1700, "1.10", "1.1"),
    (1700, "0.10000000000000000000000000000000001", "0.10000000000000000000000000000000001"),
    (701, "NaN", "NaN"),
    (16, "t", "1"),
    (1082, "2026-11-25", "46351"),
    (1082, "1900-03-01", "61"),
    (1082, "1900-02-28", "1900-02-28"),
    (1082, "9999-12-31", "2958465"),
    (1082, "10000-01-01", "10000-01-01"),
    (1082, "infinity", "infinity"),
    (1083, "12:00:00", "0.5"),
    (1083, "24:00:00", "24:00:00"),
    (1114, "2026-11-25 06:00:00", "46351.25"),
    (1184, "2026-11-25 06:00:00+00", "46351.25"),
    (1184, "2026-11-25 08:00:00+02", "46351.25"),
    (1184, "-infinity", "-infinity"),
    (1186, "1 day", "1 day"),
]


@pytest.mark.parametrize(("oid", "cell", "shown"), NUMBERS)
def test_excel_has_numbers_and_dates_if_they_are_exact(oid: int, cell: str, shown: str) -> None:
    (sheet,) = sheets(write_text("excel", [Column("v", oid)], [(cell,)]))
    assert sheet[1] == {"A": shown}


def test_excel_shows_the_decimals_that_the_server_sent() -> None:
    workbook = write_text("excel", [Column("v", 1700)], [("1.10",), ("2",), ("3.000",)])
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert 'formatCode="0.000"' in styles
    assert 'formatCode="0.00"' in styles


def test_excel_shows_dates_and_times_as_such() -> None:
    columns = [Column("d", 1082), Column("t", 1083), Column("ts", 1114), Column("tz", 1184)]
    row = ("2026-11-25", "04:05:06", "2026-11-25 04:05:06.789", "2026-11-25 04:05:06+00")
    workbook = write_text("excel", columns, [row])
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    for pattern in ("yyyy-mm-dd", "hh:mm:ss.000", "yyyy-mm-dd hh:mm:ss.000"):
        assert f'formatCode="{pattern}"' in styles
    assert "ss.000&quot;Z&quot;" in styles
    assert sheet.count("<col ") == 4


def test_excel_yields_a_part_for_each_batch() -> None:
    batches = [[("x", "1")]] * 3
    parts = get_format("excel").write(COLUMNS, batches, Options())
    assert [next(parts) for _ in batches] == [b""] * 3


def test_text_that_looks_like_a_formula_stays_text() -> None:
    workbook = write_text("excel", COLUMNS, [("=1+1", "1"), ("https://example.org", "2")])
    assert [row["A"] for row in sheets(workbook)[0][1:]] == ["=1+1", "https://example.org"]
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_libraries_are_imported_only_when_used() -> None:
    code = (
        "import sys, dsql_tui.results.formats; print({'pyarrow', 'xlsxwriter'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
