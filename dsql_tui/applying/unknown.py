"""Finding out whether a step took effect whose outcome was lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from dsql_tui.applying.errors import AlreadyRunning, OutcomeUnknown
from dsql_tui.applying.jobs import JobWait, StartedJob
from dsql_tui.applying.ledger import Entry, is_running
from dsql_tui.applying.ledger_writer import LedgerWriter
from dsql_tui.applying.progress import Progress, StepChecked
from dsql_tui.applying.transactions import TransactionSender
from dsql_tui.db.queries import CatalogError
from dsql_tui.dsql.limits import TRANSACTION_SECONDS
from dsql_tui.sql.check import check_query
from dsql_tui.sql.migration_files.probes import find_probe, may_repeat
from dsql_tui.sql.migration_files.script import Script, Step

logger = logging.getLogger(__name__)

Answer = Literal["after", "from", ""]
"""The step was applied, or not; or stop there."""


class UnknownStep(NamedTuple):
    """A step that may or may not have taken effect."""

    script: str
    line: int
    text: str
    """The statement; empty if the script has changed there."""
    check: str | None
    """A query that may show the outcome."""


Decide = Callable[[UnknownStep], Answer]
"""Returns `after` if a step was applied, `from` if not, and empty to stop."""


class UnknownSteps:
    """Settles the steps whose outcome the ledger does not know."""

    def __init__(
        self,
        sender: TransactionSender,
        writer: LedgerWriter,
        jobs: JobWait,
        tell: Callable[[Progress], object],
        decide: Decide,
    ) -> None:
        self._sender = sender
        self._writer = writer
        self._jobs = jobs
        self._tell = tell
        self._decide = decide

    def check_process(self, script: Script, entries: Sequence[Entry]) -> None:
        """Check that no other run of the program is applying the script.

        Raises:
            AlreadyRunning: One is, or may be.
        """
        whole = next((each for each in entries if each.statement == 0), None)
        if whole is None or whole.outcome != "started":
            return
        age = min(each.age for each in entries if each.run == whole.run)
        running = is_running(whole, self._writer.ledger.process)
        if running and age < TRANSACTION_SECONDS:
            raise AlreadyRunning(
                f"{script.name} is being applied by process {whole.process.rpartition(':')[2]} of "
                "this computer. Wait until it has ended."
            )
        if running is None and age < TRANSACTION_SECONDS:
            raise AlreadyRunning(
                f"{script.name} is being applied from another computer by {whole.writer}, or was "
                f"{age} s ago. If that has ended, try again in {TRANSACTION_SECONDS - age} s."
            )

    def settle(self, script: Script, entry: Entry | None, step: Step | None) -> bool:
        """Return whether a step has taken effect, by its row in the ledger.

        A job that it has started is waited for later.

        Args:
            script: The script.
            entry: The row; `None` if there is none.
            step: The step, as it is in the script now; `None` if it is no longer there.

        Raises:
            OutcomeUnknown: Only the user can find out.
        """
        if entry is None or entry.outcome == "failed":
            return False
        if entry.outcome == "waiting":
            self._jobs.add(make_job(script, entry, step))
        elif entry.outcome == "started":
            if not self.ask(script, entry, step):
                return False
            self.record(script, entry, step)
        return True

    def record(self, script: Script, entry: Entry, step: Step | None) -> None:
        """Record that a step took effect, and wait for its job later."""
        if step and step.starts_job:
            self._writer.write(entry._replace(outcome="waiting"))
            self._jobs.add(make_job(script, entry, step))
        else:
            self._writer.write(entry._replace(outcome="done"))

    def ask(self, script: Script, entry: Entry, step: Step | None) -> bool:
        """Return whether a step took effect: as the catalog shows, or as the user says.

        Raises:
            OutcomeUnknown: The user does not say.
        """
        same = step is not None and step.checksum == entry.checksum
        text = step.statements[-1].text if step and same else ""
        shown = self.check_effect(entry.probe)
        if shown is not None:
            applied = shown
            words = "The catalog shows that it was executed."
            if not applied:
                words = "The catalog shows that it was not executed, so it is sent again."
        elif text and may_repeat(text):
            applied, words = False, "Running it twice gives the same result, so it is sent again."
        elif text and step and step.kind == "schema" and find_probe(text):
            applied = False
            words = "Its effect was in the catalog before it was sent, so it is sent again."
        else:
            answer = self._decide(UnknownStep(script.name, entry.line, text, _find_check(step)))
            if not answer:
                reason = "the outcome of the statement is unknown: it may have been executed."
                raise OutcomeUnknown(script.name, entry.line, reason, _find_check(step))
            applied = answer == "after"
            words = "You answered that it was executed."
            if not applied:
                words = "You answered that it was not executed, so it is sent again."
        self._tell(StepChecked(script, entry.line, entry.statement, applied, words))
        return applied

    def check_effect(self, query: str) -> bool | None:
        """Return the answer to the query of a probe; `None` if there is none.

        Args:
            query: The query; empty for none.
        """
        try:
            return self._sender.ask(query) if query else None
        except CatalogError as failed:
            if failed.error.lost:
                raise
            logger.info("a probe was refused: %s", failed)
            return None


def make_job(script: Script, entry: Entry, step: Step | None) -> StartedJob:
    """Return the job of a step, with the probe of its object."""
    probe = find_probe(step.statements[-1].text) if step else None
    return StartedJob(script, entry, probe)


def _find_check(step: Step | None) -> str | None:
    return check_query(step.statements[-1].text) if step else None
