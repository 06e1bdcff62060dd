"""How far scripts are, and what would run, on standard output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.applying.applier import Applier
from dsql_tui.applying.ledger import Entry
from dsql_tui.applying.notes import OPEN_OUTCOMES, find_row_limit, list_notes
from dsql_tui.applying.status import ScriptStatus, TransactionStatus
from dsql_tui.cli.rows_output import write_rows
from dsql_tui.events import Column
from dsql_tui.results.formats.format import Row
from dsql_tui.results.text import make_visible
from dsql_tui.sql.risk.listing import show_statement

_TEXT = 25
"""The OID of text."""
_COLUMNS = tuple(Column(name, _TEXT) for name in ("file", "state", "since", "by", "remark"))
_LONGEST = 100
"""Characters of a statement in a plan."""


def write_status(applier: Applier, states: Sequence[ScriptStatus], kind: str, whole: bool) -> None:
    """Write a row for each script.

    Args:
        applier: Reads the ledger.
        states: The scripts.
        kind: The format of the rows.
        whole: True to add a row for each script that is in the ledger only.
    """
    names = {each.script.name for each in states}
    rows: list[Row] = [_describe_script(applier, each) for each in states]
    rows += [
        _make_row(each.file, "not in this folder", each, "")
        for each in applier.read_scripts()
        if whole and each.file not in names
    ]
    write_rows(kind, _COLUMNS, [rows])


def list_plan(applier: Applier, states: Sequence[ScriptStatus]) -> Iterator[str]:
    """Yield the lines of a dry run: what would run, in order."""
    if not (todo := [each for each in states if each.state != "applied"]):
        yield "Nothing would run: everything is applied."
    for status in todo:
        yield make_visible(f"{status.script.name}: {status.state}")
        for one in applier.read_transactions(status):
            if not one.done:
                yield from map(make_visible, _describe_transaction(one))


def _describe_script(applier: Applier, status: ScriptStatus) -> Row:
    remark = ""
    if status.state == "partly applied":
        found = applier.read_transactions(status)
        done = sum(each.done for each in found)
        remark = f"{done} of {len(found)} transactions"
        for each in found:
            if each.entry and not each.done:
                remark += f"; line {each.step.line} {OPEN_OUTCOMES.get(each.entry.outcome, '')}"
                remark += f": {each.entry.error}" if each.entry.error else ""
    return _make_row(status.script.name, status.state, status.entry, remark)


def _make_row(name: str, state: str, entry: Entry | None, remark: str) -> Row:
    since = (entry.ended or entry.began) if entry else None
    return (name, state, since, entry.writer if entry else None, remark or None)


def _describe_transaction(one: TransactionStatus) -> Iterator[str]:
    """Yield a line for each statement of a transaction."""
    step = one.step
    for number, each in enumerate(step.statements):
        text = show_statement(each.text)
        shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        mark = "-" if number == 0 else " "
        part = f" (part {one.part} of its rows)" if one.part else ""
        yield f"  {mark} line {each.line}: {shown}{part}"
        if problem := find_row_limit(each.text):
            yield f"    {problem}"
    for note in list_notes(one):
        yield f"    {note}"
