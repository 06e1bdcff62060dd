"""What COPY TO STDOUT sends, as it came: its rows are lines already, written by the server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Format, Options, encoded


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Each line with its end."""
    for batch in batches:
        yield encoded("".join(f"{line}\n" for (line,) in batch))


LINES = Format("lines", "COPY", "", write)
"""None of `FORMATS`: it is nothing to be chosen."""
