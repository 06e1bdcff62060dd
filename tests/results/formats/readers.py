"""Independent readers of every text format, to check the writers."""

from __future__ import annotations

import csv
import io
import json
import re

Cell = str | None

csv.field_size_limit(2**31 - 1)


def read_csv(text: str) -> list[list[Cell]]:
    """Read CSV by RFC 4180; Python's csv module cannot tell an empty text from NULL."""
    rows: list[list[Cell]] = []
    for line in re.findall(r'((?:"(?:[^"]|"")*"|[^"\r\n])*)\r\n', text):
        fields = re.findall(r'(?:^|,)("(?:[^"]|"")*"|[^,]*)', line)
        rows.append([_csv_cell(field) for field in fields])
    pythons = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert pythons == [[cell or "" for cell in row] if row != [None] else [] for row in rows]
    return rows


def _csv_cell(field: str) -> Cell:
    if field.startswith('"'):
        return field[1:-1].replace('""', '"')
    return field or None


def read_tsv(text: str) -> list[list[Cell]]:
    """Read COPY's text format."""
    return [
        [None if field == r"\N" else _unescape(field) for field in line.split("\t")]
        for line in text.split("\n")[:-1]
    ]


def _unescape(field: str) -> str:
    letters = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
    return re.sub(r"\\(.)", lambda found: letters[found[1]], field)


def read_json(text: str) -> list[list[Cell]]:
    """Read an array of objects; numbers keep their spelling."""
    return _table(json.loads(text, parse_float=str, parse_int=str))


def read_jsonl(text: str) -> list[list[Cell]]:
    """Read an object from each line."""
    lines = text.split("\n")[:-1]
    return _table([json.loads(line, parse_float=str, parse_int=str) for line in lines])


def _table(objects: list[dict[str, Cell]]) -> list[list[Cell]]:
    return [list(objects[0]), *(list(each.values()) for each in objects)] if objects else []


def read_markdown(text: str) -> list[list[Cell]]:
    """Split a line at bars that are not escaped."""
    rows = []
    for line in text.split("\n")[:-1]:
        inner = line.removeprefix("| ").removesuffix(" |")
        rows.append([_markdown_cell(cell) for cell in re.split(r" \| ", inner)])
    return [rows[0], *rows[2:]]


def _markdown_cell(cell: str) -> Cell:
    if cell == "*NULL*":
        return None
    return re.sub(r"\\(.)|<br>|&#(\d+);", _character, cell)


def _character(found: re.Match[str]) -> str:
    if found[0] == "<br>":
        return "\n"
    return found[1] or chr(int(found[2]))


def read_tuples(text: str) -> list[list[Cell]]:
    """Return the tuples of literals in an SQL text: strings, numbers, booleans, NULL."""
    token = re.compile(r"E?'(?:[^']|'')*'|[(),]|[^\s(),']+")
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    for word in token.findall(text):
        if word == "(":
            row = []
        elif word == ")":
            rows.append(row)
            row = []
        elif word != ",":
            row.append(_literal(word))
    return rows


def _read_escape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2].replace("r", "\r")


def _literal(word: str) -> Cell:
    if word.startswith("E'"):
        plain = word[2:-1].replace("''", "'")
        return re.sub(r"\\(?:u(....)|(.))", _read_escape, plain)
    if word.startswith("'"):
        return word[1:-1].replace("''", "'")
    return {"NULL": None, "true": "t", "false": "f"}.get(word, word)
