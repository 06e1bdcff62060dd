"""The arguments of backslash commands, as psql reads them.

https://www.postgresql.org/docs/16/app-psql.html#APP-PSQL-META-COMMANDS
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_PART = re.compile(r"""'((?:[^'\\]|''|\\.)*)'|("(?:[^"]|"")*")|`|([^\s'"`]+)""", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WATCH_MINIMUM, _WATCH_MAXIMUM = 0.1, 86400
_WATCH_KEYS = {"i": "interval", "c": "count", "m": "min_rows"}


class ArgumentError(Exception):
    """The arguments are not valid; the message is a sentence for the user."""


class Go(NamedTuple):
    r"""`\g` or a similar command, with its arguments."""

    name: str
    arguments: tuple[str, ...] = ()
    seconds: float = 2
    """The pause of `\\watch`."""
    times: int | None = None
    """The number of times that `\\watch` runs the statement; `None` for no limit."""
    rows: int = 0
    """The number of rows below which `\\watch` stops."""
    settings: tuple[tuple[str, str | None], ...] = ()
    """The options of `\\g (option=value …)`."""


def split_arguments(text: str) -> list[str]:
    """Return the name of a command and its arguments, with single quotes removed.

    Raises:
        ArgumentError: An argument is a shell command, or a quote is not closed.
    """
    words: list[str] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        if text[position].isspace():
            position += 1
            continue
        word = ""
        while position < end and not text[position].isspace():
            part = _PART.match(text, position)
            if part is None:
                raise ArgumentError(f"A quote is not closed: {text[position:end]}")
            if part[0] == "`":
                raise ArgumentError("Shell commands in backquotes are not supported.")
            word += part[0] if part[1] is None else _unescape(part[1])
            position = part.end()
        words.append(word)
    return words


def read_go(text: str) -> Go:
    r"""Parse `\g` or a similar command.

    Raises:
        ArgumentError: The arguments are not valid.
    """
    name, *arguments = split_arguments(text.rstrip().rstrip(";"))
    if name == "\\watch":
        return _read_watch(arguments)
    if name in ("\\g", "\\gx"):
        return _read_output(name, arguments)
    most = {"\\gset": 1, "\\crosstabview": 4}.get(name, 0)
    if len(arguments) > most:
        raise ArgumentError(f"{name} takes {most or 'no'} argument{'' if most == 1 else 's'}.")
    return Go(name, tuple(arguments))


def _read_output(name: str, arguments: list[str]) -> Go:
    r"""Parse the options in parentheses and the file of a `\\g`."""
    settings: list[tuple[str, str | None]] = []
    if arguments and arguments[0].startswith("("):
        last = next((n for n, each in enumerate(arguments) if each.endswith(")")), None)
        if last is None:
            raise ArgumentError(f"{name} has a parenthesis that is not closed.")
        listed, arguments = arguments[: last + 1], arguments[last + 1 :]
        listed[0] = listed[0][1:]
        listed[-1] = listed[-1][:-1]
        for option in filter(None, listed):
            key, equals, value = option.partition("=")
            settings.append((key, value if equals else None))
    if len(arguments) > 1:
        raise ArgumentError(f"{name} takes one file name. Put a name with spaces in quotes.")
    check_file_name(name, arguments)
    return Go(name, tuple(arguments), settings=tuple(settings))


def check_file_name(name: str, arguments: Sequence[str]) -> None:
    """Check that the first argument is not a program.

    Raises:
        ArgumentError: It is one.
    """
    if arguments and arguments[0].startswith("|"):
        raise ArgumentError(f"{name} takes a file name; programs are not supported.")


def _read_watch(arguments: list[str]) -> Go:
    r"""Parse the arguments of `\\watch` as psql 18 does."""
    given: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        key, value = (_WATCH_KEYS.get(key, key), value) if equals else ("interval", argument)
        if key not in _WATCH_KEYS.values():
            raise ArgumentError(f"\\watch takes i=SECONDS, c=COUNT and m=ROWS, not “{argument}”.")
        if key in given:
            raise ArgumentError(f"\\watch takes one {key.replace('_', ' ')}, not “{argument}” too.")
        given[key] = value
    count, rows = (_read_number(given.get(key)) for key in ("count", "min_rows"))
    return Go("\\watch", (), _read_interval(given.get("interval", "2")), count, rows or 0)


def _read_number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text)):
        raise ArgumentError(f"\\watch takes a number, 1 or more, not “{text}”.")
    return int(text)


def _read_interval(text: str) -> float:
    number = re.fullmatch(r"\d{1,9}(\.\d*)?|\.\d+", text, re.ASCII)
    if number and _WATCH_MINIMUM <= float(text) <= _WATCH_MAXIMUM:
        return float(text)
    raise ArgumentError(f"\\watch takes seconds, from 0.1 to 86400, not “{text}”.")


def _unescape(quoted: str) -> str:
    def character(found: re.Match[str]) -> str:
        octal, hexadecimal, plain = found.groups()
        if octal:
            return chr(int(octal, 8))
        return chr(int(hexadecimal, 16)) if hexadecimal else _ESCAPES.get(plain, plain)

    return _ESCAPE.sub(character, quoted.replace("''", "'"))
