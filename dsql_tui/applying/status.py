"""How far scripts are, by the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from dsql_tui.applying.copy_parts import split_copy
from dsql_tui.applying.errors import ChangedScript
from dsql_tui.applying.ledger import Entry
from dsql_tui.sql.migration_files.script import Script, Step

ScriptState = Literal["pending", "applied", "partly applied", "changed", "to be repeated"]
"""`changed` is an error; `to be repeated` is a repeatable script that has changed."""

Entries = Mapping[tuple[int, int], Entry]
"""The rows of one script by the number of the statement and of the part."""


class ScriptStatus(NamedTuple):
    """How far a script is."""

    script: Script
    state: ScriptState
    entry: Entry | None = None
    """The row of the ledger for the whole script."""


class TransactionStatus(NamedTuple):
    """How far one transaction of a script is."""

    step: Step
    """The step, or a part of it."""
    part: int
    """The number of the part, from 1; 0 if the step is one transaction."""
    entry: Entry | None = None

    @property
    def done(self) -> bool:
        """True if it is applied."""
        return self.entry is not None and self.entry.outcome == "done"


def judge_script(script: Script, entry: Entry | None) -> ScriptStatus:
    """Return how far a script is, by its row in the ledger."""
    if entry is None:
        return ScriptStatus(script, "pending")
    if entry.checksum == script.checksum:
        return ScriptStatus(
            script, "applied" if entry.outcome == "done" else "partly applied", entry
        )
    if script.repeatable:
        return ScriptStatus(script, "to be repeated", entry)
    return ScriptStatus(script, "changed" if entry.outcome == "done" else "partly applied", entry)


def list_transactions(script: Script, entries: Entries) -> list[TransactionStatus]:
    """Return the transactions of a script, in order."""
    return [
        TransactionStatus(part, number, entries.get((step.number, number)))
        for step in script.applied
        for part, number in split_step(step)
    ]


def split_step(step: Step) -> Iterator[tuple[Step, int]]:
    """Yield the transactions of a step, with their numbers in the ledger."""
    first = step.statements[0]
    if first.data is None or step.begun:
        yield step, 0
        return
    parts = split_copy(first.text, first.data)
    for number, data in enumerate(parts, 1):
        part = replace(step, statements=(first._replace(data=data),))
        yield part, number if len(parts) > 1 else 0


def refuse_changes(states: Sequence[ScriptStatus], out_of_order: bool = False) -> None:
    """Check that no script has changed since it was applied, and that none comes too late.

    Args:
        states: All scripts, in order.
        out_of_order: True to allow a version that is lower than one that is applied.

    Raises:
        ChangedScript: One has changed, or comes too late.
    """
    for each in states:
        if each.state == "changed" and each.entry:
            raise ChangedScript(
                f"{each.script.name} has changed since it was applied on {each.entry.ended} UTC by "
                f"{each.entry.writer}. Nothing was run. Restore it, and put the change into a new "
                "file."
            )
    late, last = _find_late(states)
    if late and last and not out_of_order:
        raise ChangedScript(
            f"{late.name} is not applied, but {last.name} is, which comes after it. Nothing was "
            "run. Give it a higher version, or add --out-of-order."
        )


def _find_late(states: Sequence[ScriptStatus]) -> tuple[Script | None, Script | None]:
    """Return a script that is pending, and one of a higher version that is applied."""
    begun = [each.script for each in states if each.state != "pending" and each.script.version]
    if not begun:
        return None, None
    last = max(begun, key=lambda script: script.version)
    pending = (each.script for each in states if each.state == "pending" and each.script.version)
    return next((script for script in pending if script.version < last.version), None), last
