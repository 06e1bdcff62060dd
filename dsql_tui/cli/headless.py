"""Statements run one after another without a screen: data to an output, talk to stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from time import sleep

from dsql_tui.backslash_copy import STANDARD_INPUT, copied
from dsql_tui.cli.backslash import Backslash
from dsql_tui.cli.deadline import Deadline
from dsql_tui.cli.guard import Permit
from dsql_tui.cli.options import CONFLICTED, DONE, REFUSED, TIMED_OUT, UNKNOWN, Usage
from dsql_tui.cli.output import Held, Output, PagerLeft
from dsql_tui.db.reading import Texts
from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import elapsed, steady
from dsql_tui.dsql.flow import honest_commit
from dsql_tui.dsql.loss import Why, loss, unavailable
from dsql_tui.dsql.refusals import diagnose
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import CONFLICT, Sent, Transcript, waits
from dsql_tui.events import Noticed, Refusal, Refused
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Format, Options
from dsql_tui.results.formats.lines import LINES
from dsql_tui.results.stream import Stream
from dsql_tui.results.text import visible
from dsql_tui.sql.calls import reads_only
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.verb import commits, copies, verb

_TOO_MUCH = "54000"
"""The SQLSTATE of a transaction that changes more rows, or bytes, than it may."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How statements are run."""

    format: Format
    options: Options
    keep_going: bool = False
    """Does the next statement run after one was refused?"""
    timing: bool = False
    quiet: bool = False
    retries: int = 0
    """How often a conflict is tried again."""
    timeout: float | None = None
    """Seconds that a statement may take."""
    fed: bool = True
    """May COPY read standard input, or was the script there?"""


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that was refused, and what that means for whoever waits for the exit code."""

    refusal: Refusal
    code: int
    meaning: str


class Headless:
    """Runs statements on a session, which may be another one later: see `session`.

    Where conflicts are tried again, what a transaction returns is held until it is kept, so that
    nothing is written twice.
    """

    def __init__(
        self, access: Access, session: Session, output: Output, manner: Manner, permit: Permit
    ) -> None:
        self.session = session
        self._access = access
        self._held = Held(output) if manner.retries else None
        self._output: Output = self._held or output
        self._manner = manner
        self._read = Texts()
        self._transcript = Transcript()
        self._results = 0
        self._backslash = Backslash(access, manner.timing, manner.fed, permit)

    def run(self, script: str, statements: Sequence[Statement]) -> int:
        """Run them in order; the exit code is that of the first that was refused."""
        code = DONE
        for statement in self._backslash.unfolded(statements):
            self._renew_if_due()
            failure = self._until_kept(Sent(statement.text, file=statement.file))
            if failure:
                code = code or failure.code
                _tell(failure, script, statement)
                if not self._manner.keep_going or failure.refusal.lost:
                    break
        if self._held:
            self._held.release()
        if self.session.state.open:
            self._talk("The script ended within a transaction: nothing of that was kept.")
        return code

    def close(self) -> None:
        """End the session."""
        self.session.close()
        if self._held:
            self._held.close()

    def _renew_if_due(self) -> None:
        if self.session.clock.due(steady()) and self.session.state is State.IDLE:
            self.session, _ = self._access.renew(self.session)

    def _until_kept(self, sent: Sent) -> Failure | None:
        """Run a statement; after a conflict its whole transaction, as often as that is wanted."""
        failure = self._attempt(sent)
        whole = self._transcript.sent
        for wait in waits(self._manner.retries):
            if failure is None or failure.code != CONFLICTED or _have_read_all(whole):
                break
            self._talk(f"{failure.refusal.message} Trying again in {elapsed(wait)}.")
            sleep(wait)
            failure = self._again(whole)
        return failure

    def _again(self, whole: Sequence[Sent]) -> Failure | None:
        """Run the statements of a transaction once more, up to the first that is refused."""
        if self._held:
            self._held.drop()
        if self.session.state.open:
            self._attempt(Sent("rollback"))
        failures = (self._attempt(sent) for sent in whole)
        return next((failure for failure in failures if failure), None)

    def _attempt(self, sent: Sent) -> Failure | None:
        """Run a statement once, writing what it returns."""
        before, text = self.session.state, sent.text
        run = partial(self.session.run, text, ())
        events = copied(text, sent.file, run) if sent.file else run()
        stream = Stream(honest_commit(events) if commits(text) else events, self._read, self._heard)
        with Deadline(self.session, self._manner.timeout) as deadline, closing(stream):
            returns = stream.described()
            if returns:
                try:
                    self._write(stream, LINES if copies(text) else self._manner.format)
                except PagerLeft:
                    _leave(stream, harmless=before is State.IDLE and reads_only(text))
        self._transcript.note(sent, self.session.state)
        if isinstance(stream.ended, Refused):
            return failure(stream.ended.refusal, text, before, deadline.passed)
        if self._held and not self.session.state.open:
            self._held.release()
        if stream.ended and (self._backslash.timing or not returns):
            took = f" · {elapsed(stream.ended.elapsed)}" if self._backslash.timing else ""
            self._talk(stream.ended.tag + took)
        return None

    def _write(self, stream: Stream, kind: Format) -> None:
        self._results += 1
        if self._results > 1 and kind.binary:
            raise Usage(f"{kind.title} holds one result, and these statements return more.")
        if self._results > 1 and kind.spaced:
            self._output.write(b"\n")
        options = replace(self._manner.options, expanded=self._backslash.expanded)
        for part in kind.write(stream.columns, stream.batches(), options):
            self._output.write(part)
        self._output.settle()

    def _heard(self, notice: Noticed) -> None:
        self._talk(f"{notice.severity}: {visible(notice.message)}")

    def _talk(self, sentence: str) -> None:
        if not self._manner.quiet:
            print(sentence, file=sys.stderr)  # noqa: T201


def _have_read_all(sent: Sequence[Sent]) -> bool:
    """Is there nothing left at standard input of what these statements have read from there?"""
    return any(each.file == STANDARD_INPUT for each in sent)


def _leave(stream: Stream, harmless: bool) -> None:
    """Nobody reads any more: what is `harmless` to cancel is cancelled, the rest comes to its end.

    To cancel in a transaction would lose the whole of it.
    """
    if not harmless:
        for _ in stream.batches():
            pass


def failure(refusal: Refusal, text: str, before: State, late: bool) -> Failure:
    """What a refusal comes to; `late` where it took longer than was allowed."""
    if late:
        return Failure(refusal, TIMED_OUT, "It took longer than --timeout allows.")
    if refusal.lost or unavailable(refusal):
        changes = not (reads_only(text) or verb(text) == "transaction")
        why: Why = "lost" if refusal.lost else "unavailable"
        lost = loss(before, changes, commits(text), why)
        return Failure(refusal, UNKNOWN if lost.unknown else REFUSED, f"{lost.cause} {lost.remedy}")
    known = diagnose(refusal)
    code = CONFLICTED if refusal.sqlstate == CONFLICT else REFUSED
    meaning = f"{known.cause} {known.remedy}" if known else ""
    if copies(text) and refusal.sqlstate == _TOO_MUCH:
        meaning += " `dsql-tui import` does that with a file."
    return Failure(refusal, code, meaning)


def _tell(failure: Failure, script: str, statement: Statement) -> None:
    """Say what the server said and what it means, on stderr."""
    refusal = failure.refusal
    at = statement.start + (refusal.position or 1) - 1
    state = f" {refusal.sqlstate}" if refusal.sqlstate else ""
    lines = (
        f"dsql-tui: refused{state}, line {script.count(chr(10), 0, at) + 1}: {refusal.message}",
        refusal.detail,
        refusal.hint,
        failure.meaning,
    )
    for line in filter(None, lines):
        print(visible(line), file=sys.stderr)  # noqa: T201
