"""Running the statements of a migration, each once, also after a crash or a lost connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from time import sleep

from dsql_tui.applying.transactions import Ending, TransactionSender
from dsql_tui.db.jobs import read_failure, read_jobs
from dsql_tui.db.queries import CatalogError
from dsql_tui.dsql.job import Job
from dsql_tui.dsql.loss import is_unavailable
from dsql_tui.dsql.sqlstate import INSUFFICIENT_PRIVILEGE
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.events import ServerError
from dsql_tui.migrating.state import StepState
from dsql_tui.sql.conversion.steps import Step
from dsql_tui.sql.migration_files.probes import find_probe, may_repeat

_MAX_LOSSES = 8
"""Links that may be lost in a row during one statement."""
_POLL_INTERVAL = 0.5
"""Seconds between two readings of `sys.jobs`."""
_UNSEEN_POLLS = 10
"""Readings of `sys.jobs` in which a job may be missing before it counts as ended."""
_EXISTS = ("42P07", "42710", "42723", "42P06")
"""SQLSTATEs of statements that create what is there already."""
_REFUSED = ("0A", "22", "23", "2B", "2F", "38", "39", "3F", "42", "44", "54", "55", "P0")
"""Classes of SQLSTATEs that are about the statement, so that the next ones can be run."""
_NEEDS_INDEXES = ("foreign key", "validation")


class MigrationStopped(Exception):
    """The migration cannot go on now; the message is for the user. It can be resumed."""

    def __init__(self, words: str, error: ServerError | None = None) -> None:
        super().__init__(words)
        self.error = error


class StepRunner:
    """Runs statements, and notes in the state how each ended."""

    def __init__(self, sender: TransactionSender, save: Callable[[], object]) -> None:
        self._sender = sender
        self._save = save

    def run(self, steps: list[tuple[Step, StepState]]) -> Iterator[Step]:
        """Run the statements that are left; yield each before it is run, and while its job runs.

        Raises:
            MigrationStopped: The server refuses more than the statement.
            AwsError, ConnectError, CatalogError: There is no session.
        """
        for step, state in steps:
            if state.outcome in ("done", "failed", "waiting", "removed"):
                continue
            if step.kind in _NEEDS_INDEXES:
                yield from self._wait([each for each in steps if each[0].kind == "index"])
            yield step
            self._run(step, state)
        yield from self._wait(steps)

    def _run(self, step: Step, state: StepState) -> None:
        """Run a statement, again after a lost connection if it had no effect."""
        probe = find_probe(step.sql)
        begun = state.outcome == "started"
        if probe and (begun or not probe.complete) and self._sender.ask(probe.effect):
            self._note_existing(step, state, begun)
            return
        if begun and not (probe or may_repeat(step.sql) or step.kind != "statement"):
            self._note(state, "failed", _UNKNOWN)
            return
        self._note(state, "started")
        ending = Ending()
        for _ in range(_MAX_LOSSES):
            ending = self._sender.run([SentStatement(step.sql)])
            error = ending.outcome.error
            if error is None or not (error.lost or is_unavailable(error)):
                break
            begun = True
            sleep(1)
            if probe and self._sender.ask(probe.effect):
                self._note_existing(step, state, begun)
                return
            if ending.outcome.unknown and step.kind == "statement":
                self._note(state, "failed", _UNKNOWN)
                return
        self._settle(state, ending, begun)

    def _note_existing(self, step: Step, state: StepState, begun: bool) -> None:
        """Note that the object of a statement is there; its job may be running."""
        probe = find_probe(step.sql)
        if begun or step.kind == "schema":
            self._note(state, "waiting" if probe and probe.complete else "done")
        else:
            self._note(state, "failed", "An object with this name already exists.")

    def _settle(self, state: StepState, ending: Ending, begun: bool) -> None:
        """Note how a statement ended.

        Raises:
            MigrationStopped: The server refuses more than the statement.
        """
        error = ending.outcome.error
        if error is None:
            state.job = ending.job
            self._note(state, "waiting" if ending.job else "done")
            return
        code = error.sqlstate or ""
        if begun and code in _EXISTS:
            self._note(state, "done")
            return
        if error.lost or code == INSUFFICIENT_PRIVILEGE or not code.startswith(_REFUSED):
            raise MigrationStopped(error.message, error)
        self._note(state, "failed", f"{code}: {error.message}")

    def _wait(self, steps: list[tuple[Step, StepState]]) -> Iterator[Step]:
        """Wait for the jobs of statements, and note how each ended; yield what is waited for."""
        waiting = [each for each in steps if each[1].outcome == "waiting"]
        unseen = 0
        while waiting:
            jobs = {job.identifier: job for job in self._sender.read(read_jobs)}
            left = []
            for step, state in waiting:
                if self._is_running(step, state, jobs, unseen):
                    left.append((step, state))
                else:
                    self._end_job(step, state)
            waiting = left
            unseen += 1
            if waiting:
                yield waiting[0][0]
                sleep(_POLL_INTERVAL)

    def _is_running(
        self, step: Step, state: StepState, jobs: Mapping[str, Job], unseen: int
    ) -> bool:
        """Return whether the job of a statement may still be running."""
        if job := jobs.get(state.job):
            return job.running
        late = unseen >= _UNSEEN_POLLS and not any(each.running for each in jobs.values())
        return not late and not self._is_complete(step)

    def _is_complete(self, step: Step) -> bool:
        """Return whether the catalog shows that the job of a statement has succeeded."""
        probe = find_probe(step.sql)
        if probe is None or not probe.complete:
            return step.kind == "statistics"
        return self._sender.ask(probe.complete)

    def _end_job(self, step: Step, state: StepState) -> None:
        """Note how a job ended."""
        if self._is_complete(step):
            self._note(state, "done")
            return
        job = {each.identifier: each for each in self._sender.read(read_jobs)}.get(state.job)
        reason = job.summary if job else "Its job has ended, but the object is not valid."
        try:
            failure = self._sender.read(lambda session: read_failure(session, job) if job else None)
        except CatalogError:
            failure = None
        if failure:
            reason += f" {failure.explanation}\n{failure.query}"
        self._note(state, "failed", reason)

    def _note(self, state: StepState, outcome: str, reason: str = "") -> None:
        state.outcome, state.reason = outcome, reason
        self._save()


_UNKNOWN = "Outcome unknown: the connection or the program ended while it ran. Check its effect."
