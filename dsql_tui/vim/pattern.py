"""Patterns of vim as regular expressions of Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dsql_tui.vim.text import SCRIPTS

if TYPE_CHECKING:
    from regex import Pattern

SEARCH_TIMEOUT = 0.3
"""Seconds for one line; some regular expressions would take years."""
_CLASSES = {
    "s": "[ \\t]",
    "S": "[^ \\t\\n]",
    "d": "[0-9]",
    "D": "[^0-9\\n]",
    "w": "[0-9A-Za-z_]",
    "W": "[^0-9A-Za-z_\\n]",
    "x": "[0-9A-Fa-f]",
    "X": "[^0-9A-Fa-f\\n]",
    "o": "[0-7]",
    "O": "[^0-7\\n]",
    "h": "[A-Za-z_]",
    "H": "[^A-Za-z_\\n]",
    "a": "[A-Za-z]",
    "A": "[^A-Za-z\\n]",
    "l": "[a-z]",
    "L": "[^a-z\\n]",
    "u": "[A-Z]",
    "U": "[^A-Z\\n]",
    "i": "\\w",
    "k": "\\w",
    "p": "[^\\p{Cc}]",
    "n": "\\n",
    "t": "\\t",
    "e": "\\x1b",
    "r": "\\r",
    "b": "\\x08",
}
_LEVELS = {"v": 4, "m": 3, "M": 2, "V": 1}
_COUNT = re.compile(r"(-?)(\d*)(,?)(\d*)\\?\}")
_WORDS = (*(f"[{script}]" for script in SCRIPTS), f"[^\\W{''.join(SCRIPTS)}]")
"""The sets of characters that make words; a word ends where another set begins."""
_WORD_START = "(?:" + "|".join(f"(?<!{each})(?={each})" for each in _WORDS) + ")"
_WORD_END = "(?:" + "|".join(f"(?<={each})(?!{each})" for each in _WORDS) + ")"
_OPERATORS = frozenset("()|+=?{<>&@%")


class PatternError(Exception):
    """A pattern that is invalid, too slow or not supported; the message is for the user."""


@dataclass(frozen=True)
class Compiled:
    """A compiled pattern."""

    regex: Pattern[str]
    multiline: bool
    """Whether a match may go over the end of a line."""


def compile_pattern(
    pattern: str, ignorecase: bool = False, smartcase: bool = False, replacement: str = ""
) -> Compiled:
    """Compile a pattern of vim.

    Args:
        pattern: The pattern, without the `/` around it.
        ignorecase: Whether capitals do not matter.
        smartcase: Whether they do in a pattern with a capital.
        replacement: The last replacement, for `~`.

    Raises:
        PatternError: It is invalid or not supported.
    """
    # Imported late, because few sessions search. Unlike `re`, it has time limits.
    import regex

    translator = _Translator(pattern, replacement)
    text = translator.translate()
    if smartcase and any(map(str.isupper, re.sub(r"\\.", "", pattern))):
        ignorecase = False
    if translator.ignorecase is not None:
        ignorecase = translator.ignorecase
    flags = regex.MULTILINE | (regex.IGNORECASE if ignorecase else 0)
    try:
        return Compiled(regex.compile(text, flags), translator.multiline)
    except (regex.error, IndexError, OverflowError):
        raise PatternError(f"“{pattern}” is not a valid pattern.") from None


class _Translator:
    """Translates a pattern character by character."""

    def __init__(self, pattern: str, replacement: str) -> None:
        self.pattern = pattern
        self.replacement = replacement
        self.at = 0
        self.level = 3
        """How many characters are special without a backslash: 4 for `\\v`, 1 for `\\V`."""
        self.parts: list[str] = []
        self.ignorecase: bool | None = None
        self.multiline = False
        self.ends = 0
        """Lookaheads to close, for `\\ze`."""
        self.at_start = True
        """Whether nothing precedes in this branch."""

    def translate(self) -> str:
        """Return the regular expression."""
        while self.at < len(self.pattern):
            self._read_one()
        return "".join(self.parts) + ")" * self.ends

    def _add(self, text: str, starts: bool = False) -> None:
        self.parts.append(text)
        self.at_start = starts

    def _read_one(self) -> None:
        character = self.pattern[self.at]
        escaped = character == "\\" and self.at + 1 < len(self.pattern)
        self.at += 1
        if escaped:
            character = self.pattern[self.at]
            self.at += 1
        if character in "^$":
            self._add_anchor(character, escaped)
        elif character in ".*[~":
            special = (self.level >= 3) != escaped
            self._add_magic(character) if special else self._add(re.escape(character))
        elif character in _OPERATORS:
            special = (self.level == 4) != escaped
            self._add_operator(character) if special else self._add(re.escape(character))
        elif escaped:
            self._add_escape(character)
        else:
            self._add(re.escape(character))

    def _add_anchor(self, character: str, escaped: bool) -> None:
        rest = self.pattern[self.at :]
        if character == "^":
            is_edge = self.at_start
        else:
            is_edge = rest == "" or rest.startswith(("\\)", "\\|", "\\n", "\\&"))
            is_edge = is_edge or (self.level == 4 and rest[0] in ")|&")
        special = not escaped and (is_edge or self.level == 4)
        self._add(character if special else re.escape(character), starts=special and self.at_start)

    def _add_magic(self, character: str) -> None:
        if character == ".":
            self._add(".")
        elif character == "~":
            self._add(re.escape(self.replacement))
        elif character == "[":
            self._add(self._read_set() or "\\[")
        elif self.at_start:
            self._add("\\*")
        else:
            self._add("*")

    def _add_operator(self, character: str) -> None:
        simple = {"+": "+", "=": "?", "?": "?", "<": _WORD_START, ">": _WORD_END}
        if character in simple:
            self._add(simple[character])
        elif character == "|":
            self._add(")" * self.ends + "|", starts=True)
            self.ends = 0
        elif character in "()":
            self._add(character, starts=character == "(")
        elif character == "{":
            self._add(self._read_count())
        elif character == "%" and self.pattern.startswith("(", self._after_escape()):
            self.at = self._after_escape() + 1
            self._add("(?:", starts=True)
        else:
            raise PatternError(f"“{self.pattern}”: \\{character} is not supported in a pattern.")

    def _after_escape(self) -> int:
        return self.at + (self.pattern.startswith("\\", self.at) and self.level != 4)

    def _read_count(self) -> str:
        found = _COUNT.match(self.pattern, self.at)
        if not found:
            raise PatternError(f"“{self.pattern}” has an invalid count.")
        self.at = found.end()
        lazy, least, comma, most = found.groups()
        if not least and not most:
            return "*" + "?" * bool(lazy)
        if comma:
            return f"{{{least or 0},{most}}}" + "?" * bool(lazy)
        return f"{{{least}}}"

    def _add_escape(self, character: str) -> None:
        if character in _LEVELS:
            self.level = _LEVELS[character]
        elif character in "cC":
            self.ignorecase = character == "c"
        elif character == "_" and self.at < len(self.pattern):
            self._add_multiline_class()
        elif character == "z" and self.pattern[self.at : self.at + 1] in ("s", "e"):
            self._add("\\K" if self.pattern[self.at] == "s" else "(?=")
            self.ends += self.pattern[self.at] == "e"
            self.at += 1
        elif character in _CLASSES:
            self.multiline |= character == "n"
            self._add(_CLASSES[character], starts=character == "n")
        elif character.isdigit() and character != "0":
            self._add(f"(?:\\{character})")
        else:
            self._add(re.escape(character))

    def _add_multiline_class(self) -> None:
        character = self.pattern[self.at]
        self.at += 1
        self.multiline = True
        if character == ".":
            self._add("(?s:.)")
        elif character in _CLASSES:
            self._add(f"(?:{_CLASSES[character]}|\\n)")
        else:
            raise PatternError(f"“{self.pattern}”: \\_{character} is not supported in a pattern.")

    def _read_set(self) -> str:
        """Read the rest of `[…]`; return an empty string if it has no end."""
        end = self.at + (self.pattern[self.at : self.at + 1] == "^")
        end = self.pattern.find("]", end + (self.pattern[end : end + 1] == "]"))
        while end > 0 and self._is_inside(end):
            end = self.pattern.find("]", end + 1)
        if end < 0:
            return ""
        body, self.at = self.pattern[self.at : end], end + 1
        negated = body.startswith("^")
        body = body[negated:]
        parts = re.sub(r"\\([etrbn\\\]^-])|(\[:\w+:\])|([\\\[\]^&~|])", _quote_in_set, body)
        return f"[^{parts}\\n]" if negated else f"[{parts}]"

    def _is_inside(self, end: int) -> bool:
        """Return whether a `]` belongs to a class such as `[:alpha:]`, or is escaped."""
        before = self.pattern[self.at : end]
        backslashes = len(before) - len(before.rstrip("\\"))
        return backslashes % 2 == 1 or re.search(r"\[:\w+:$", before) is not None


def _quote_in_set(found: re.Match[str]) -> str:
    escaped, named, other = found.groups()
    if named:
        return str(named)
    if other:
        return f"\\{other}"
    return {"e": "\\x1b", "b": "\\x08"}.get(escaped, f"\\{escaped}")
