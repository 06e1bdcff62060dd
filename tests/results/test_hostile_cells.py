"""Values that no server of this version sends, in sorting and in the summary of a selection."""

from __future__ import annotations

import time

import pytest

from dsql_tui.events import Column
from dsql_tui.results.compare import RowList
from dsql_tui.results.sort import sort_rows
from dsql_tui.results.summary import summarize
from dsql_tui.results.table import Table
from dsql_tui.results.types import ARRAY_ELEMENTS

CELLS = [
    *(b"NaN", b"sNaN", b"-sNaN1", b"-inf", b"1e999999999999", b"1e-999999999999999999999"),
    *(b"", b" ", b"\xff\xfe", b"\x00", b"0x1", b"1_000", "١٢".encode(), b"--", b"BC", b"-"),
    *(b"12", b"-5.50", b"$1,000.00", b"($5.00)", b"infinity", b"0001-01-01 BC", b"2020-13-45"),
    *(b"2020-01-01 00:00:00+25", b"99999999999999-01-01", b"24:00:60", b"12:00:00+99", b"P1Y"),
    *(b"{1,2}", b"{NULL,{1}}", b"{", b"}{", b"[2:3]={1,2}", b'{"a', b"{" * 2000),
    *(b"9" * 100_000, b"1" * 4301, b"1 year " * 20_000, b"+" * 100_000, b"1:" * 50_000),
]
OIDS = [16, 17, 20, 21, 23, 25, 26, 114, 700, 701, 790, 869, 1042, 1082, 1083, 1114, 1184, 1186]
OIDS += [1266, 1700, 2950, 3802, *ARRAY_ELEMENTS]


@pytest.mark.parametrize("oid", OIDS)
def test_no_value_raises_an_exception_or_takes_long(oid: int) -> None:
    columns = [Column("a", oid)]
    began = time.process_time()
    for cell in CELLS:
        for other in (b"12", b"2020-01-01", b"{1}", None):
            rows = [(cell,), (other,), (cell,)]
            table = Table(tuple(columns))
            table.append(RowList(rows))
            for descending in (False, True):
                assert sorted(sort_rows(table, range(3), 0, descending).rows) == [0, 1, 2]
            assert summarize(columns, rows)
    assert time.process_time() - began < 5
