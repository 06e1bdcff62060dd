"""New values of cells: text as PostgreSQL reads it, NULL, or the default of the column."""

from __future__ import annotations

import json
from enum import Enum

_BOOL, _BYTEA = 16, 17
_JSON = frozenset((114, 3802))
_TEXTS = frozenset((18, 19, 25, 1042, 1043))
_SHORT = 200
"""Characters of a value that is edited in one line."""
_HEX = frozenset("0123456789abcdefABCDEF")


class Default(Enum):
    """The default of a column, or NULL if it has none."""

    DEFAULT = "default"


DEFAULT = Default.DEFAULT
Value = str | None | Default


def check_value(text: str, oid: int) -> str:
    """Return why a text cannot be a value of a type; empty if only the server can tell."""
    if "\0" in text:
        return "PostgreSQL cannot store the character NUL. Remove it."
    if any("\ud800" <= each <= "\udfff" for each in text):
        return "The text has bytes that are not UTF-8. Remove them."
    if oid in _JSON:
        return _check_json(text)
    if oid == _BYTEA:
        return _check_bytes(text)
    if not text.strip() and oid not in _TEXTS:
        return "An empty text is not a value of this type. Set NULL instead."
    return ""


def next_bool(value: str | None, nullable: bool) -> str | None:
    """Return the value that follows when a boolean is toggled: true, false, then NULL."""
    if value == "t":
        return "f"
    return None if value == "f" and nullable else "t"


def is_bool(oid: int) -> bool:
    """Return True for the type whose values are toggled."""
    return oid == _BOOL


def is_text(oid: int) -> bool:
    """Return True for a type for which an empty text is a value."""
    return oid in _TEXTS


def is_bytes(oid: int) -> bool:
    """Return True for bytea."""
    return oid == _BYTEA


def needs_lines(text: str, oid: int) -> bool:
    """Return True for a value that is edited in several lines."""
    return oid in _JSON or len(text) > _SHORT or "\n" in text


def encode_bytes(data: bytes) -> str:
    """Return the content of a file as a value of bytea."""
    return f"\\x{data.hex()}"


def normalize(text: str, oid: int) -> str:
    """Return a text in the form of the server where the two are sure to be equal."""
    if oid == _BOOL:
        return {"true": "t", "false": "f"}.get(text.strip().lower(), text)
    if oid == _BYTEA:
        return "".join(text.split()).lower()
    return text


def _check_json(text: str) -> str:
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_reject)
    except json.JSONDecodeError as error:
        return f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
    except ValueError as error:
        return f"This is not JSON: {error}."
    except RecursionError:
        return ""  # too deep to check here
    return ""


def _reject(word: str) -> None:
    raise ValueError(f"{word} is not a value of JSON")


def _check_bytes(text: str) -> str:
    digits = "".join(text.split())
    if not digits.startswith("\\x"):
        return "Write the bytes in hex, with \\x before them, such as \\x00ff."
    wrong = next((each for each in digits[2:] if each not in _HEX), "")
    if wrong:
        return f"“{wrong}” is not a hex digit."
    return "The number of hex digits is odd." if len(digits) % 2 else ""
