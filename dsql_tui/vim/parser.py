"""Turns keys into commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dsql_tui.vim.names import OPERATORS, PREFIXES, TAKE_CHARACTER, TAKE_LINE
from dsql_tui.vim.text import kind_of

_MAX_COUNT = 99_999_999
_DOUBLED = {"gu": ("gu", "u"), "gU": ("gU", "U"), "g~": ("g~", "~")}
_NAMED_KEYS = {"<CR>": "\n", "<Tab>": "\t", "<Space>": " ", "<lt>": "<"}
_KEY = re.compile(
    "<(?:Esc|CR|BS|Del|Tab|Space|lt|Left|Right|Up|Down|Home|End|PageUp|PageDown|C-.)>|.",
    re.DOTALL,
)


@dataclass(frozen=True)
class Command:
    """A whole command."""

    name: str
    """The command, motion or text object; the operator itself if it was doubled."""
    operator: str = ""
    register: str = ""
    count: int | None = None
    argument: str = ""
    """The character or the line that the command waits for."""

    def with_count(self, count: int | None) -> Command:
        """Return the command with another count."""
        return replace(self, count=count)


class _Incomplete(Exception):
    """More keys are needed."""

    def __init__(self, line_start: int | None = None) -> None:
        super().__init__()
        self.line_start = line_start
        """The index of the first key of the line that is being typed."""


class _Impossible(Exception):
    """No command begins with these keys."""


def split_keys(text: str) -> Iterator[str]:
    """Return the keys of a text such as `dw<Esc>`; `<` that begins no name is a key itself."""
    return (found[0] for found in _KEY.finditer(text))


def key_text(key: str) -> str:
    """Return the character that a key types; empty for keys that type none."""
    return key if len(key) == 1 else _NAMED_KEYS.get(key, "")


class Parser:
    """Collects keys until they are a command."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        """The keys typed so far."""
        self._line_start: int | None = None

    @property
    def text(self) -> str:
        """The keys typed so far, for the status bar."""
        return "".join(self.keys)

    @property
    def in_line(self) -> bool:
        """Whether a line is being typed, after `/`, `?` or `:`."""
        return self._line_start is not None

    @property
    def has_prefix_only(self) -> bool:
        """Whether only a count and a register were typed so far."""
        reader = _Reader(self.keys, visual=False, recording=False)
        try:
            reader.read()
        except _Incomplete:
            return reader.prefix_read and reader.at == len(self.keys)
        except _Impossible:
            return False
        return False

    @property
    def line(self) -> str:
        """The line that is being typed."""
        return "" if self._line_start is None else "".join(self.keys[self._line_start :])

    def set_line(self, text: str) -> None:
        """Replace the line that is being typed."""
        if self._line_start is not None:
            self.keys[self._line_start :] = list(text)

    def clear(self) -> None:
        """Forget the keys."""
        self.keys.clear()
        self._line_start = None

    def feed(self, key: str, visual: bool = False, recording: bool = False) -> Command | None:
        """Add a key; return the command if it is whole.

        Args:
            key: The key.
            visual: Whether text is selected, so that operators do not wait for a motion.
            recording: Whether `q` ends the recording of a macro.

        Raises:
            ValueError: No command begins with these keys; they are forgotten.
        """
        if self._line_start is not None and self._edit_line(key):
            return None
        self.keys.append(key)
        try:
            command = _Reader(self.keys, visual, recording).read()
        except _Incomplete as incomplete:
            self._line_start = incomplete.line_start
            return None
        except _Impossible:
            self.clear()
            raise ValueError("no such command") from None
        self.clear()
        return command

    def _edit_line(self, key: str) -> bool:
        """Handle a key inside a line; return False for the one that ends the line."""
        line = self.line
        if key == "<CR>":
            return False
        if key in ("<BS>", "<C-h>"):
            if line:
                self.set_line(line[:-1])
            else:
                self.clear()
        elif key == "<C-u>":
            self.set_line("")
        elif key == "<C-w>":
            kept = line.rstrip()
            kind = kind_of(kept[-1:])
            while kept and kind_of(kept[-1]) == kind:
                kept = kept[:-1]
            self.set_line(kept)
        else:
            self.keys += key_text(key)
        return True


class _Reader:
    """Reads one command from keys."""

    def __init__(self, keys: Sequence[str], visual: bool, recording: bool) -> None:
        self.keys = keys
        self.visual = visual
        self.recording = recording
        self.at = 0
        self.prefix_read = False
        """Whether nothing follows the first counts and registers."""

    def read(self) -> Command:
        register, count = self._read_prefix()
        self.prefix_read = self.at == len(self.keys)
        name = self._read_name()
        if name in OPERATORS and not self.visual:
            return self._read_operation(name, register, count)
        if name in ("i", "a") and self.visual:
            name += self._next()
        return Command(name, "", register, count, self._read_argument(name))

    def _read_operation(self, operator: str, register: str, count: int | None) -> Command:
        other_register, more = self._read_prefix()
        if more is not None:
            count = min((count or 1) * more, _MAX_COUNT)
        name = self._read_name()
        if name in _DOUBLED.get(operator, (operator,)):
            name = operator
        elif name in ("i", "a"):
            name += self._next()
        elif name in OPERATORS:
            raise _Impossible
        argument = self._read_argument(name)
        return Command(name, operator, other_register or register, count, argument)

    def _read_prefix(self) -> tuple[str, int | None]:
        """Read counts and a register, in any order."""
        register, count = "", None
        while True:
            digits = ""
            while (key := self._peek()).isdigit() and len(key) == 1 and (digits or key != "0"):
                digits += self._next()
            if digits:
                count = min((count or 1) * int(digits), _MAX_COUNT)
            elif key == '"':
                self._next()
                register = self._next()
                if len(register) > 1:
                    raise _Impossible
            else:
                return register, count

    def _read_name(self) -> str:
        name = self._next()
        return name + self._next() if name in PREFIXES else name

    def _read_argument(self, name: str) -> str:
        if name in TAKE_CHARACTER:
            if name == "q" and self.recording:
                return ""
            character = key_text(self._next())
            if not character:
                raise _Impossible
            return character
        if name not in TAKE_LINE:
            return ""
        if "<CR>" not in self.keys[self.at :]:
            raise _Incomplete(self.at)
        return "".join(self.keys[self.at : -1])

    def _peek(self) -> str:
        return self.keys[self.at] if self.at < len(self.keys) else ""

    def _next(self) -> str:
        if self.at >= len(self.keys):
            raise _Incomplete
        self.at += 1
        return self.keys[self.at - 1]
