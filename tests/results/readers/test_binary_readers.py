"""Readers of Parquet and Excel files, of the formats and of other programs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Row
from dsql_tui.results.readers import Layout, Record, read_columns, read_records
from tests.results.formats.test_binary import write_text
from tests.results.formats.test_formats import AWKWARD


def parse(data: bytes, layout: Layout) -> tuple[list[str], list[Record]]:
    columns = read_columns(io.BytesIO(data), layout)
    return columns, list(read_records(io.BytesIO(data), layout, columns))


@pytest.mark.parametrize("kind", ["parquet", "excel"])
def test_awkward_texts_are_read_back(kind: str) -> None:
    texts = [value for value in AWKWARD if len(value or "") < 32_767]
    texts += ["_x0041_", "_x005F_", "a\r\nb", " ", "\n"]
    rows: Sequence[Row] = [(value, str(number)) for number, value in enumerate(texts)]
    columns = [Column("value", 25), Column("number", 20)]
    names, records = parse(write_text(kind, columns, rows), Layout(kind))
    assert names == ["value", "number"]
    assert [tuple(record.cells) for record in records] == list(rows)
    assert records[0].line == (1 if kind == "parquet" else 2)


TYPED = [
    (1184, "2026-11-24 23:59:59.999999+00"),
    (1114, "2026-11-24 00:00:00"),
    (1114, "2078-12-31 23:59:59.000001"),
    (1114, "2999-12-31 23:59:59.123457"),
    (1082, "1900-03-01"),
    (1082, "0044-03-15 BC"),
    (1083, "23:59:59.999999"),
    (1083, "24:00:00"),
    (1700, "1.10"),
    (1700, "100"),
    (1700, "12345678901234567890.5"),
    (701, "-0"),
    (701, "1e+300"),
    (20, "9223372036854775807"),
    (16, "f"),
    (17, "\\x00ff"),
    (3802, '{"a": 1.10}'),
]


@pytest.mark.parametrize("kind", ["parquet", "excel"])
@pytest.mark.parametrize(("oid", "cell"), TYPED)
def test_values_keep_their_type_and_all_digits(kind: str, oid: int, cell: str) -> None:
    _, (record,) = parse(write_text(kind, [Column("v", oid)], [(cell,)]), Layout(kind))
    (read,) = record.cells
    assert read is not None
    if oid == 701:
        assert (float(read), str(float(read))) == (float(cell), str(float(cell)))
    else:
        assert read == cell


def test_parquet_of_other_programs_is_read() -> None:
    moment = datetime(2026, 11, 30, 1, 2, 3, 4, timezone(timedelta(hours=2)))
    table = pyarrow.table(
        {
            "ns": pyarrow.array([moment], pyarrow.timestamp("ns", "Europe/Berlin")),
            "s": pyarrow.array([datetime(1, 1, 1)], pyarrow.timestamp("s")),
            "d": pyarrow.array([date(9999, 12, 31)], pyarrow.date64()),
            "t": pyarrow.array([time(1, 2)], pyarrow.time32("ms")),
            "n": pyarrow.array([Decimal("-0.00000001")], pyarrow.decimal128(38, 8)),
            "f": pyarrow.array([1.5], pyarrow.float32()),
            "c": pyarrow.array(["x"]).dictionary_encode(),
            "l": pyarrow.array([[1, None]]),
            "m": pyarrow.array([{"a": "é", "b": [moment]}]),
            "u": pyarrow.array([UUID(int=5).bytes], pyarrow.uuid()),
            "i": pyarrow.array([timedelta(seconds=1.5)]),
            "x": pyarrow.nulls(1),
        }
    )
    file = io.BytesIO()
    pyarrow.parquet.write_table(table, file)
    names, (record,) = parse(file.getvalue(), Layout("parquet"))
    cells = dict(zip(names, record.cells, strict=True))
    assert cells == {
        "ns": "2026-11-29 23:02:03.000004+00",
        "s": "0001-01-01 00:00:00",
        "d": "9999-12-31",
        "t": "01:02:00",
        "n": "-1E-8",
        "f": "1.5",
        "c": "x",
        "l": "[1, null]",
        "m": '{"a": "é", "b": ["2026-11-30 01:02:03.000004+02:00"]}',
        "u": "00000000-0000-0000-0000-000000000005",
        "i": "1500000 microseconds",
        "x": None,
    }
    assert parse(file.getvalue(), Layout("parquet", ("t", "c")))[1][0].cells == ("01:02:00", "x")
    with pytest.raises(ValueError, match=r"no column “y”. Its columns are: “ns”"):
        parse(file.getvalue(), Layout("parquet", ("y",)))


def make_workbook() -> bytes:
    """Return a workbook as people make them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.append(["id", "t", None, None])
    sheet.append([1, "x"])
    sheet.append([None, None])
    sheet.append([2.5, "=1/0"])
    sheet.append([3, timedelta(hours=30), "too many"])
    sheet.append([datetime(2026, 1, 2, 3, 4), date(2026, 1, 2)])
    sheet["B4"] = "#DIV/0!"
    sheet["B4"].data_type = "e"
    other = book.create_sheet("more")
    other.append(["a"])
    other.append(["b"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_workbooks_of_other_programs_are_read() -> None:
    data = make_workbook()
    names, records = parse(data, Layout("excel"))
    assert names == ["id", "t"]
    assert [(each.line, tuple(each.cells), each.problem) for each in records] == [
        (2, ("1", "x"), ""),
        (4, (), "Cell B4 has the error #DIV/0!."),
        (5, (), "The row has 3 values, but there are 2 columns."),
        (6, ("2026-01-02 03:04:00", "2026-01-02"), ""),
    ]
    assert parse(data, Layout("excel", sheet="more"))[1][0].cells == ("b",)
    assert parse(data, Layout("excel", sheet="2"))[1][0].cells == ("b",)
    read = parse(data, Layout("excel", ("c",), header=False, sheet="more"))[1]
    assert [record.cells for record in read] == [("a",), ("b",)]
    read = parse(data, Layout("excel", ("c",), header=False, sheet="more", null="a"))[1]
    assert [record.cells for record in read] == [("b",)]
    with pytest.raises(ValueError, match=r"no sheet “other”. Its sheets are: “Sheet”, “more”"):
        parse(data, Layout("excel", sheet="other"))


@pytest.mark.parametrize("kind", ["parquet", "excel"])
@pytest.mark.parametrize("data", [b"", b"id,t\n1,2\n", b"PK\3\4", b"PAR1"])
def test_other_files_are_refused(kind: str, data: bytes) -> None:
    with pytest.raises(ValueError, match="This is not a"):
        parse(data, Layout(kind))


@pytest.mark.parametrize("kind", ["parquet", "excel"])
def test_damaged_files_are_refused(kind: str) -> None:
    rows: list[Row] = [(f"text {number}", str(number)) for number in range(200)]
    data = write_text(kind, [Column("t", 25), Column("n", 20)], rows)
    for start in range(0, len(data), len(data) // 20):
        damaged = data[:start] + bytes(100) + data[start + 100 :]
        with suppress(ValueError):  # Some parts of a file are not needed.
            assert len(parse(damaged, Layout(kind))[1]) == 200
