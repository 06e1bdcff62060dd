"""A paste that is taken as it comes, not character by character.

It rests on the insides of Textual's parser (8.2): in a bracketed paste it puts away each character
that is not an escape, so it takes a text without any for one, however long.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

_BEGIN, _END = "\x1b[200~", "\x1b[201~"


class PasteParser(XTermParser):
    """Takes a megabyte that is pasted in a few milliseconds instead of half a second."""

    pasting = False
    """Does what comes belong to a paste?"""
    _tail = ""
    """The last characters that came, which may be the first ones of a mark."""

    def feed(self, data: str) -> Iterator[Message]:
        """Tell what the terminal has sent; nothing, while a paste goes on."""
        if self.pasting and self._awaiting.timeout is None and data and "\x1b" not in data:
            self._awaiting = self._gen.send(data)
            return
        seen = self._tail + data
        self._tail = seen[1 - len(_END) :]
        begin, end = seen.rfind(_BEGIN), seen.rfind(_END)
        if begin != end:
            self.pasting = begin > end
        yield from super().feed(data)


def take_whole() -> None:
    """Have pastes taken whole by the drivers that are made from now on."""
    linux_driver.XTermParser = PasteParser  # type: ignore[attr-defined]
