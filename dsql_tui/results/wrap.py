"""Long texts and bytes as lines of a width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from dsql_tui.results.text import visible

_BYTES = 16
"""Bytes in a line of a dump."""
_ASCII = {byte: chr(byte) for byte in range(0x20, 0x7F)}


def wrapped(text: str, width: int, cells: Callable[[str], int]) -> Iterator[str]:
    """The lines of a text, safe to draw, each at most `width` cells wide.

    `cells` says how wide a text is. The text's own line ends are kept.
    """
    for line in text.split("\n"):
        left = visible(line.removesuffix("\r"))
        while left:
            end = _fitting(left, width, cells)
            yield left[:end]
            left = left[end:]
        if not line:
            yield ""


def _fitting(text: str, width: int, cells: Callable[[str], int]) -> int:
    """How many characters fit."""
    end = min(width, len(text))
    while end > 1 and cells(text[:end]) > width:
        end -= max(1, (cells(text[:end]) - width) // 2)
    return end


class Dump(Sequence[str]):
    """Bytes as people read them: where, in hexadecimal, and what is ASCII. Made line by line."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __len__(self) -> int:
        return -(-len(self.data) // _BYTES)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        piece = self.data[index * _BYTES : (index + 1) * _BYTES]
        text = "".join(_ASCII.get(byte, "·") for byte in piece)
        return f"{index * _BYTES:08x}  {piece.hex(' '):<47}  {text}"
