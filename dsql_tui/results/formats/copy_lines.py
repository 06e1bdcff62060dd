"""The lines that COPY TO STDOUT sends, unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Format, Options, encode


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write each line with a line end."""
    for batch in batches:
        yield encode("".join(f"{line}\n" for (line,) in batch))


COPY_LINES = Format("lines", "COPY", "", write)
"""Not among `FORMATS`, because users cannot choose it."""
