"""The transactions of scripts, as lines of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rich.text import Text

from dsql_tui.applying.notes import OPEN_OUTCOMES, find_row_limit, list_notes
from dsql_tui.applying.status import ScriptStatus, TransactionStatus
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.sql.risk.listing import show_statement
from dsql_tui.ui.migration.run_list import Item, Outcome

SCRIPT_COLUMNS = ("Line", "State", "File", "Statement")

PENDING = Outcome("pending")
RUNNING = Outcome("running", "yellow")
APPLIED = Outcome("applied", "green")
JOB_RUNNING = Outcome("job running", "yellow")

_LONGEST = 200
"""Characters of a statement in the list."""
_OUTCOMES = {
    "started": Outcome("unknown", "bold yellow"),
    "waiting": JOB_RUNNING,
    "done": APPLIED,
    "failed": Outcome("failed", "bold red"),
}
_COLOURS = {"applied": "green", "changed": "bold red", "partly applied": "yellow"}

ReadOutcome = Callable[[str, int], Outcome]
"""Returns the outcome of a transaction: the name of its script, and its place there."""


class LoadedScript(NamedTuple):
    """A script, and how far it is by the ledger."""

    status: ScriptStatus
    transactions: list[TransactionStatus]

    @property
    def left(self) -> list[TransactionStatus]:
        """The transactions that a run would send."""
        return [each for each in self.transactions if not each.done]


def judge_transaction(one: TransactionStatus) -> Outcome:
    """Return the outcome of a transaction by the ledger."""
    return _OUTCOMES[one.entry.outcome] if one.entry else PENDING


def list_scripts(scripts: list[LoadedScript], read_outcome: ReadOutcome) -> list[Item]:
    """Return a line for each script, and below it one for each transaction."""
    items = []
    for script in scripts:
        items.append(_make_script(script))
        name = script.status.script.name
        for place, one in enumerate(script.transactions):
            items.append(_make_transaction(name, place, one, read_outcome))
    return items


def _make_script(script: LoadedScript) -> Item:
    status = script.status
    words = pluralize(len(script.transactions), "transaction")
    cells = (Text(""), Text(make_visible(status.script.name), "bold"), Text(words, "dim"))
    outcome = Outcome(status.state, _COLOURS.get(status.state, ""))

    def read_text() -> str:
        lines = [f"{status.script.name}: {status.state}, {words}"]
        if entry := status.entry:
            lines.append(f"Since {entry.ended or entry.began} UTC, by {entry.writer}")
        return "\n".join(lines)

    return Item(cells, status.script.name, read_text, lambda: outcome)


def _make_transaction(
    name: str, place: int, one: TransactionStatus, read_outcome: ReadOutcome
) -> Item:
    step = one.step
    text = show_statement(step.statements[0].text)
    more = len(step.statements) - 1
    label = f"{text[:_LONGEST]}{f' … and {more:,} more' if more else ''}"
    part = f" (part {one.part})" if one.part else ""
    cells = (
        Text(f"{step.line:,}", justify="right"),
        Text(make_visible(name), "dim"),
        Text(make_visible(f"{label}{part}")),
    )
    title = f"{name}, line {step.line}"
    return Item(cells, title, lambda: "\n".join(_describe(one)), lambda: read_outcome(name, place))


def _describe(one: TransactionStatus) -> Iterator[str]:
    """Yield what is known about a transaction, then its statements."""
    if one.entry and one.entry.outcome == "failed":
        yield f"It {OPEN_OUTCOMES['failed']}: {one.entry.error}"
    yield from list_notes(one)
    for each in one.step.statements:
        if problem := find_row_limit(each.text):
            yield problem
        yield f"{each.text};" if not each.text.endswith(";") else each.text
