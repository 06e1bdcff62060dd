"""The file to import, decompressed if its name says so."""

from __future__ import annotations

import gzip
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, TextIO, cast

from dsql_tui.importing.text import check_bytes, check_line, open_text
from dsql_tui.results.formats.format import MissingLibrary
from dsql_tui.results.readers import BINARY_KINDS, Layout, Record, read_columns, read_records

_COMPRESSED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class Source:
    """An open file to import."""

    layout: Layout
    content: TextIO | BinaryIO
    """The text, or the file if its kind is binary."""
    file: BinaryIO
    """The file, whose position shows the progress."""

    @property
    def share(self) -> float:
        """The part of the file that was read, from 0 to 1."""
        return min(self.file.tell() / max(os.fstat(self.file.fileno()).st_size, 1), 1.0)

    def read_columns(self) -> tuple[str, ...]:
        """Return the names of the columns.

        Raises:
            ValueError: The file does not name its columns; the message is for the user.
            MissingLibrary: The library for its kind is not installed.
        """
        names = read_columns(self.content, self.layout)
        if isinstance(self.content, TextIOWrapper) and not self.layout.columns:
            check_line(",".join(names), self.content.encoding)
        return tuple(names)

    def read_records(
        self, columns: Sequence[str], json_columns: Collection[str]
    ) -> Iterator[Record]:
        """Return the records, with the cells of these columns."""
        records = read_records(self.content, self.layout, columns, json_columns)
        if not isinstance(self.content, TextIOWrapper):
            return records
        whole_lines = self.layout.kind not in ("json", "jsonl")
        return check_bytes(records, self.content.encoding, whole_lines)


@contextmanager
def open_source(path: Path, layout: Layout) -> Iterator[Source]:
    """Open a file to import.

    Raises:
        OSError: The file cannot be read.
        MissingLibrary: The library for its compression is not installed.
    """
    with path.open("rb") as file:
        if layout.kind not in BINARY_KINDS:
            text = open_text(BufferedReader(_decompress(path, file)), layout.encoding)
            yield Source(layout, text, file)
            return
        if path.suffix.lower() not in _COMPRESSED:
            yield Source(layout, file, file)
            return
        with TemporaryFile() as copy:  # A binary file is not read from start to end.
            copyfileobj(_decompress(path, file), copy)
            copy.seek(0)
            yield Source(layout, cast(BinaryIO, copy), cast(BinaryIO, copy))


def _decompress(path: Path, file: BinaryIO) -> RawIOBase:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if suffix != ".zst":
        return file  # type: ignore[return-value]
    try:
        from zstandard import ZstdDecompressor
    except ImportError:
        raise MissingLibrary("zstd", "zstd") from None
    return ZstdDecompressor().stream_reader(file)  # type: ignore[return-value]
