"""Rows that a command writes to standard output, as a table or in another format."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from dsql_tui.cli.options import Parser
from dsql_tui.events import Column
from dsql_tui.results.formats import get_format
from dsql_tui.results.formats.format import Options, Row


def add_format(parser: Parser) -> None:
    """Add the option for the format of the rows."""
    parser.add_argument(
        "--format",
        choices=("table", "json", "jsonl", "csv"),
        default="table",
        help="default: table",
    )


def write_rows(kind: str, columns: Sequence[Column], batches: Iterable[Sequence[Row]]) -> None:
    """Write rows to standard output, each batch as soon as it is there.

    Args:
        kind: The name of the format.
        columns: The columns.
        batches: The rows.
    """
    for piece in get_format(kind).write(columns, iter(batches), Options()):
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
