r"""Cells as they are with a text between them, as psql's `\a` and `\f` write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Format, Options, encode


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write the header, if enabled, and a line for each row, or for each cell if expanded."""
    names, between = [column.name for column in columns], options.separator
    if options.header and not options.expanded:
        yield encode(f"{between.join(names)}\n")
    first = True
    for batch in batches:
        for row in batch:
            cells = ["" if cell is None else cell for cell in row]
            if options.expanded:
                lines = [
                    f"{name}{between}{cell}\n" for name, cell in zip(names, cells, strict=True)
                ]
                yield encode("".join(lines if first else ["\n", *lines]))
            else:
                yield encode(f"{between.join(cells)}\n")
            first = False


UNALIGNED = Format("unaligned", "Unaligned", ".txt", write)
"""Not among `FORMATS`: only psql's commands choose it."""
