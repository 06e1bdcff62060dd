"""The rows of a `PGresult` as texts, all at once in psycopg's C code: much faster than singly."""

from __future__ import annotations

from psycopg import Connection
from psycopg.adapt import AdaptersMap, Transformer
from psycopg.pq import PGresult
from psycopg.types.string import TextLoader

from dsql_tui.events import Chunk
from dsql_tui.results.formats.format import Row
from dsql_tui.results.rows import rows

_ANY_TYPE = 0


class Texts:
    """Does what `rows` of the results does. One of it belongs to one thread at a time."""

    connection: Connection[tuple[object, ...]] | None = None
    """psycopg asks for the connection that texts come from; without one they are UTF-8."""

    def __init__(self) -> None:
        self.adapters = AdaptersMap()
        self.adapters.register_loader(_ANY_TYPE, TextLoader)
        self._transformer = Transformer(self)

    def __call__(self, chunk: Chunk, columns: int) -> list[Row]:
        """The rows of a chunk of so many columns."""
        if not (columns and isinstance(chunk, PGresult)):
            return rows(chunk, columns)
        self._transformer.set_pgresult(chunk)
        try:
            return list(self._transformer.load_rows(0, chunk.ntuples, tuple))
        except UnicodeDecodeError:
            return rows(chunk, columns)
