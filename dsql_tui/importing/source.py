"""The file to import, decompressed if its name says so."""

from __future__ import annotations

import gzip
import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, TextIO, cast

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
        return tuple(read_columns(self.content, self.layout))

    def read_records(
        self, columns: Sequence[str], json_columns: Collection[str]
    ) -> Iterator[Record]:
        """Return the records, with the cells of these columns."""
        return read_records(self.content, self.layout, columns, json_columns)


@contextmanager
def open_source(path: Path, layout: Layout) -> Iterator[Source]:
    """Open a file to import.

    Without an encoding a text is UTF-8, or UTF-16 with a byte order mark; bytes that are not UTF-8
    become lone surrogates.

    Raises:
        OSError: The file cannot be read.
        MissingLibrary: The library for its compression is not installed.
        ValueError: The file is not text in its encoding; the message is for the user.
    """
    with path.open("rb") as file:
        if layout.kind not in BINARY_KINDS:
            yield from _open_text(path, layout, file)
            return
        if path.suffix.lower() not in _COMPRESSED:
            yield Source(layout, file, file)
            return
        with TemporaryFile() as copy:  # A binary file is not read from start to end.
            copyfileobj(_decompress(path, file), copy)
            copy.seek(0)
            yield Source(layout, cast(BinaryIO, copy), cast(BinaryIO, copy))


def _open_text(path: Path, layout: Layout, file: BinaryIO) -> Iterator[Source]:
    content = BufferedReader(_decompress(path, file))
    encoding = layout.encoding
    if not encoding and content.peek(2)[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        encoding = "utf-16"
    errors = "strict" if encoding else "surrogateescape"
    try:
        # Line ends stay as they are, since values may contain them.
        text = TextIOWrapper(content, encoding or "utf-8-sig", errors, newline="")
        yield Source(layout, text, file)
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not text in {error.encoding}: {error.reason}.") from None


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
