"""What a file's name says: the format of the rows in it, and what they are packed with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from dsql_tui.results.formats import FORMATS
from dsql_tui.results.formats.format import Format, Missing


class Packer(Protocol):
    """Makes bytes smaller (as `zlib.compressobj` does)."""

    def compress(self, data: bytes, /) -> bytes:
        """What has come out of it so far."""

    def flush(self) -> bytes:
        """The rest."""


@dataclass(frozen=True, slots=True)
class Packing:
    """A way to make a file smaller."""

    name: str
    suffix: str
    packer: Callable[[], Packer]
    """Raises `Missing` where its library is not installed."""


class _Plain:
    """No packing at all."""

    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


def _gzip() -> Packer:
    # Lazily, as below, because most files are not packed.
    import zlib

    return zlib.compressobj(wbits=16 + zlib.MAX_WBITS)


def _zstd() -> Packer:
    try:
        from zstandard import ZstdCompressor
    except ImportError:
        raise Missing("zstd", "zstd") from None
    return ZstdCompressor().compressobj()


PACKINGS = (
    Packing("none", "", _Plain),
    Packing("gzip", ".gz", _gzip),
    Packing("zstd", ".zst", _zstd),
)


def named(path: PurePath) -> tuple[Format | None, Packing]:
    """The format that a file's name ends with, if it is one of ours, and the packing after it."""
    *_, packing = (each for each in PACKINGS if path.name.endswith(each.suffix))
    name = path.name.removesuffix(packing.suffix)
    return next((each for each in FORMATS if name.endswith(each.suffix)), None), packing
