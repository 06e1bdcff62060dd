"""Reading the rows of an INSERT whose values are all literals, as dumps write them.

The current time and random UUIDs count as literals, which a row needs only once.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

from dsql_tui.sql.conversion.cursor import Cursor, Name, SyntaxProblem

Cells = tuple[str | None, ...]

_HEAD = re.compile(
    r"insert\s+into\s+(?P<table>(?:\"[^\"]+\"|[\w$]+)(?:\s*\.\s*(?:\"[^\"]+\"|[\w$]+))?)\s*"
    r"(?P<columns>\((?:\s*(?:\"[^\"]+\"|[\w$]+)\s*,?)+\))?\s*"
    r"(?:overriding\s+(?:system|user)\s+value\s*)?values\s*",
    re.IGNORECASE,
)
_CAST = (
    r"(?:\s*::\s*(?!(?:(?:pg_catalog\.)?\"?(?:char|character(?!\s+varying)|bpchar|name)\b))[\w.\"]+"
    r"(?:\s+varying|\s+precision|\s+with(?:out)?\s+time\s+zone)?(?:\[\])?(?!\s*[\[(]))*"
)
"""Casts that leave a value as it is; those that cut or round it are left to the server."""
_VALUE = re.compile(
    r"""\s*(?:
      (?P<null>null\b) | (?P<bool>true|false)\b
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.]|\s*::\s*\w*int))
    | n'(?P<national>[^']*(?:''[^']*)*)'
    | (?:date\s|timestamp\s|timestamptz\s|time\s|interval\s)?\s*'(?P<text>[^']*(?:''[^']*)*)'
    | e'(?P<escaped>[^'\\]*(?:(?:''|\\.)[^'\\]*)*)'
    | (?P<call>now\(\)|current_timestamp|current_date|gen_random_uuid\(\)|uuid_generate_v4\(\))
    | array\s*\[(?P<array>[^\]\[]*)\]
    )"""
    + _CAST
    + r"\s*(?P<end>[,)])",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL
)
_PLAIN_NUMBER = re.compile(r"-?[1-9]\d*(?:\.\d+)?|0(?:\.\d+)?")
_MAX_EXPONENT = 1000
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NEXT_ROW = re.compile(r"\s*,\s*\(")
_FIRST_ROW = re.compile(r"\s*\(")


class Insert(NamedTuple):
    """An INSERT of literal values."""

    table: Name
    columns: tuple[str, ...]
    """Empty if the statement does not name them."""
    rows: list[Cells]


def read_insert(text: str) -> Insert | None:
    """Return the rows of an INSERT; `None` unless all values are literals."""
    head = _HEAD.match(text)
    if head is None:
        return None
    try:
        table = Cursor(head["table"]).read_name()
        columns = Cursor(head["columns"]).read_names() if head["columns"] else ()
    except SyntaxProblem:
        return None
    rows: list[Cells] = []
    at, begin = head.end(), _FIRST_ROW
    while opened := begin.match(text, at):
        row = _read_row(text, opened.end())
        if row is None:
            return None
        cells, at = row
        rows.append(cells)
        begin = _NEXT_ROW
    if text[at:].strip() or not rows:
        return None
    widths = {len(row) for row in rows} | ({len(columns)} if columns else set())
    return Insert(table, columns, rows) if len(widths) == 1 else None


def _read_row(text: str, at: int) -> tuple[Cells, int] | None:
    """Return the values up to a closing parenthesis, and where it ends."""
    cells: list[str | None] = []
    match = _VALUE.match
    while found := match(text, at):
        cells.append(_read_value(found))
        at = found.end()
        if found["end"] == ")":
            return tuple(cells), at
    return None


def _read_value(found: re.Match[str]) -> str | None:
    kind = found.lastgroup
    kind = next(name for name in _KINDS if found[name] is not None)
    value = found[kind]
    if kind == "null":
        return None
    if kind == "number":
        return value if _PLAIN_NUMBER.fullmatch(value) else _write_number(value)
    if kind == "text":
        return value.replace("''", "'")
    if kind == "national":  # of type character, whose trailing spaces do not count
        return value.replace("''", "'").rstrip(" ")
    if kind == "escaped":
        return _ESCAPE.sub(_decode, value.replace("''", "'"))
    if kind == "array":
        return "{" + _ARRAY_QUOTES.sub(_quote_element, value) + "}"
    return _evaluate(value.lower()) if kind == "call" else value


def _write_number(value: str) -> str:
    """Return a number as the server writes it, since its column may have the type text."""
    number = Decimal(value)
    if abs(number.adjusted()) > _MAX_EXPONENT:
        return value
    return f"{number if number else number.copy_abs():f}"


def _evaluate(call: str) -> str:
    """Return the value of a function now, as the server would when the script runs."""
    if "uuid" in call:
        return str(uuid4())
    now = datetime.now(timezone.utc)
    return f"{now:%Y-%m-%d}" if call == "current_date" else f"{now:%Y-%m-%d %H:%M:%S.%f}+00"


_KINDS = ("text", "number", "null", "bool", "national", "escaped", "call", "array")
_ARRAY_QUOTES = re.compile(r"\s*'((?:[^']|'')*)'(?:::[\w\s]+)?\s*")


def _quote_element(found: re.Match[str]) -> str:
    inside = found[1].replace("''", "'").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


def _decode(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "uUx" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8))
    return _LETTERS.get(code, code)
