"""Export of rows to a file while they arrive; the file appears when it is complete."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from dsql_tui.events import Column
from dsql_tui.results.formats.compression import detect_format
from dsql_tui.results.formats.format import Batches, Format, Options, Row
from dsql_tui.store.files import open_atomic

_REPORT_INTERVAL = 0.1
"""Seconds between two progress reports."""


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """The number of rows and bytes written so far."""

    rows: int
    size: int
    """Bytes of the file."""


def export_rows(
    columns: Sequence[Column], batches: Batches, kind: Format, options: Options, path: Path
) -> Generator[ExportProgress, None, None]:
    """Write rows to a file, compressed if its name says so, and report progress.

    If `batches` raises an exception, or the iterator is closed early, the file is not written and
    an existing one stays unchanged.

    Raises:
        OSError: The file cannot be written.
        MissingLibrary: A library for the format or the compression is not installed.
    """
    compressor = detect_format(path)[1].make_compressor()
    counter = _RowCounter(batches)
    size, reported = 0, monotonic()
    with open_atomic(path) as file:
        for part in kind.write(columns, counter.count(), options):
            size += file.write(compressor.compress(part))
            if monotonic() - reported >= _REPORT_INTERVAL:
                reported = monotonic()
                yield ExportProgress(counter.rows, size)
        size += file.write(compressor.flush())
    yield ExportProgress(counter.rows, size)


class _RowCounter:
    """A counter of the rows that pass through."""

    def __init__(self, batches: Batches) -> None:
        self.rows = 0
        self._batches = batches

    def count(self) -> Iterator[Sequence[Row]]:
        for batch in self._batches:
            self.rows += len(batch)
            yield batch
