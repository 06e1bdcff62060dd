r"""Values of rows: the fields of COPY's text format, and their conversion to other types.

https://www.postgresql.org/docs/16/sql-copy.html#SQL-COPY-FILE-FORMATS
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from uuid import UUID, uuid5

_ESCAPED = re.compile(r"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_TO_ESCAPE = re.compile(r"[\\\b\f\n\r\t\v]")
_ESCAPES = {character: f"\\{letter}" for letter, character in _LETTERS.items()} | {"\\": "\\\\"}
_NAMESPACE = UUID("6f1f3c0c-6a5e-5d0b-9a0e-2b8a4c7d9e10")
_ELEMENT = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^{},"]*))\s*', re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")

NULL = "\\N"
"""NULL in COPY's text format."""


def decode_field(field: str) -> str | None:
    """Return the value of a field; `None` for NULL."""
    if field == NULL:
        return None
    return _ESCAPED.sub(_decode_escape, field) if "\\" in field else field


def encode_field(value: str | None) -> str:
    """Return a value as a field."""
    if value is None:
        return NULL
    return _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], value)


def _decode_escape(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _LETTERS.get(code, code)


def convert_value(value: str, convert: Sequence[str]) -> str:
    """Return a value as its new type needs it.

    Raises:
        ValueError: It is not a value of the old type.
    """
    name, *arguments = convert
    return CONVERSIONS[name](value, *arguments)


def make_uuid(value: str, key: str) -> str:
    """Return the UUID in place of a number of a key; the same for the same number."""
    return str(uuid5(_NAMESPACE, f"{key}:{int(value)}"))


def convert_array(text: str, kind: str) -> str:
    """Return an array in PostgreSQL's form as JSON.

    Args:
        text: The array: `{a,"b c",NULL}`.
        kind: `number`, `boolean` or `text`, the type of its elements.

    Raises:
        ValueError: It is not an array.
    """
    start = text.find("{")
    if start < 0 or (start and not text.startswith("[")):
        raise ValueError(f"{text} is not an array")
    value, end = _read_array(text, start, kind)
    if text[end:].strip():
        raise ValueError(f"{text} is not an array")
    return value


def _read_array(text: str, at: int, kind: str) -> tuple[str, int]:
    """Return the array that begins at a brace as JSON, and where it ends."""
    items: list[str] = []
    at += 1
    if text[at : at + 1] == "}":
        return "[]", at + 1
    while True:
        if text[at : at + 1] == "{":
            item, at = _read_array(text, at, kind)
        else:
            found = _ELEMENT.match(text, at)
            assert found is not None
            item, at = _format_element(found, kind), found.end()
        items.append(item)
        if text[at : at + 1] == "}":
            return f"[{', '.join(items)}]", at + 1
        if text[at : at + 1] != ",":
            raise ValueError(f"{text} is not an array")
        at += 1


def _format_element(found: re.Match[str], kind: str) -> str:
    """Return an element as JSON; numbers keep all of their digits."""
    if found[1] is not None:
        unescaped = re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)
        return json.dumps(unescaped, ensure_ascii=False)
    plain = found[2].strip()
    if plain.upper() == "NULL":
        return "null"
    if kind == "number" and _NUMBER.fullmatch(plain):
        return plain
    if kind == "boolean" and plain in ("t", "f", "true", "false"):
        return "true" if plain in ("t", "true") else "false"
    return json.dumps(plain, ensure_ascii=False)


def _convert_money(text: str) -> str:
    amount = re.sub(r"[^\d.,()-]", "", text)
    negative = amount.startswith(("-", "("))
    digits = re.sub(r"[^\d.]", "", amount)
    if not digits:
        raise ValueError(f"{text} is not an amount")
    return f"{'-' if negative else ''}{digits}"


CONVERSIONS: dict[str, Callable[..., str]] = {
    "array": convert_array,
    "money": _convert_money,
    "uuid": make_uuid,
}
"""The conversions of values, by name."""
