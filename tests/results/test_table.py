"""Tables: chunks in memory and on disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dsql_tui.events import Column
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.table import Table
from dsql_tui.results.types import NUMBERS, type_name
from tests.results.chunks import Counted, Rows

Cells = list[tuple[bytes | None, ...]]

COLUMNS = (Column("id", 23), Column("name", 25))


def test_cells_are_found_across_chunks() -> None:
    table = Table(COLUMNS)
    table.append(Rows([]))
    table.append(Rows([(b"0", b"a"), (b"1", None)]))
    table.append(Rows([]))
    table.append(Rows([(b"2", b"")]))
    assert len(table) == 3
    assert [table.value(row, 0) for row in range(3)] == [b"0", b"1", b"2"]
    assert [table.value(row, 1) for row in range(3)] == [b"a", None, b""]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


AWKWARD: Cells = [
    (b"1", b""),
    (b"2", None),
    (None, None),
    (b"", b"\x00\xff"),
    (b"3", b"x" * 3_000_000),
    (b"4", "漢字".encode()),
]


def test_spilled_rows_are_read_back_unchanged() -> None:
    table = Table(COLUMNS, MemoryBudget(limit=100_000))
    chunks: list[Cells] = [
        [(b"%d" % n, b"v" * (n % 90)) for n in range(s, s + 250)] for s in range(0, 9000, 250)
    ]
    rows = [*AWKWARD, *(row for chunk in chunks for row in chunk)]
    for chunk in (AWKWARD, *chunks):
        table.append(Rows(chunk))
    assert table.memory_used < 100_000
    assert [
        tuple(table.value(row, column) for column in (0, 1)) for row in range(len(table))
    ] == rows
    read = [
        (chunk.get_value(row, 0), chunk.get_value(row, 1))
        for chunk in table.chunks()
        for row in range(chunk.ntuples)
    ]
    assert read == rows


def test_known_memory_of_a_chunk_is_used() -> None:
    known, measured = Table(COLUMNS), Table(COLUMNS)
    known.append(Rows([(b"1", b"x" * 1000)]), memory=5000)
    measured.append(Rows([(b"1", b"x" * 1000)]))
    assert known.memory_used == 5000 > measured.memory_used > measured.size == 1001
    assert 1001 < known.size < 5000


def test_tables_share_the_budget_and_release_it() -> None:
    files = open_files()
    budget = MemoryBudget(limit=50_000)
    first, second = Table(COLUMNS, budget), Table(COLUMNS, budget)
    for start in range(0, 5000, 250):
        first.append(Counted(start, 250))
        second.append(Counted(start, 250))
    assert first.memory_used + second.memory_used <= 50_000
    assert first.value(4999, 1) == second.value(4999, 1) == b"4999.1"
    del first
    assert open_files() == files + 1
    held = second.memory_used
    second.append(Counted(5000, 250))
    assert second.memory_used > held, "the rows of the first table still count"
    del second
    assert open_files() == files


def test_full_disk_drops_only_later_rows() -> None:
    code = """
import resource
from dsql_tui.events import RowsReceived, Column, Described, Finished, Notice
from dsql_tui.results.store_rows import store_rows
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.table import Table
from tests.results.chunks import Counted
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
columns = (Column("id", 23), Column("name", 25))
table = Table(columns, MemoryBudget(50_000))
events = [Described(columns), *(RowsReceived(Counted(s, 250)) for s in range(0, 50_000, 250))]
stopped = []
events.append(Finished("SELECT 50000", 1))
seen = list(store_rows(iter(events), lambda: table, lambda: stopped.append(1)))
assert stopped == [1], stopped
assert [type(event) for event in seen].count(Notice) == 1
assert seen[-1].more and 10_000 < len(table) < 50_000, len(table)
assert all(table.value(row, 1) == b"%d.1" % row for row in range(len(table)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr


@pytest.mark.parametrize(("row", "column"), [(-1, 0), (1, 0), (0, -1), (0, 2)])
def test_cell_outside_raises_index_error(row: int, column: int) -> None:
    table = Table(COLUMNS)
    table.append(Rows([(b"0", b"a")]))
    with pytest.raises(IndexError):
        table.value(row, column)


def test_rows_without_columns_are_counted() -> None:
    table = Table(())
    table.append(Rows([(), ()]))
    assert len(table) == 2


def test_types_have_short_names() -> None:
    assert (type_name(23), type_name(1009), type_name(99999)) == ("integer", "text[]", "")
    assert {23, 1700} < NUMBERS
