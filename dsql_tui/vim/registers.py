"""The registers: texts that were yanked or deleted."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import NamedTuple

UNNAMED = '"'
BLACK_HOLE = "_"
SMALL_DELETE = "-"
CLIPBOARD = ("+", "*")
_LETTERS = frozenset(string.ascii_letters)
_WRITABLE = _LETTERS | frozenset(string.digits) | {UNNAMED, BLACK_HOLE, SMALL_DELETE, *CLIPBOARD}
_READ_ONLY = {"/", ".", ":"}
REGISTERS = {
    '"': "what was yanked or deleted last",
    "a–z": "named by you; A–Z append to them",
    "0": "what was yanked last",
    "1–9": "what was deleted last, if it was lines or a long motion",
    "-": "what was deleted last inside a line",
    "_": "nothing: what is deleted is not kept",
    "+ *": "the clipboard",
    "/": "the last pattern; read only",
    ":": "the last command line; read only",
    ".": "the last inserted text; read only",
}


class Register(NamedTuple):
    """A text, and whether it is whole lines."""

    text: str
    """The lines, separated by LF; there is none after the last line."""
    linewise: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")


def is_register(name: str, write: bool = False) -> bool:
    """Return whether a register has this name."""
    return name in _WRITABLE or (name in _READ_ONLY and not write)


class Registers:
    """Every register, and the rules that say which one a deleted text goes to."""

    def __init__(
        self,
        copy: Callable[[str], object] = lambda text: None,
        paste: Callable[[], str] = lambda: "",
    ) -> None:
        """Create empty registers.

        Args:
            copy: Copies a text to the clipboard.
            paste: Returns the text of the clipboard.
        """
        self.contents: dict[str, Register] = {}
        self.copy = copy
        self.paste = paste
        self._latest = "0"
        """The register that the unnamed one stands for."""

    def get(self, name: str) -> Register | None:
        """Return the content of a register, if there is any."""
        if name in CLIPBOARD:
            text = self.paste().replace("\r\n", "\n")
            if not text:
                return None
            return Register(text.removesuffix("\n"), text.endswith("\n"))
        if name == BLACK_HOLE:
            return Register("")
        if name in ("", UNNAMED):
            name = self._latest
            if name in CLIPBOARD:
                return self.get(name)
        return self.contents.get(name.lower())

    def yank(self, name: str, content: Register) -> None:
        """Keep a yanked text."""
        if name != BLACK_HOLE:
            self._write("0" if name in ("", UNNAMED) else name, content)

    def delete(self, name: str, content: Register, numbered: bool) -> None:
        """Keep a deleted text.

        Args:
            name: The register that the user named; empty for none.
            content: The deleted text.
            numbered: Whether a long motion deleted it, so that it goes to register 1.
        """
        if name == BLACK_HOLE:
            return
        if name not in ("", UNNAMED):
            self._write(name, content)
        elif name == UNNAMED:
            self._write("0", content)
        is_long = content.linewise or "\n" in content.text
        if is_long or numbered:
            for number in range(9, 1, -1):
                if (earlier := self.contents.get(str(number - 1))) is not None:
                    self.contents[str(number)] = earlier
            self.contents["1"] = content
            if not name.isupper():
                self._latest = "1"
        if not is_long and name == "":
            self._write(SMALL_DELETE, content)

    def keep(self, name: str, text: str) -> None:
        """Set a register that the user cannot write to."""
        self.contents[name] = Register(text)

    def _write(self, name: str, content: Register) -> None:
        if name in CLIPBOARD:
            self.copy(content.text + "\n" * content.linewise)
            self._latest = name
            return
        old = self.contents.get(name.lower()) if name.isupper() else None
        if old is not None:
            content = _append(old, content)
        self.contents[name.lower()] = content
        self._latest = name.lower()


def _append(old: Register, new: Register) -> Register:
    if old.linewise or new.linewise:
        return Register(f"{old.text}\n{new.text}", linewise=True)
    return Register(old.text + new.text)
