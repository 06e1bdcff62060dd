r"""Results as text, for `\o`, `\g FILE`, `\gset` and `\gdesc`."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.events import Column
from dsql_tui.execution.display import Display
from dsql_tui.execution.output_file import OutputFile, open_result
from dsql_tui.execution.result import Result
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.execution.steps import Print, Reply, Row, Set, Show
from dsql_tui.results.compare import RowList
from dsql_tui.results.formats import get_format
from dsql_tui.results.formats.format import Options
from dsql_tui.results.table import Table

_TEXT = 25
"""The OID of text."""


class ResultFiles:
    r"""The file of `\o`, which gets results in addition to the screen."""

    def __init__(self) -> None:
        self.display = Display(get_format("table"), Options())
        """How results are written."""
        self._file: OutputFile | None = None

    @property
    def active(self) -> bool:
        """True while results go to a file."""
        return self._file is not None

    def redirect(self, name: str) -> str:
        """Write the following results to a file; an empty name ends that. Blocks.

        Returns:
            The reason that a file cannot be written; empty on success.
        """
        problem = self.publish()
        self.close()
        try:
            self._file = OutputFile(name) if name else None
        except OSError as error:
            return f"{name} cannot be written: {error.strerror}."
        return problem

    def publish(self) -> str:
        r"""Replace the file of `\o` with what was written. Blocks.

        Returns:
            The reason that it cannot be written; empty on success.
        """
        try:
            if self._file:
                self._file.publish(new_only=True)
        except OSError as error:
            return f"{self._file.name if self._file else ''} cannot be written: {error.strerror}."
        return ""

    def close(self) -> None:
        """End the file; what was not published is lost."""
        if self._file:
            self._file.close()
            self._file = None

    def write(self, result: Result, name: str | None, settings: Sequence[Set] = ()) -> str:
        r"""Write a result to the named file, or to the file of `\o`. Blocks.

        Returns:
            The reason that the file cannot be written; empty on success.
        """
        if result.table is None or not (name or self._file):
            return ""
        display = self.display.apply(settings)
        _, parts = display.write(
            result.table.columns, [_rows(result.table)], get_facts(result.statement.text).copies
        )
        try:
            if name:
                with open_result(name) as file:
                    file.writelines(parts)
            elif self._file:
                self._file.write(parts)
        except OSError as error:
            return f"{name or 'The file'} cannot be written: {error.strerror}."
        return ""

    def print(self, step: Print) -> str:
        r"""Write the text of `\qecho`. Blocks.

        Returns:
            The reason that it cannot be written; empty on success.
        """
        try:
            if self._file and step.target == "result":
                self._file.write([f"{step.text}{step.end}".encode()])
        except OSError as error:
            return f"{self._file.name if self._file else ''} cannot be written: {error.strerror}."
        return ""


def reply_with_rows(result: Result) -> Reply:
    """Return a reply with the rows of a result."""
    if result.table is None:
        return Reply(affected=result.count)
    columns = result.table.columns
    return Reply(
        columns=[column.name for column in columns],
        types=[column.oid for column in columns],
        rows=_rows(result.table),
        affected=result.count,
        sqlstate="00000",
    )


def make_table(step: Show) -> Table:
    """Return the rows of a step as a table."""
    table = Table(tuple(Column(name, _TEXT) for name in step.columns))
    encode = [tuple(None if cell is None else cell.encode() for cell in row) for row in step.rows]
    if encode:
        table.append(RowList(encode))
    return table


def _rows(table: Table) -> list[Row]:
    places = range(len(table.columns))
    return [[_text(table.value(row, place)) for place in places] for row in range(len(table))]


def _text(cell: bytes | None) -> str | None:
    return None if cell is None else cell.decode(errors="replace")
