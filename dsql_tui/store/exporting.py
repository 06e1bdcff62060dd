"""Rows into a file, as they come: memory stays flat, and the file is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Format, Options, Row
from dsql_tui.results.formats.packing import named
from dsql_tui.store.files import whole

_EVERY = 0.1
"""Seconds between two reports."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How far an export is."""

    rows: int
    size: int
    """Bytes of the file."""


def export(
    columns: Sequence[Column], batches: Batches, kind: Format, options: Options, path: Path
) -> Iterator[Exported]:
    """Write rows to a file, packed as its name says; now and then tells how far it is.

    What `batches` raises is raised again, and then, as when it is closed early, no file is written
    and an old one of that name is as it was.

    Raises:
        OSError: it cannot be written.
        Missing: a library for the format or the packing is not installed.
    """
    packer = named(path)[1].packer()
    counter = _Counter(batches)
    size, told = 0, monotonic()
    with whole(path) as file:
        for part in kind.write(columns, counter.batches(), options):
            size += file.write(packer.compress(part))
            if monotonic() - told >= _EVERY:
                told = monotonic()
                yield Exported(counter.rows, size)
        size += file.write(packer.flush())
    yield Exported(counter.rows, size)


class _Counter:
    """Counts rows on their way."""

    def __init__(self, batches: Batches) -> None:
        self.rows = 0
        self._batches = batches

    def batches(self) -> Iterator[Sequence[Row]]:
        for batch in self._batches:
            self.rows += len(batch)
            yield batch
