"""The file to import, decompressed if its name says so."""

from __future__ import annotations

import gzip
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from dsql_tui.results.formats.format import MissingLibrary


@contextmanager
def open_lines(path: Path, encoding: str) -> Iterator[tuple[TextIOWrapper, BinaryIO]]:
    """Open the lines of a file, and the file itself, whose position shows the progress.

    Without an encoding the file is UTF-8, or UTF-16 with a byte order mark; bytes that are not
    UTF-8 become lone surrogates.

    Raises:
        OSError: The file cannot be read.
        MissingLibrary: The library for its compression is not installed.
        ValueError: The file is not text in its encoding; the message is for the user.
    """
    with path.open("rb") as file:
        content = BufferedReader(_decompress(path, file))
        if not encoding and content.peek(2)[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
            encoding = "utf-16"
        errors = "strict" if encoding else "surrogateescape"
        try:
            # Line ends stay as they are, since values may contain them.
            yield TextIOWrapper(content, encoding or "utf-8-sig", errors, newline=""), file
        except UnicodeDecodeError as error:
            raise ValueError(f"{path} is not text in {error.encoding}: {error.reason}.") from None


def _decompress(path: Path, file: BinaryIO) -> RawIOBase:
    if path.suffix == ".gz":
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if path.suffix != ".zst":
        return file  # type: ignore[return-value]
    try:
        from zstandard import ZstdDecompressor
    except ImportError:
        raise MissingLibrary("zstd", "zstd") from None
    return ZstdDecompressor().stream_reader(file)  # type: ignore[return-value]
