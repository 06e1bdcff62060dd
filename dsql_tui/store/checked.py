"""A table of TOML, checked against the dataclass that says what may stand in it.

What is wrong is a sentence with file, line and nearest valid key, and spoils nothing but itself.
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

_WORDS = {
    str: "a text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def checked(kind: type, text: str, file: str, line: int = 1) -> tuple[dict[str, Any], list[str]]:
    """The values for fields of the dataclass `kind` that stand in `text`, and what is wrong there.

    `text` has no table headers; it begins at `line` of `file`. Of a field's metadata, `check` is
    handed the value and raises ValueError with a sentence, and `key` is False where the field is no
    key. A wrong value is left out.
    """
    try:
        found = tomlkit.parse(text).unwrap()
    except TOMLKitError as error:
        return {}, [f"{file}, line {_line_of_error(error, text) + line - 1}: {_said(error)}"]
    known = {field.name: field for field in fields(kind) if field.metadata.get("key", True)}
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in found.items():
        if key in known:
            complaint = _take(values, known[key], hints[key], value)
        else:
            complaint = f"“{key}” is not known here; the nearest is “{near(key, known)}”."
        if complaint:
            problems.append(f"{file}, line {_line_of_key(key, text) + line - 1}: {complaint}")
    return values, problems


def resembling(word: str, words: Iterable[str]) -> str:
    """Which of `words` may be meant by `word`; empty where none is like it."""
    return next(iter(get_close_matches(word, list(words), 1)), "")


def near(word: str, words: Iterable[str]) -> str:
    """Which of `words` resembles `word` most."""
    return max(words, key=lambda known: SequenceMatcher(None, word, known).ratio())


def _take(values: dict[str, Any], field: Field[Any], hint: Any, value: Any) -> str | None:
    """Put the value among `values`, or say why not."""
    try:
        value = _converted(hint, value)
    except ValueError as wanted:
        return f"“{field.name}” has to be {wanted}."
    if "check" in field.metadata:
        try:
            field.metadata["check"](value)
        except ValueError as error:
            return f"“{field.name}”: {error}"
    values[field.name] = value
    return None


def _converted(hint: Any, value: Any) -> Any:
    """The value as its field takes it; ValueError says what is wanted instead."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _converted(next(a for a in arguments if a is not NoneType), value)
    if origin is Literal:
        if value in arguments:
            return value
        raise ValueError(f"one of {', '.join(f'“{choice}”' for choice in arguments)}")
    if origin is tuple:
        if isinstance(value, list) and all(type(part) is arguments[0] for part in value):
            return tuple(value)
        raise ValueError("a list, each of it " + _WORDS[arguments[0]])
    if type(value) is hint:  # and not isinstance: true is no number
        return value
    if hint is float and type(value) is int:
        return float(value)
    raise ValueError(_WORDS[hint])


def _line_of_key(key: str, text: str) -> int:
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]")
    lines = enumerate(text.split("\n"), 1)
    return next((number for number, line in lines if pattern.match(line)), 1)


def _line_of_error(error: TOMLKitError, text: str) -> int:
    # At the end of the text tomlkit counts the line after the last.
    last = len(text.rstrip("\n").split("\n"))
    return min(error.line, last) if isinstance(error, ParseError) else 1


def _said(error: TOMLKitError) -> str:
    words = str(error).partition(" at line ")[0].rstrip(".")
    return f"this is no TOML: {words}."
