"""The interface of output formats, and helpers that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

from dsql_tui.events import Column

Row = Sequence[str | None]
"""The cells of a row as the server sent them, `None` for NULL."""

Cells = Sequence[str | None]
"""The cells of one column in a batch of rows."""

Batches = Iterable[Sequence[Row]]
"""Batches of rows: formats work column by column, which is much faster than row by row."""


class Options(NamedTuple):
    """Options of the formats; each format uses those that concern it."""

    header: bool = True
    """Write the names of the columns first."""
    table: str = "table_name"
    """The table of the INSERT statements, quoted as SQL needs it."""
    width: int | None = None
    """The maximum width of a line in characters, `None` for no limit."""
    expanded: bool | None = None
    """Write each row as a list of its columns; `None`: only if a table would be too wide."""
    separator: str = "|"
    """The text between two cells of unaligned output."""


Write = Callable[[Sequence[Column], Batches, Options], Iterator[bytes]]
"""A function that yields the parts of the output; it holds at most one batch in memory."""


class Format(NamedTuple):
    """An output format."""

    name: str
    """The name on the command line."""
    title: str
    """The name on screen."""
    suffix: str
    """The file name extension, with its dot."""
    write: Write
    binary: bool = False
    """The output is not text: it cannot go to a terminal or clipboard, and has one result only."""
    blank_line_between: bool = False
    """Write an empty line between two results."""


class FormatError(Exception):
    """The rows cannot be written; the message is for the user."""


class UnsupportedValue(FormatError):
    """The format cannot represent a value."""


class MissingLibrary(FormatError):
    """The format needs a library that is not installed; the message says how to install it."""

    def __init__(self, title: str, extra: str) -> None:
        super().__init__(
            f"{title} needs an extra library. Install it with: pip install 'dsql-tui[{extra}]'"
        )


def split_columns(batches: Batches, count: int) -> Iterator[tuple[int, list[Cells]]]:
    """Yield the number of rows and the cells of each column, for each non-empty batch."""
    for batch in batches:
        if batch:
            yield len(batch), list(zip(*batch, strict=True)) if count else []


def join_rows(cells: Iterable[Sequence[str]], rows: int) -> Iterable[tuple[str, ...]]:
    """Return columns of cells as rows; without columns, `rows` empty tuples."""
    columns = list(cells)
    return zip(*columns, strict=True) if columns else repeat((), rows)


def encode(text: str) -> bytes:
    """Encode a text; lone surrogates become the original bytes that were not UTF-8."""
    return text.encode("utf-8", "surrogateescape")


def unique_names(columns: Sequence[Column]) -> list[str]:
    """Return the column names, with numbers added to duplicates (`id`, `id_2`)."""
    taken = {column.name for column in columns}
    names: list[str] = []
    for column in columns:
        name, number = column.name, 1
        while name in names or (number > 1 and name in taken):
            number += 1
            name = f"{column.name}_{number}"
        names.append(name)
    return names
