"""Validation of a TOML table against a dataclass.

Each problem is a sentence with file, line and closest valid key, and affects only its own key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import Field, fields
from difflib import SequenceMatcher, get_close_matches
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError

_TYPE_NAMES = {
    str: "a string in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def parse_table(
    kind: type, text: str, file: str, line: int = 1
) -> tuple[dict[str, Any], list[str]]:
    """Return the values in `text` for the fields of the dataclass `kind`, and the problems.

    `text` has no table headers; it begins at `line` of `file`. In the metadata of a field, `check`
    is a function that raises ValueError for an invalid value, and `key` is False if the field is
    not a key. Invalid values are left out.
    """
    found, problem = parse_toml(text, file, line)
    if problem:
        return {}, [problem]
    known = {field.name: field for field in fields(kind) if field.metadata.get("key", True)}
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in found.items():
        if key in known:
            complaint = _set_value(values, known[key], hints[key], value)
        else:
            complaint = f"“{key}” is not a valid key here. Did you mean “{nearest(key, known)}”?"
        if complaint:
            problems.append(f"{file}, line {find_key_line(key, text) + line - 1}: {complaint}")
    return values, problems


def parse_toml(text: str, file: str, line: int = 1) -> tuple[dict[str, Any], str]:
    """Return the values of a TOML text that begins at `line` of `file`, or the problem."""
    try:
        return tomlkit.parse(text).unwrap(), ""
    except (TOMLKitError, RecursionError) as error:
        at = _error_line(error, text) + line - 1
        return {}, f"{file}, line {at}: {_describe_error(error)}"


def find_similar(word: str, words: Iterable[str]) -> str:
    """Return the one of `words` that `word` may be a misspelling of, or an empty string."""
    return next(iter(get_close_matches(word, list(words), 1)), "")


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the one of `words` that is most similar to `word`."""
    return max(words, key=lambda known: SequenceMatcher(None, word, known).ratio())


def _set_value(values: dict[str, Any], field: Field[Any], hint: Any, value: Any) -> str | None:
    """Add a value to `values`, or return why it is not valid."""
    try:
        values[field.name] = check_value(field, hint, value)
    except ValueError as problem:
        return str(problem)
    return None


def check_value(field: Field[Any], hint: Any, value: Any) -> Any:
    """Return a value for a field of this type, converted.

    Raises:
        ValueError: The value is not valid; the text is a sentence that names the field.
    """
    try:
        value = _convert(hint, value)
    except ValueError as wanted:
        raise ValueError(f"“{field.name}” must be {wanted}.") from None
    if "check" in field.metadata:
        try:
            field.metadata["check"](value)
        except ValueError as error:
            raise ValueError(f"“{field.name}”: {error}") from None
    return value


def describe_type(hint: Any) -> str:
    """Return the values that a type accepts, in words: `a whole number`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return f"one of {', '.join(f'“{choice}”' for choice in arguments)}"
    if origin is tuple:
        return f"a list of values, each {_TYPE_NAMES[arguments[0]]}"
    if origin is dict:
        return f"a table of names, each with {_TYPE_NAMES[arguments[1]]}"
    return _TYPE_NAMES[hint]


def _convert(hint: Any, value: Any) -> Any:
    """Convert a value to the type of its field; ValueError says what the type needs."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _convert(next(a for a in arguments if a is not NoneType), value)
    if origin is Literal:
        if value in arguments:
            return value
        raise ValueError(describe_type(hint))
    if origin is tuple:
        if isinstance(value, list) and all(type(part) is arguments[0] for part in value):
            return tuple(value)
        raise ValueError(describe_type(hint))
    if origin is dict:
        if isinstance(value, dict):
            return {key: _convert(arguments[1], each) for key, each in value.items()}
        raise ValueError(describe_type(hint))
    if type(value) is hint:  # isinstance would accept true as a number.
        return value
    if hint is float and type(value) is int:
        return float(value)
    raise ValueError(describe_type(hint))


def find_key_line(key: str, text: str) -> int:
    """Return the line of a key in a TOML text, from 1."""
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]")
    lines = enumerate(text.split("\n"), 1)
    return next((number for number, line in lines if pattern.match(line)), 1)


def _error_line(error: Exception, text: str) -> int:
    # At the end of the text, tomlkit reports the line after the last one.
    last = len(text.rstrip("\n").split("\n"))
    return min(error.line, last) if isinstance(error, ParseError) else 1


def _describe_error(error: Exception) -> str:
    words = str(error).partition(" at line ")[0].rstrip(".")
    return f"this is not TOML: {words}."
