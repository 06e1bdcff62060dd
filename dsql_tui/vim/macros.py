"""Macros: keys that are recorded in a register and run again."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from dsql_tui.vim.parser import split_keys
from dsql_tui.vim.registers import Register, Registers

if TYPE_CHECKING:
    from dsql_tui.vim.insert import Typed
    from dsql_tui.vim.parser import Command

_MAX_DEPTH = 50
"""Macros that may run each other."""
_MAX_KEYS = 200_000
"""Keys that one command may run."""


def type_keys(typed: Typed) -> list[str]:
    """Return keys that have the effect of an insertion."""
    keys = ["<lt>" if each == "<" else "<CR>" if each == "\n" else each for each in typed.text]
    return ["<BS>"] * typed.deleted + keys


class Macros:
    """Records keys, and runs recorded ones until a command fails."""

    def __init__(self, registers: Registers, press: Callable[[str], None]) -> None:
        """Create a recorder.

        Args:
            registers: The registers that macros are kept in.
            press: Handles a key.
        """
        self.registers = registers
        self.press = press
        self.recording = ""
        """The register that is recorded to; empty if none is."""
        self._keys: list[str] = []
        self._last = ""
        self._depth = 0
        self._left = 0
        """The keys that may still be run; 0 after a command failed."""

    def note(self, key: str) -> None:
        """Record a key that the user pressed."""
        if self.recording and not self._depth:
            self._keys.append("<lt>" if key == "<" else key)

    def note_keys(self, keys: Iterable[str]) -> None:
        """Record what was typed in insert mode."""
        for key in keys:
            self.note(key)

    def stop(self) -> None:
        """Stop running, because a command failed."""
        self._left = 0

    def record(self, name: str) -> bool:
        """Begin to record to a register, or end recording; return whether that is possible."""
        if self.recording:
            keys = "".join(self._keys[:-1])  # without the `q`
            self.registers.yank(self.recording, Register(keys))
            self.recording = ""
            return True
        if name not in string.ascii_letters + string.digits:
            return False
        self.recording, self._keys = name, []
        return True

    def run(self, command: Command) -> bool:
        """Run the keys in a register (`@`); return whether it has any."""
        name = self._last if command.argument == "@" else command.argument
        content = self.registers.get(name) if name else None
        if content is None or self._depth >= _MAX_DEPTH:
            return False
        self._last = name
        keys = list(split_keys(content.text.replace("\n", "<CR>") + "<CR>" * content.linewise))
        if not self._depth:
            self._left = _MAX_KEYS
        self._depth += 1
        try:
            for key in keys * (command.count or 1):
                if not self._left:
                    return False
                self._left -= 1
                self.press("<" if key == "<lt>" else key)
        finally:
            self._depth -= 1
        return True
