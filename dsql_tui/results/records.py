"""Records of a file to be imported: each line or so, taken apart into cells.

The readers of CSV, TSV and JSON Lines undo exactly what the formats of those names do. Other files
of those kinds are read as they are meant: in CSV, what is empty and not quoted is NULL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from json import JSONDecodeError, JSONDecoder
from pathlib import PurePath

from dsql_tui.results.formats.format import Row


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file."""

    line: int
    """Where it begins, counted from 1."""
    text: str
    """As it stands there, without its line end."""
    cells: Row
    wrong: str = ""
    """Why it cannot be taken apart; it has no cells then."""


Lines = Iterable[str]
"""The lines of a text, each with its line end."""


def read_csv(lines: Lines, separator: str = ",") -> Iterator[Record]:
    """Records of RFC 4180; a record goes on over lines while its quotes are open."""
    field = re.compile(rf'(?:^|{re.escape(separator)})("(?:[^"]|"")*"|[^"{re.escape(separator)}]*)')
    started, is_open = 1, False
    parts: list[str] = []
    for number, line in enumerate(lines, 1):
        if not parts:
            started = number
        parts.append(line)
        is_open ^= line.count('"') % 2 == 1
        if not is_open:
            yield _csv_record(started, "".join(parts), separator, field)
            parts = []
    if parts:
        yield Record(started, "".join(parts), (), "Its quotes are never closed.")


def _csv_record(line: int, text: str, separator: str, field: re.Pattern[str]) -> Record:
    text = text.removesuffix("\n").removesuffix("\r")
    if '"' not in text:
        return Record(line, text, tuple(cell or None for cell in text.split(separator)))
    fields = field.findall(text)
    if sum(map(len, fields)) + (len(fields) - 1) * len(separator) != len(text):
        return Record(line, text, (), "A quote stands where none may be.")
    return Record(line, text, tuple(map(_unquoted, fields)))


def _unquoted(field: str) -> str | None:
    return field[1:-1].replace('""', '"') if field.startswith('"') else field or None


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def read_tsv(lines: Lines, separator: str = "\t") -> Iterator[Record]:
    r"""Records as COPY has them: `\N` is NULL, and a backslash escapes."""
    for number, line in enumerate(lines, 1):
        text = line.removesuffix("\n").removesuffix("\r")
        yield Record(number, text, tuple(map(_unescaped, text.split(separator))))


def _unescaped(field: str) -> str | None:
    if field == r"\N":
        return None
    if "\\" not in field:
        return field
    return _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), field)


_JSON = JSONDecoder(strict=False, parse_int=str, parse_float=str)
_SPACE = re.compile(r"[ \t\n\r]*")


def read_jsonl(lines: Lines, columns: list[str]) -> Iterator[Record]:
    """Objects, one on each line. Empty `columns` are filled in from the names of the first.

    A name that an object lacks is NULL; one that the columns lack is wrong.
    """
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        try:
            values = dict(_members(text))
        except (JSONDecodeError, ValueError, IndexError):
            yield Record(number, text, (), "It is no JSON object.")
            continue
        if "\\u" in text and not _whole(values):
            yield Record(number, text, (), "It holds half a character.")
            continue
        if not columns:
            columns += values
        unknown = values.keys() - set(columns)
        if unknown:
            wrong = f"It has a member “{sorted(unknown)[0]}”, which is no column."
            yield Record(number, text, (), wrong)
        else:
            yield Record(number, text, tuple(values.get(name) for name in columns))


def _whole(values: dict[str, str | None]) -> bool:
    """Are there no halves of surrogate pairs among the values?"""
    try:
        "".join(filter(None, values.values())).encode()
    except UnicodeEncodeError:
        return False
    return True


def _members(text: str) -> Iterator[tuple[str, str | None]]:
    """The members of an object; what is no string or null keeps the spelling it has there."""
    at = _after(text, 0, "{")
    while text[at] != "}":
        if text[at] != '"':
            raise ValueError(text)
        name, at = _JSON.raw_decode(text, at)
        start = _after(text, at, ":")
        value, end = _JSON.raw_decode(text, start)
        yield name, value if isinstance(value, str | None) else text[start:end]
        at = _past(text, end)
        if text[at] == ",":
            at = _past(text, at + 1)
        elif text[at] != "}":
            raise ValueError(text)
    if _past(text, at + 1) != len(text):
        raise ValueError(text)


def _past(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _after(text: str, at: int, sign: str) -> int:
    at = _past(text, at)
    if text[at] != sign:
        raise ValueError(text)
    return _past(text, at + 1)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read."""

    kind: str
    """`csv`, `tsv` or `jsonl`."""
    columns: tuple[str, ...] = ()
    """Names of the columns; without any the file says them, in its first line or object."""
    header: bool = True
    """Are names of columns in the first line? JSON Lines have them in each."""
    separator: str = ""
    """What stands between cells; empty for what is usual."""


KINDS = ("csv", "tsv", "jsonl")


def kind_of(path: PurePath) -> str | None:
    """The kind that a file's name ends with, before what it may be packed with."""
    name = path.name.removesuffix(".gz").removesuffix(".zst")
    return next((kind for kind in KINDS if name.endswith(f".{kind}")), None)


def read(lines: Lines, layout: Layout) -> tuple[list[str], Iterator[Record]]:
    """The columns and the records of a file.

    Raises:
        ValueError: it does not say its columns, with a sentence for the user.
    """
    if layout.kind == "jsonl":
        columns = list(layout.columns)
        records = read_jsonl(lines, columns)
        first = next(records, None)
        return columns, records if first is None else chain([first], records)
    reader: Callable[..., Iterator[Record]] = read_csv if layout.kind == "csv" else read_tsv
    records = reader(lines, *([layout.separator] if layout.separator else []))
    names = next(records, None) if layout.header else None
    columns = list(layout.columns) or [cell or "" for cell in (names.cells if names else ())]
    if not columns:
        raise ValueError("The file does not say the names of its columns.")
    if any("\udc80" <= sign <= "\udcff" for sign in "".join(columns)):
        raise ValueError("The file's first line is not text in UTF-8.")
    return columns, (_fitting(record, len(columns)) for record in records)


def _fitting(record: Record, columns: int) -> Record:
    """A record, or what is wrong with the number of its cells."""
    if record.wrong or len(record.cells) == columns:
        return record
    wrong = f"It has {len(record.cells)} cells, and there are {columns} columns."
    return Record(record.line, record.text, (), wrong)
