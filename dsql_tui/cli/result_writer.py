"""Writing results: the format, the place, and what stands between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from dsql_tui.cli.options import UsageError
from dsql_tui.cli.output import Output
from dsql_tui.events import Column, Finished
from dsql_tui.execution.display import Display
from dsql_tui.execution.output_file import OutputFile, open_result
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.execution.steps import Execute, Set
from dsql_tui.results.formats.copy_lines import COPY_LINES
from dsql_tui.results.formats.format import Batches, Format
from dsql_tui.results.row_stream import RowStream


class _Incomplete(Exception):
    """The statement failed after some of its rows were written."""


class ResultWriter:
    """Writes one result after the other to an output, or to a file."""

    def __init__(self, output: Output, display: Display, several: bool) -> None:
        """Create a writer.

        Args:
            output: Where results go.
            display: How they are shown.
            several: True if the script may return more than one result: JSON then is an array
                of them.
        """
        self.display = display
        self.count = 0
        """Results written so far."""
        self._output = output
        self._kept = 0, 0
        self._document = several and display.format.name == "json"
        self._parts = 0
        """Results in the document."""
        self._file: OutputFile | None = None

    def write(
        self,
        columns: Sequence[Column],
        batches: Batches,
        *,
        raw: bool = False,
        settings: Sequence[Set] = (),
        file: str | None = None,
        stream: RowStream | None = None,
    ) -> None:
        """Write a result.

        Args:
            columns: Its columns.
            batches: Its rows.
            raw: True for the lines of COPY TO STDOUT.
            settings: The settings for this result alone.
            file: The file for this result alone.
            stream: The source of the rows. Files get the rows of a statement that succeeds.

        Raises:
            OSError: it cannot be written.
            PagerLeft: the user has seen enough.
        """
        kind, parts = self.display.apply(settings).write(columns, batches, raw)
        if file is None and self._file is None:
            self._write(kind, parts)
            return
        with suppress(_Incomplete):
            parts = _require_success(parts, stream)
            if file is None and self._file is not None:
                self._file.write(parts)
            elif file is not None:
                with open_result(file) as opened:
                    opened.writelines(parts)

    def write_stream(self, stream: RowStream, execute: Execute) -> None:
        """Write the rows of a run, as `write` does."""
        self.write(
            stream.columns,
            stream.read_batches(),
            raw=get_facts(execute.statement.text).copies,
            settings=execute.settings,
            file=execute.output,
            stream=stream,
        )

    def text(self, text: str, target: str) -> None:
        r"""Write the text of `\echo` to the output, or that of `\qecho` where results go."""
        if self._file is not None and target == "result":
            self._file.write([text.encode()])
        else:
            self._output.write(text.encode())
            self._output.finish_result()

    def keep(self) -> None:
        """Note that what was written so far is kept."""
        self._kept = self.count, self._parts
        if self._file:
            self._file.keep()

    def forget(self) -> None:
        """Note that what was written since `keep` was dropped."""
        self.count, self._parts = self._kept
        if self._file:
            self._file.forget()

    def redirect(self, name: str) -> None:
        r"""Send results to a file from now on, as `\o` does; without a name, back to the output.

        Raises:
            OSError: a file cannot be written.
        """
        self._end_file(complete=True)
        self._file = OutputFile(name) if name else None

    def finish(self, complete: bool = True) -> str:
        r"""Complete the document, if the results form one, and the file of `\o`.

        Returns:
            The name of a file that was not written, because the script is not complete.

        Raises:
            OSError: the file cannot be written.
        """
        if self._document and self._parts:
            self._output.write(b"]\n")
            self._output.finish_result()
        name = self._file.name if self._file else ""
        self._end_file(complete)
        return "" if complete else name

    def close(self) -> None:
        r"""Forget what the file of `\o` holds."""
        self._end_file(complete=False)

    def _end_file(self, complete: bool) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        try:
            if complete:
                file.publish()
        finally:
            file.close()

    def _write(self, kind: Format, parts: Iterator[bytes]) -> None:
        self.count += 1
        if self.count > 1 and kind.binary:
            raise UsageError(f"{kind.title} holds one result, and these statements return more.")
        if self._document and kind is not COPY_LINES:
            self._parts += 1
            self._output.write(b"[\n" if self._parts == 1 else b",\n")
        elif self.count > 1 and kind.blank_line_between:
            self._output.write(b"\n")
        for part in parts:
            self._output.write(part)
        self._output.finish_result()


def may_return(text: str) -> bool:
    """Return True if a statement may return rows."""
    facts = get_facts(text)
    if facts.copies:
        return False
    if facts.risk.kind in ("read", "other"):
        return not text[:5].lower().startswith(("set ", "reset"))
    return "returning" in text.lower()


def _require_success(parts: Iterator[bytes], stream: RowStream | None) -> Iterator[bytes]:
    """Yield the parts of a result.

    Raises:
        _Incomplete: The statement failed.
    """
    yield from parts
    if stream is not None and not isinstance(stream.ending, Finished):
        raise _Incomplete
