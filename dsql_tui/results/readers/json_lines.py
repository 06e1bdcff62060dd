"""Reader of JSON Lines: an object on each line.

Numbers and nested values keep their spelling. A string is its content, except in a column of type
json or jsonb, where it stays a JSON string.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from json import JSONDecodeError, JSONDecoder

from dsql_tui.results.readers.record import Lines, Record

_JSON = JSONDecoder(strict=False, parse_int=str, parse_float=str)
_SPACE = re.compile(r"[ \t\n\r]*")
_NOT_AN_OBJECT = "This is not a JSON object."
_LONE_SURROGATE = "A value has half of a surrogate pair, which is not a character."


def read_json_lines(
    lines: Lines, columns: Sequence[str], json_columns: Collection[str] = ()
) -> Iterator[Record]:
    """Yield a record for each object. A missing member is NULL.

    Args:
        lines: The lines.
        columns: The names of the members to read.
        json_columns: Those of type json or jsonb.
    """
    for number, line in enumerate(lines, 1):
        if text := line.strip():
            yield read_object(number, text, columns, json_columns)


def read_object(
    number: int, text: str, columns: Sequence[str], json_columns: Collection[str]
) -> Record:
    """Return the record of an object that begins on a line."""
    try:
        values = dict(_read_members(text, json_columns))
    except (JSONDecodeError, ValueError, IndexError, RecursionError):
        return Record(number, text, (), _NOT_AN_OBJECT)
    if "\\u" in text and not _is_encodable(values):
        return Record(number, text, (), _LONE_SURROGATE)
    if unknown := values.keys() - set(columns):
        problem = f"The member “{min(unknown)}” is not one of the columns."
        return Record(number, text, (), problem)
    return Record(number, text, tuple(values.get(name) for name in columns))


def find_columns(lines: Lines) -> list[str]:
    """Return the names of all members, in order of first appearance."""
    names: dict[str, None] = {}
    for line in lines:
        try:
            found = _JSON.decode(line)
        except (ValueError, RecursionError):
            continue  # The line is reported when it is read as a record.
        if isinstance(found, dict):
            names.update(dict.fromkeys(found))
    return list(names)


def _is_encodable(values: dict[str, str | None]) -> bool:
    try:
        "".join(filter(None, values.values())).encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_members(text: str, json_columns: Collection[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the members of an object.

    Raises:
        ValueError, IndexError, RecursionError: The text is not an object.
    """
    at = _skip_sign(text, 0, "{")
    while text[at] != "}":
        if text[at] != '"':
            raise ValueError(text)
        name, at = _JSON.raw_decode(text, at)
        start = _skip_sign(text, at, ":")
        value, end = _JSON.raw_decode(text, start)
        is_text = isinstance(value, str) and text[start] == '"' and name not in json_columns
        yield name, value if value is None or is_text else text[start:end]
        at = _skip_space(text, end)
        if text[at] == ",":
            at = _skip_space(text, at + 1)
        elif text[at] != "}":
            raise ValueError(text)
    if _skip_space(text, at + 1) != len(text):
        raise ValueError(text)


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _skip_sign(text: str, at: int, sign: str) -> int:
    at = _skip_space(text, at)
    if text[at] != sign:
        raise ValueError(text)
    return _skip_space(text, at + 1)
