"""What a format is: how rows become the bytes of a file or of a clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from dsql_tui.events import Column

Row = Sequence[str | None]
"""The cells of a row as the server wrote them, `None` for NULL."""

Cells = Sequence[str | None]
"""The cells of a column, in some rows."""

Batches = Iterable[Sequence[Row]]
"""Rows as they come, many at a time: formats work column by column, which is much faster."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a format may be told; each looks only at what concerns it."""

    header: bool = True
    """Do the names of the columns stand first?"""
    table: str = "table_name"
    """The table that INSERT names, as SQL writes it."""
    width: int | None = None
    """How many characters a line may have, `None` for as many as it takes."""
    expanded: bool | None = None
    """Is each row a list of its columns? `None`: where a table would be too wide."""


Write = Callable[[Sequence[Column], Batches, Options], Iterator[bytes]]
"""Writes batch by batch and holds no more than one; what it yields makes the whole when joined."""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write rows down."""

    name: str
    """As the command line takes it."""
    title: str
    """As a screen shows it."""
    suffix: str
    """What a file's name ends with, with its dot."""
    write: Write
    binary: bool = False
    """Is it of no use on a terminal or a clipboard? Then it also holds no more than one result."""
    spaced: bool = False
    """Does an empty line part two results?"""


class FormatError(Exception):
    """Rows cannot be written as it was wanted; the text is a sentence for the user."""


class Unfit(FormatError):
    """A format has no place for some value."""


class Missing(FormatError):
    """A format needs a library that is not installed; the text says how to install it."""

    def __init__(self, title: str, extra: str) -> None:
        super().__init__(f"{title} needs a library more: pip install 'dsql-tui[{extra}]'")


def by_column(batches: Batches, count: int) -> Iterator[tuple[int, list[Cells]]]:
    """Each batch that has rows, as their number and the cells of each of `count` columns."""
    for batch in batches:
        if batch:
            yield len(batch), list(zip(*batch, strict=True)) if count else []


def by_row(cells: Iterable[Sequence[str]], rows: int) -> Iterable[tuple[str, ...]]:
    """Cells back in rows, of which there may be some even where there are no columns."""
    columns = list(cells)
    return zip(*columns, strict=True) if columns else repeat((), rows)


def encoded(text: str) -> bytes:
    """The bytes of a text; those that were no UTF-8 become again what they were."""
    return text.encode("utf-8", "surrogateescape")


def distinct(columns: Sequence[Column]) -> list[str]:
    """The columns' names, numbered where two would be the same (`id`, `id_2`)."""
    taken = {column.name for column in columns}
    names: list[str] = []
    for column in columns:
        name, number = column.name, 1
        while name in names or (number > 1 and name in taken):
            number += 1
            name = f"{column.name}_{number}"
        names.append(name)
    return names
