"""Backslash commands that set variables, print text and change the output format."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from dsql_tui.execution.backslash_arguments import ArgumentError, check_file_name
from dsql_tui.execution.conditions import ConditionError, read_boolean
from dsql_tui.execution.steps import Print, Set
from dsql_tui.execution.variables import is_name

SETTINGS = frozenset({"\\x", "\\t", "\\a", "\\f", "\\timing", "\\o", "\\pset"})
_TARGETS = {"\\echo": "output", "\\qecho": "result", "\\warn": "error"}
_FORMATS = {"aligned": "table", "wrapped": "table", "csv": "csv", "unaligned": "unaligned"}
_ECHO = ("none", "errors", "queries", "all")
_UNICODE = ("utf8", "utf-8", "unicode")
_OFF_ONLY = frozenset({"ON_ERROR_ROLLBACK", "SINGLESTEP", "SINGLELINE", "ECHO_HIDDEN"})
"""Variables that would change what a script does."""
_COSMETIC = frozenset(
    [
        "border",
        "columns",
        "linestyle",
        "pager",
        "pager_min_lines",
        "footer",
        "title",
        "numericlocale",
        "tableattr",
        "unicode_border_linestyle",
        "unicode_column_linestyle",
        "unicode_header_linestyle",
        "xheader_width",
    ]
)
"""Settings of psql that only change the look of a table; they are ignored."""
IGNORED = frozenset({"\\restrict", "\\unrestrict"})
"""Commands to ignore; pg_dump writes them."""


def make_print(name: str, arguments: Sequence[str]) -> Print:
    r"""Return the step of `\echo`, `\qecho` or `\warn`."""
    end = "\n"
    words = list(arguments)
    if words and words[0] == "-n":
        end, words = "", words[1:]
    return Print(" ".join(words), _TARGETS[name], end)  # type: ignore[arg-type]


def set_variable(name: str, arguments: Sequence[str], variables: dict[str, str]) -> Iterator[Set]:
    r"""Carry out `\set`, `\unset` or `\getenv`; yield the settings that a variable changes.

    Raises:
        ArgumentError: The variable cannot be set.
    """
    if not arguments or (name == "\\getenv" and len(arguments) != 2):
        what = "a variable and one of the environment" if name == "\\getenv" else "a variable"
        raise ArgumentError(f"{name} takes the name of {what}.")
    variable, value = arguments[0], "".join(arguments[1:])
    if not is_name(variable):
        raise ArgumentError(f"“{variable}” is not the name of a variable.")
    if name == "\\getenv":
        if value not in os.environ:
            return
        value = os.environ[value]
    # psql takes an empty value for true, and a variable that is unset for false.
    yield from _read_special(variable, "off" if name == "\\unset" else value)
    if name == "\\unset":
        variables.pop(variable, None)
    else:
        variables[variable] = value


def _read_special(variable: str, value: str) -> Iterator[Set]:
    """Yield the setting that a variable of psql changes.

    Raises:
        ArgumentError: The value is not supported.
    """
    if variable == "ECHO":
        echo = "none" if value in ("off", "") else value
        if echo not in _ECHO:
            raise ArgumentError(f"ECHO is one of {', '.join(_ECHO)}, not “{value}”.")
        yield Set("echo", echo)
    elif variable in ("AUTOCOMMIT", "ON_ERROR_STOP", *_OFF_ONLY):
        on = _read_switch(value or "on")
        if variable == "AUTOCOMMIT":
            yield Set("manual_commit", "off" if on else "on")
        elif variable == "ON_ERROR_STOP":
            yield Set("continue_on_error", "off" if on else "on")
        elif on:
            raise ArgumentError(f"{variable} cannot be turned on.")


def list_variables(variables: Mapping[str, str]) -> list[tuple[str, str]]:
    r"""Return the rows of `\set` without arguments."""
    return sorted(variables.items())


def read_setting(name: str, arguments: Sequence[str]) -> list[Set]:
    """Return the steps of a command that changes the output format.

    Raises:
        ArgumentError: The value is not valid.
    """
    first = arguments[0] if arguments else ""
    match name:
        case "\\x":
            return [Set("expanded", _mode(first))]
        case "\\t":
            return [Set("tuples_only", _switch(first))]
        case "\\a":
            return [Set("format", "toggle")]
        case "\\f":
            return read_pset("fieldsep", first if arguments else None)
        case "\\timing":
            return [Set("timing", _switch(first))]
        case "\\o":
            check_file_name(name, arguments)
            return [Set("output", first)]
    if not arguments:
        raise ArgumentError("\\pset takes the name of a setting.")
    return read_pset(first, arguments[1] if len(arguments) > 1 else None)


def read_pset(name: str, value: str | None) -> list[Set]:
    r"""Return the steps of `\pset`, or of an option of `\g`.

    Raises:
        ArgumentError: The setting or its value is not supported.
    """
    if name in ("x", "expanded"):
        return [Set("expanded", _mode(value or ""))]
    if name in ("t", "tuples_only"):
        return [Set("tuples_only", _switch(value or ""))]
    if name in ("null", "fieldsep", "format") and value is None:
        raise ArgumentError(f"\\pset {name} takes a value.")
    if name == "null":
        return [Set("null", value or "")]
    if name == "fieldsep":
        return [Set("separator", value or "")]
    if name == "format" and value in _FORMATS:
        return [Set("format", _FORMATS[value])]
    if name in _COSMETIC:
        return []
    what = f"{name} {value or ''}".strip()
    raise ArgumentError(f"\\pset {what} is not supported. Use --format or --no-header of exec.")


def check_encoding(arguments: Sequence[str]) -> Print | None:
    r"""Return the step of `\encoding`, which shows or sets the encoding.

    Raises:
        ArgumentError: The encoding is not UTF-8.
    """
    if not arguments:
        return Print("UTF8", "output")
    if arguments[0].lower() not in _UNICODE:
        raise ArgumentError(f"The encoding is UTF8; {arguments[0]} is not supported.")
    return None


def _mode(text: str) -> str:
    return "auto" if text.lower() == "auto" else _switch(text)


def _switch(text: str) -> str:
    """Return `on`, `off`, or `toggle` without an argument."""
    if not text:
        return "toggle"
    return "on" if text.lower() == "toggle" or _read_switch(text) else "off"


def _read_switch(text: str) -> bool:
    try:
        return read_boolean(text)
    except ConditionError as error:
        raise ArgumentError(str(error)) from None
