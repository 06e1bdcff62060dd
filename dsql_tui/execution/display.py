r"""How results are written; `\x`, `\a`, `\f`, `\t` and `\pset` change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dsql_tui.events import Column
from dsql_tui.execution.steps import Set
from dsql_tui.results.formats import get_format
from dsql_tui.results.formats.copy_lines import COPY_LINES
from dsql_tui.results.formats.format import Batches, Format, Options, Row
from dsql_tui.results.formats.unaligned import UNALIGNED

_NULLS = frozenset({"table", "csv", "tsv", "markdown", "unaligned"})
"""Formats in which `\\pset null` shows."""
_SWITCHES = {"on": True, "off": False}


@dataclass(slots=True)
class Display:
    """A format and its options."""

    format: Format
    options: Options
    timing: bool = False
    null: str | None = None
    """The text for NULL; `None` for that of the format."""

    def change(self, name: str, value: str) -> None:
        """Change a setting."""
        options = self.options
        match name:
            case "expanded":
                wanted = {**_SWITCHES, "auto": None}.get(value, not options.expanded)
                self.options = options._replace(expanded=wanted)
            case "timing":
                self.timing = _SWITCHES.get(value, not self.timing)
            case "tuples_only":
                self.options = options._replace(header=not _SWITCHES.get(value, options.header))
            case "null":
                self.null = value
            case "separator":
                self.options = options._replace(separator=value)
            case "format" if value == "unaligned":
                self.format = UNALIGNED
            case "format" if value == "toggle":
                self.format = get_format("table") if self.format is UNALIGNED else UNALIGNED
            case "format":
                self.format = get_format(value)

    def apply(self, settings: Sequence[Set]) -> Display:
        """Return a display with some settings changed, for one result."""
        if not settings:
            return self
        display = replace(self)
        for each in settings:
            display.change(each.name, each.value)
        return display

    def write(
        self, columns: Sequence[Column], batches: Batches, raw: bool = False
    ) -> tuple[Format, Iterator[bytes]]:
        """Return the format and the parts of a result; `raw` for the lines of COPY TO STDOUT."""
        kind = COPY_LINES if raw else self.format
        return kind, kind.write(columns, self._with_nulls(batches, kind), self.options)

    def _with_nulls(self, batches: Batches, kind: Format) -> Batches:
        if self.null is None or kind.name not in _NULLS:
            return batches
        return map(self._replace_nulls, batches)

    def _replace_nulls(self, batch: Sequence[Row]) -> Sequence[Row]:
        return [[self.null if cell is None else cell for cell in row] for row in batch]
