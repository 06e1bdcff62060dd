"""Decoding of a `PGresult` in psycopg's C code, which is much faster than cell by cell."""

from __future__ import annotations

from psycopg import Connection
from psycopg.adapt import AdaptersMap, Transformer
from psycopg.pq import PGresult
from psycopg.types.string import TextLoader

from dsql_tui.events import Chunk
from dsql_tui.results.decode import decode_rows
from dsql_tui.results.formats.format import Row

_ANY_TYPE = 0


class RowReader:
    """A row decoder, like `decode_rows`. Use one instance in one thread at a time."""

    connection: Connection[tuple[object, ...]] | None = None
    """psycopg reads the encoding from here; without a connection it is UTF-8."""

    def __init__(self) -> None:
        self.adapters = AdaptersMap()
        self.adapters.register_loader(_ANY_TYPE, TextLoader)
        self._transformer = Transformer(self)

    def __call__(self, chunk: Chunk, columns: int) -> list[Row]:
        """Return the rows of a chunk with this number of columns."""
        if not (columns and isinstance(chunk, PGresult)):
            return decode_rows(chunk, columns)
        self._transformer.set_pgresult(chunk)
        try:
            return list(self._transformer.load_rows(0, chunk.ntuples, tuple))
        except UnicodeDecodeError:
            return decode_rows(chunk, columns)
