"""Export of rows to files, complete or unchanged."""

from __future__ import annotations

import gzip
import stat
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.events import Column
from dsql_tui.results.formats import FORMATS, get_format
from dsql_tui.results.formats.format import Options, Row
from dsql_tui.store.export import ExportProgress, export_rows

COLUMNS = [Column("id", 20), Column("name", 25)]
CSV = get_format("csv")


def batches(count: int) -> Iterator[list[Row]]:
    for number in range(count):
        yield [(str(number), "x" * 100)] * 250


def test_exported_file_is_complete_and_private(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    *_, last = export_rows(COLUMNS, batches(4), CSV, Options(), path)
    assert last == ExportProgress(1000, path.stat().st_size)
    assert len(path.read_bytes().splitlines()) == 1001
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_gz_files_are_compressed(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    *_, last = export_rows(COLUMNS, batches(1), CSV, Options(), path)
    assert last.size == path.stat().st_size
    assert len(gzip.decompress(path.read_bytes()).splitlines()) == 251


def test_failed_or_cancelled_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old")

    def failing() -> Iterator[list[Row]]:
        yield from batches(3)
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        list(export_rows(COLUMNS, failing(), CSV, Options(), path))
    going = export_rows(COLUMNS, batches(10**9), CSV, Options(), path)
    assert next(going).rows > 0
    going.close()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_is_an_error(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(OSError, match="No space left"):
        list(export_rows(COLUMNS, batches(100), CSV, Options(), full))


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if not kind.binary])
def test_memory_stays_flat(tmp_path: Path, kind) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / f"rows{kind.suffix}"
    tracemalloc.start()
    try:
        list(export_rows(COLUMNS, batches(200), kind, Options(), path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 5_000_000
    assert peak < 2_000_000
