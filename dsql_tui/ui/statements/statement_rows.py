"""The rows and the details of the page of statements, for either source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from dsql_tui.dsql.clock import format_duration
from dsql_tui.dsql.statement_load import GROUPS, MAX_TEXT, ClusterLoad, StatementLoad
from dsql_tui.execution.statement_totals import StatementTotal
from dsql_tui.results.text import make_printable, make_visible, pluralize

_MAX_TEXT = 500
"""Characters of a statement in its row."""

LOAD_FIGURES = ("Time", "Share", "CPU", "Reads", "Commit", "Idle")
HISTORY_FIGURES = ("Time", "Runs", "DPU", "Conflicts", "Failed")


class Row(NamedTuple):
    """A statement: its cells, and what the keys of the page need."""

    cells: tuple[Text, ...]
    statement: str
    """The statement in full, with its values if they are known."""
    details: Text


def write_load(load: ClusterLoad) -> list[Row]:
    """Return the rows of the statements of all clients."""
    return [_write_load_row(each, load.seconds) for each in load.statements]


def write_history(totals: Sequence[StatementTotal]) -> list[Row]:
    """Return the rows of the statements in the history."""
    return [_write_history_row(each) for each in totals]


def _write_load_row(each: StatementLoad, total: float) -> Row:
    figures = (
        format_duration(each.seconds),
        f"{each.seconds / total:.0%}" if total else "–",
        *(_format_part(each.sum_group(group)) for group in GROUPS),
    )
    details = Text(f"Query identifier {make_visible(each.identifier)}", "dim")
    for event, seconds in sorted(each.waits.items(), key=lambda pair: -pair[1]):
        share = seconds / each.seconds if each.seconds else 0.0
        details.append(f" · {make_visible(event)} {format_duration(seconds)} ({share:.0%})")
    if len(each.text) >= MAX_TEXT:
        details.append(f" · CloudWatch has the first {MAX_TEXT} characters only")
    return Row(_build_cells(figures, each.text), each.text, _add_text(details, each.text))


def _write_history_row(each: StatementTotal) -> Row:
    figures = (
        format_duration(each.seconds),
        f"{each.runs:,}",
        f"{each.dpu:,.5f}" if each.measured else "–",
        f"{each.conflicts:,}" if each.conflicts else "–",
        f"{each.failed:,}" if each.failed else "–",
    )
    measured = f"{each.measured:,} measured" if each.measured else "none measured"
    mean = format_duration(each.seconds / each.runs)
    counts = f"{pluralize(each.runs, 'run')} ({measured}) · {mean} each"
    details = Text(f"{counts} · {pluralize(each.rows, 'row')} · newest run:", "dim")
    return Row(_build_cells(figures, each.text), each.latest, _add_text(details, each.latest))


def _format_part(seconds: float) -> str:
    return format_duration(seconds) if seconds else "–"


def _build_cells(figures: Sequence[str], text: str) -> tuple[Text, ...]:
    shown = make_visible(" ".join(text[: 2 * _MAX_TEXT].split())[:_MAX_TEXT])
    return (*(Text(figure, justify="right") for figure in figures), Text(shown))


def _add_text(details: Text, statement: str) -> Text:
    return details.append("\n\n").append(make_printable(statement), "not dim")
