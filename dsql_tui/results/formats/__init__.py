"""Output formats. To add one, write a module here and an entry in `FORMATS`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Format, Options, Write


def _import_lazily(module: str, function: str = "write") -> Write:
    """Return a function of a module that is imported by the first call: a run needs one format."""

    def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
        loaded: Write = getattr(import_module(f"{__name__}.{module}"), function)
        return loaded(columns, batches, options)

    return write


FORMATS = (
    Format("csv", "CSV", ".csv", _import_lazily("csv")),
    Format("tsv", "TSV", ".tsv", _import_lazily("tsv")),
    Format("json", "JSON", ".json", _import_lazily("json", "write_array")),
    Format("jsonl", "JSON Lines", ".jsonl", _import_lazily("json", "write_lines")),
    Format("markdown", "Markdown", ".md", _import_lazily("markdown"), blank_line_between=True),
    Format("insert", "INSERT", ".sql", _import_lazily("sql", "write_inserts")),
    Format("parquet", "Parquet", ".parquet", _import_lazily("parquet"), binary=True),
    Format("excel", "Excel", ".xlsx", _import_lazily("excel"), binary=True),
    Format("in", "SQL IN-list", ".sql", _import_lazily("sql", "write_list")),
    Format("table", "Aligned table", ".txt", _import_lazily("aligned"), blank_line_between=True),
)


def get_format(name: str) -> Format:
    """Return the format with a name.

    Raises:
        KeyError: No format has this name.
    """
    return {each.name: each for each in FORMATS}[name]
