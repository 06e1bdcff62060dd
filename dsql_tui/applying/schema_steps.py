"""Running a step that cannot share a transaction with the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dsql_tui.applying.errors import StepFailed, make_running_error
from dsql_tui.applying.ledger import Entry
from dsql_tui.applying.ledger_writer import LedgerWriter
from dsql_tui.applying.transactions import LOSS_PAUSE, Ending, TransactionSender
from dsql_tui.applying.unknown import UnknownSteps
from dsql_tui.dsql.loss import is_unavailable
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.sql.migration_files.probes import find_probe
from dsql_tui.sql.migration_files.script import Script, Step

_MAX_LOSSES = 5


@dataclass(frozen=True)
class SchemaSteps:
    """Announces a step in the ledger, sends it, and records its outcome."""

    sender: TransactionSender
    writer: LedgerWriter
    unknown: UnknownSteps
    pause: Callable[[float], object]

    def run(self, script: Script, step: Step, entry: Entry) -> Ending:
        """Run a step once; after a lost connection, find out whether it took effect.

        Raises:
            AlreadyRunning: Another run has applied it.
            StepFailed: The server refused it.
            OutcomeUnknown: Only the user can find out whether it took effect.
        """
        entry = entry._replace(probe=self._find_probe(step))
        if not self.writer.write(entry):
            raise make_running_error(script.name, step.line)
        lost = False
        for _ in range(_MAX_LOSSES):
            ending = self.sender.run(list_statements(step))
            error, outcome = ending.outcome.error, ending.outcome
            if error is None:
                state = entry._replace(outcome="waiting" if ending.job else "done", job=ending.job)
                self.writer.write(state)
                return ending
            if not (error.lost or is_unavailable(error)):
                break
            lost = True
            self.pause(LOSS_PAUSE)
            if outcome.unknown and self.unknown.ask(script, entry, step):
                self.unknown.record(script, entry, step)
                return Ending()
        # A statement whose link was lost may still have been on its way when it was sent again.
        if lost and self.unknown.check_effect(entry.probe):
            self.unknown.record(script, entry, step)
            return Ending()
        if not outcome.unknown:
            self.writer.fail(entry, outcome)
        raise StepFailed(script, step.statements[ending.at or 0], outcome)

    def _find_probe(self, step: Step) -> str:
        """Return a query that shows whether a step took effect; empty if it does not help."""
        probe = find_probe(step.statements[0].text) if len(step.statements) == 1 else None
        if probe is None or self.unknown.check_effect(probe.effect) is not False:
            return ""
        return probe.effect


def list_statements(step: Step) -> list[SentStatement]:
    """Return the statements of a step as they are sent."""
    return [SentStatement(each.text, data=each.data) for each in (*step.settings, *step.statements)]
