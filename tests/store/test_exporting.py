"""Rows into files: whole or not at all."""

from __future__ import annotations

import gzip
import stat
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.events import Column
from dsql_tui.results.formats import FORMATS, format_named
from dsql_tui.results.formats.format import Options, Row
from dsql_tui.store.exporting import Exported, export

COLUMNS = [Column("id", 20), Column("name", 25)]
CSV = format_named("csv")


def batches(count: int) -> Iterator[list[Row]]:
    for number in range(count):
        yield [(str(number), "x" * 100)] * 250


def test_a_file_holds_every_row_and_is_ours_alone(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    *_, last = export(COLUMNS, batches(4), CSV, Options(), path)
    assert last == Exported(1000, path.stat().st_size)
    assert len(path.read_bytes().splitlines()) == 1001
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_name_that_ends_in_gz_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    *_, last = export(COLUMNS, batches(1), CSV, Options(), path)
    assert last.size == path.stat().st_size
    assert len(gzip.decompress(path.read_bytes()).splitlines()) == 251


def test_what_fails_or_is_left_early_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old")

    def failing() -> Iterator[list[Row]]:
        yield from batches(3)
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        list(export(COLUMNS, failing(), CSV, Options(), path))
    going = export(COLUMNS, batches(10**9), CSV, Options(), path)
    assert next(going).rows > 0
    going.close()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_no_room_on_the_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(OSError, match="No space left"):
        list(export(COLUMNS, batches(100), CSV, Options(), full))


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if not kind.binary])
def test_memory_stays_flat(tmp_path: Path, kind) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / f"rows{kind.suffix}"
    tracemalloc.start()
    try:
        list(export(COLUMNS, batches(200), kind, Options(), path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 5_000_000
    assert peak < 2_000_000
