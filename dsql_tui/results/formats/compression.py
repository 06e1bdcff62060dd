"""Detection of format and compression from a file name, and the compressors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple, Protocol

from dsql_tui.results.formats import FORMATS
from dsql_tui.results.formats.format import Format, MissingLibrary


class Compressor(Protocol):
    """A streaming compressor, such as `zlib.compressobj`."""

    def compress(self, data: bytes, /) -> bytes:
        """Compress data and return the output available so far."""

    def flush(self) -> bytes:
        """Return the rest of the output."""


class Compression(NamedTuple):
    """A compression method for files."""

    name: str
    suffix: str
    make_compressor: Callable[[], Compressor]
    """A function that returns a new compressor, or raises `MissingLibrary`."""


class _NoCompression:
    """A compressor that returns its input."""

    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


def _gzip() -> Compressor:
    # Imported here, as below, because most files are not compressed.
    import zlib

    return zlib.compressobj(wbits=16 + zlib.MAX_WBITS)


def _zstd() -> Compressor:
    try:
        from zstandard import ZstdCompressor
    except ImportError:
        raise MissingLibrary("zstd", "zstd") from None
    return ZstdCompressor().compressobj()


COMPRESSIONS = (
    Compression("none", "", _NoCompression),
    Compression("gzip", ".gz", _gzip),
    Compression("zstd", ".zst", _zstd),
)


def detect_format(path: PurePath) -> tuple[Format | None, Compression]:
    """Return format and compression of a file name; the format is `None` if it is not known.

    The ending may be in upper case.
    """
    name = path.name.lower()
    *_, compression = (each for each in COMPRESSIONS if name.endswith(each.suffix))
    name = name.removesuffix(compression.suffix)
    return next((each for each in FORMATS if name.endswith(each.suffix)), None), compression
