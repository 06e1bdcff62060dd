"""Rows behind COPY … FROM stdin, in COPY's text format, whatever their format is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.results.readers.csv import CsvReader
from dsql_tui.sql.conversion.copies import Copy
from dsql_tui.sql.conversion.values import NULL, encode_field


class CopiedRows:
    """Converts the rows of one COPY, some lines at a time."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._plain = not copy.csv and (copy.delimiter, copy.null) == ("\t", NULL)
        self._skips = copy.header
        self._open: list[str] = []
        """Lines of CSV whose last value goes on in the next line."""

    def convert(self, lines: Sequence[str]) -> list[str]:
        """Return the rows in lines of data."""
        if self._plain and not self._skips:
            return list(lines)
        rows = list(self._read_csv(lines) if self._copy.csv else self._read_text(lines))
        if self._skips and rows:
            self._skips = False
            return rows[1:]
        return rows

    def _read_text(self, lines: Sequence[str]) -> Iterator[str]:
        for line in lines:
            fields = line.split(self._copy.delimiter)
            yield "\t".join(NULL if field == self._copy.null else field for field in fields)

    def _read_csv(self, lines: Sequence[str]) -> Iterator[str]:
        """Yield the rows whose quotes are closed, and keep the rest."""
        ready = 0
        self._open += lines
        quotes = 0
        for number, line in enumerate(self._open, 1):
            quotes += line.count('"')
            if quotes % 2 == 0:
                ready = number
        closed, self._open = self._open[:ready], self._open[ready:]
        numbered = (f"{line}\n" for line in closed)
        for record in CsvReader(numbered, self._copy.delimiter, null=self._copy.null):
            yield record.text if record.problem else "\t".join(map(encode_field, record.cells))
