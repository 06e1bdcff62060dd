"""Applying scripts: each step once, in the transaction that Aurora DSQL needs.

A step of rows is in one transaction with its row of the ledger, so it can be sent again after a
lost connection: either it finds its row there, or nothing of it was kept. A step of DDL is
announced in the ledger first. If its outcome is lost, a query of the catalog tells it, or the user.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple
from uuid import uuid4

from dsql_tui.applying.errors import (
    AlreadyRunning,
    ApplyError,
    StepFailed,
    make_change_error,
    make_running_error,
)
from dsql_tui.applying.jobs import JobWait
from dsql_tui.applying.ledger import Entry, Ledger, index_entries
from dsql_tui.applying.ledger_writer import LedgerWriter
from dsql_tui.applying.progress import (
    Progress,
    ScriptApplied,
    ScriptBegun,
    StepApplied,
)
from dsql_tui.applying.schema_steps import SchemaSteps, list_statements
from dsql_tui.applying.status import (
    ScriptStatus,
    TransactionStatus,
    judge_script,
    list_transactions,
    refuse_changes,
    split_step,
)
from dsql_tui.applying.stop import StopFlag
from dsql_tui.applying.transactions import LOSS_PAUSE, Ending, TransactionSender
from dsql_tui.applying.unknown import Decide, UnknownSteps, make_job
from dsql_tui.aws.errors import AwsError
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.loss import is_unavailable
from dsql_tui.dsql.sqlstate import PROGRAM_LIMIT_EXCEEDED
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.opening import Access
from dsql_tui.sql.migration_files.script import Script, Step

MAX_LOSSES = 5
"""Links that may be lost in a row during one step."""


class ApplyOptions(NamedTuple):
    """How scripts are applied."""

    schema: str = "public"
    """The schema of the ledger."""
    retries: int = 10
    """How often a conflict is tried again."""
    out_of_order: bool = False
    """True to allow a version that is lower than one that is applied."""


DEFAULT_OPTIONS = ApplyOptions()


class Applier:
    """Applies scripts to one cluster; blocks, and belongs to one thread but for `stop`."""

    def __init__(
        self,
        access: Access,
        tell: Callable[[Progress], object] = lambda progress: None,
        decide: Decide = lambda unknown: "",
        options: ApplyOptions = DEFAULT_OPTIONS,
    ) -> None:
        """Prepare to apply; opens no session.

        Args:
            access: Opens sessions.
            tell: Is called with what happens, in this thread.
            decide: Answers for a step whose outcome cannot be found out: `after` if it was applied,
                `from` if not, empty to stop there.
            options: How scripts are applied.
        """
        self.ledger = Ledger(options.schema, uuid4().hex)
        self._options = options
        self._tell = tell
        self._stop = StopFlag()
        self.sender = TransactionSender(access, tell, self._stop.wait, options.retries)
        self._writer = LedgerWriter(self.ledger, self.sender, self._stop.wait)
        self._jobs = JobWait(self.sender, self._writer, tell, self._stop.wait)
        self._unknown = UnknownSteps(self.sender, self._writer, self._jobs, tell, decide)
        self._schema = SchemaSteps(self.sender, self._writer, self._unknown, self._stop.wait)

    def stop(self) -> None:
        """Stop after the current step, or at once while waiting; for any thread."""
        self._stop.set()

    def cancel(self) -> None:
        """Cancel the running statement, and stop; for any thread."""
        self._stop.set()
        self.sender.cancel()

    def close(self) -> None:
        """End the session."""
        self.sender.close()

    def read_status(self, scripts: Sequence[Script]) -> list[ScriptStatus]:
        """Return how far each script is; changes nothing.

        Raises:
            AwsError, ConnectError, CatalogError: The ledger cannot be read.
        """
        entries = {each.file: each for each in self.read_scripts()}
        return [judge_script(script, entries.get(script.name)) for script in scripts]

    def read_scripts(self) -> list[Entry]:
        """Return the row of each script in the ledger.

        Raises:
            AwsError, ConnectError, CatalogError: The ledger cannot be read.
        """
        return self.sender.read(self.ledger.read)

    def read_transactions(self, status: ScriptStatus) -> list[TransactionStatus]:
        """Return how far each transaction of a script is; changes nothing.

        Raises:
            LedgerError: The ledger cannot be read.
        """
        begun = status.state in ("applied", "partly applied")
        rows = self._writer.read(status.script.name) if begun else []
        return list_transactions(status.script, index_entries(rows))

    def apply(self, scripts: Sequence[Script]) -> int:
        """Apply what is not applied yet, in order; return the number of transactions.

        Raises:
            ApplyError: It stopped; the class and the message say why.
            AwsError, ConnectError, CatalogError: There is no session.
        """
        states = self.read_status(scripts)
        refuse_changes(states, self._options.out_of_order)
        todo = [each for each in states if each.state != "applied"]
        if todo:
            self._writer.create()
        return sum(self._apply(each) for each in todo)

    def _apply(self, status: ScriptStatus) -> int:
        """Apply one script; return the number of steps that were sent."""
        script, entry = status.script, status.entry
        self._jobs.clear()
        known = index_entries(self._writer.read(script.name))
        self._unknown.check_process(script, list(known.values()))
        if script.repeatable and entry and entry.checksum != script.checksum:
            self._writer.start_again(entry._replace(checksum=script.checksum))
            known = {}
        whole = Entry(script.name, 0, checksum=script.checksum)
        try:
            total = self._check_steps(script, known)
            if not self._writer.write(whole):
                raise make_running_error(script.name, 1)
            done = sum(each.outcome == "done" for each in known.values() if each.statement)
            self._tell(ScriptBegun(script, total, done))
            sent = self._run_steps(script, known)
        except AlreadyRunning:
            raise
        except (ApplyError, AwsError, ConnectError, CatalogError):
            self._leave(whole)
            raise
        self._writer.write(whole._replace(outcome="done"))
        self._drop_settings()
        self._tell(ScriptApplied(script))
        return sent

    def _run_steps(self, script: Script, known: dict[tuple[int, int], Entry]) -> int:
        """Run the steps that are not done; return their number."""
        sent = 0
        for step in script.steps:
            self._stop.check()
            if step.kind == "setting":
                self._set(script, step)
                continue
            if not step.starts_job:
                self._jobs.wait()
            for part, number in split_step(step):
                if not self._unknown.settle(script, known.get((step.number, number)), part):
                    self._run(script, part, number)
                    sent += 1
        self._jobs.wait()
        return sent

    def _leave(self, whole: Entry) -> None:
        """Record that a script is not being applied any more, if that is possible."""
        with suppress(ApplyError, AwsError, ConnectError, CatalogError):
            self._writer.write(whole._replace(outcome="failed"))

    def _drop_settings(self) -> None:
        """End the settings of a script, with their session."""
        if self.sender.settings:
            self.sender.settings.clear()
            self.sender.close()

    def _set(self, script: Script, step: Step) -> None:
        """Run a setting, which every session of the script gets."""
        ending = self.sender.run([SentStatement(step.statements[0].text)])
        if ending.outcome.error:
            raise StepFailed(script, step.statements[0], ending.outcome)
        self.sender.settings.append(step.statements[0].text)

    def _run(self, script: Script, step: Step, part: int) -> None:
        began = time.monotonic()
        entry = Entry(script.name, step.number, part, step.line, checksum=step.checksum)
        if step.kind == "rows":
            ending = self._run_rows(script, step, entry)
        else:
            ending = self._schema.run(script, step, entry)
        if ending.job:
            self._jobs.add(make_job(script, entry._replace(job=ending.job), step))
        self._tell(StepApplied(script, step, ending.tag, time.monotonic() - began))

    def _run_rows(self, script: Script, step: Step, entry: Entry) -> Ending:
        """Run a step in one transaction with the ledger; again after a lost connection."""
        record = self.ledger.write(entry._replace(outcome="done"))
        statements = list_statements(step)
        for _ in range(MAX_LOSSES):
            ending = self.sender.run(statements, record)
            error = ending.outcome.error
            if ending.recorded:
                self._check_own(script, entry)
                return ending
            if error is None:
                return ending
            if not (error.lost or is_unavailable(error)):
                break
            self._stop.wait(LOSS_PAUSE)
        if error and error.sqlstate == PROGRAM_LIMIT_EXCEEDED and "row limit" in error.message:
            # The ledger may be the row too many.
            return self._schema.run(script, step, entry)
        self._writer.fail(entry, ending.outcome)
        raise StepFailed(script, step.statements[ending.at or 0], ending.outcome)

    def _check_own(self, script: Script, entry: Entry) -> None:
        """Check that this run has applied a step which the ledger says is done.

        Raises:
            AlreadyRunning: Another one has.
        """
        found = index_entries(self._writer.read(script.name)).get((entry.statement, entry.part))
        if found is None or found.run != self.ledger.run:
            raise make_running_error(script.name, entry.line)

    def _check_steps(self, script: Script, known: dict[tuple[int, int], Entry]) -> int:
        """Check that the steps which are done are in the script, unchanged.

        Returns:
            The number of transactions of the script.

        Raises:
            ChangedScript: They are not.
            OutcomeUnknown: One may be done that is no longer in the script.
        """
        steps = {(s.number, part): s for s, part, _ in list_transactions(script, known)}
        for place, entry in known.items():
            step = steps.get(place)
            if not entry.statement or (step and step.checksum == entry.checksum):
                continue
            if entry.outcome == "done" or self._unknown.settle(script, entry, step):
                raise make_change_error(script.name, entry)
        return len(steps)
