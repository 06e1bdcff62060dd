"""Long texts and binary data, split into lines of a given width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from dsql_tui.results.emoji import find_whole
from dsql_tui.results.text import make_visible

_EMOJI_LENGTH = 16
"""Characters of an emoji that are looked at behind the end of a line."""
_BYTES_PER_LINE = 16
_ASCII = {byte: chr(byte) for byte in range(0x20, 0x7F)}


def wrap_text(
    text: str, width: int, measure: Callable[[str], int], at_spaces: bool = False
) -> Iterator[str]:
    """Yield the lines of a text, safe to display and at most `width` cells wide.

    Args:
        text: The text; its line ends are kept.
        width: The width in cells.
        measure: Returns the width of a text in cells.
        at_spaces: True to keep words whole, as far as they are not very long.
    """
    for line in text.split("\n"):
        visible, start = make_visible(line.removesuffix("\r")), 0
        while start < len(visible):
            length = _fitting_length(visible[start : start + width], width, measure)
            near = visible[start : start + length + _EMOJI_LENGTH]
            end = start + (find_whole(near, length)[0] or length)
            space = visible.rfind(" ", start + width // 2, end + 1) if at_spaces else -1
            if space >= 0 and end < len(visible):  # The space is where the line ends.
                yield visible[start:space]
                start = space + 1
                continue
            yield visible[start:end]
            start = end
        if not line:
            yield ""


def _fitting_length(text: str, width: int, measure: Callable[[str], int]) -> int:
    """Return how many characters fit into `width` cells, at least one."""
    end = len(text)
    if text.isascii():  # visible ASCII has one cell for each character
        return end
    while end > 1 and measure(text[:end]) > width:
        end -= max(1, (measure(text[:end]) - width) // 2)
    return end


class HexDump(Sequence[str]):
    """The lines of a hex dump: offset, bytes, ASCII. Each line is made when it is read."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __len__(self) -> int:
        return -(-len(self.data) // _BYTES_PER_LINE)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        piece = self.data[index * _BYTES_PER_LINE : (index + 1) * _BYTES_PER_LINE]
        text = "".join(_ASCII.get(byte, "·") for byte in piece)
        return f"{index * _BYTES_PER_LINE:08x}  {piece.hex(' '):<47}  {text}"
