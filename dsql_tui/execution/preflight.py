"""Warnings about statements before they run; the user may run them anyway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dsql_tui.db.queries import CatalogError
from dsql_tui.dsql.sqlstate import QUERY_CANCELED
from dsql_tui.dsql.state import State
from dsql_tui.events import Run
from dsql_tui.execution.activity import Note
from dsql_tui.execution.batch_progress import BatchChoice, BatchProgress
from dsql_tui.execution.large_change import BatchPlan, LargeChange, check_size, check_values
from dsql_tui.execution.review import Blocked, Confirmation
from dsql_tui.execution.script_runner import ScriptRunner
from dsql_tui.sql.parameters import find_parameters
from dsql_tui.sql.risk import get_kind
from dsql_tui.sql.risk.cascade import count_dropped_query, explain_cascade
from dsql_tui.sql.risk.listing import show_statement
from dsql_tui.sql.risky_statements import find_warnings
from dsql_tui.sql.statements import Statement


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the user; the answers are `run`, one of the ways, or `None` to cancel."""

    sentences: Sequence[str]
    choices: Sequence[BatchChoice] = ()
    review: Confirmation | None = None
    """The review of a production profile."""


Review = Callable[[Sequence[Statement]], Awaitable[Blocked | Confirmation | None]]
"""Reviews what statements change on a protected connection."""


class Preflight:
    """Checks statements before they run, and asks the user about risky ones."""

    def __init__(
        self,
        runner: ScriptRunner,
        review: Review,
        ask: Callable[[Question], Awaitable[str | None]],
        add_to_history: Callable[[Run], object],
    ) -> None:
        """Create the preflight of one console.

        Args:
            runner: Runs the statements; also used to ask the server for row counts.
            review: Reviews the statements on a protected connection.
            ask: Shows a question to the user and returns the answer.
            add_to_history: Stores a change in batches as one run in the history.
        """
        self._runner = runner
        self._review = review
        self._ask = ask
        self._add_to_history = add_to_history
        self._batches = BatchProgress("", ())
        """The last change that ran in batches."""
        self._warnings: list[str] = []
        """Sentences for the question before the next run."""

    @contextmanager
    def warn(self, sentence: str) -> Iterator[None]:
        """Ask before the runs in this context, with a sentence and the last statement."""
        self._warnings.append(sentence)
        try:
            yield
        finally:
            self._warnings.remove(sentence)

    async def block(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Return the statements, or none if the connection is read-only and they are not."""
        review = await self._review(statements)
        if isinstance(review, Blocked):
            self._runner.activity.tell(Note(review.sentence, "warning"))
            return ()
        return statements

    async def check_late(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        r"""Return statements that are known only now, or run again, or none.

        They are not split into batches: they run in the middle of a script, such as those of
        \gexec, or exactly as they were sent before.
        """
        if not await self.block(statements):
            return ()
        review = await self._confirm(statements)
        texts = [each.text for each in statements]
        sentences = find_warnings(texts, self._list_transaction())
        if review is None and not sentences:
            return statements
        if review is None:  # they are not in the editor
            sentences += map(show_statement, texts)
        answer = await self._ask(Question(sentences, (), review))
        return statements if answer == "run" else ()

    async def check(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Return the statements to run: all, none, or the batches of a large change."""
        texts = [each.text for each in statements]
        review = await self._confirm(statements)
        if self._batches.left and texts == [self._batches.statement]:
            return await self._resume(statements, review)
        try:
            large = await self._check_size(texts)
            cascades = await self._explain_cascades(texts)
        except CatalogError as failed:
            if failed.error.sqlstate == QUERY_CANCELED or self._runner.activity.given_up:
                return ()
            large = LargeChange()  # the statement will fail with the same error
            cascades = []
        sentences = [*self._warnings, *find_warnings(texts, self._list_transaction()), *cascades]
        if self._warnings and review is None:
            sentences.insert(len(self._warnings), show_statement(texts[-1]))
        if large.sentence:
            sentences.append(large.sentence)
        if review is None and not sentences:
            return statements
        answer = await self._ask(Question(sentences, ("batches",) if large.plan else (), review))
        if answer == "batches" and large.plan:
            return await self._split(texts[0], large.plan)
        return statements if answer == "run" else ()

    def record(self, run: Run) -> None:
        """Record a run, and report where a change in batches stopped."""
        if (whole := self._batches.record(run)) is None:
            return
        self._add_to_history(whole)
        if whole.error is not None:
            words = f"{self._batches.summary} Run the same statement again to continue there."
            self._runner.activity.tell(Note(words, "warning"))

    async def _confirm(self, statements: Sequence[Statement]) -> Confirmation | None:
        review = await self._review(statements)
        return review if isinstance(review, Confirmation) else None

    async def _resume(
        self, statements: Sequence[Statement], review: Confirmation | None
    ) -> Sequence[Statement]:
        """Ask whether to continue a change that stopped, or to run all of it again."""
        batches = self._batches
        answer = await self._ask(Question([batches.summary], batches.choices, review))
        if answer in batches.choices:
            return [Statement(text, 0, 0) for text in batches.resume(answer)]
        return statements if answer == "run" else ()

    def _list_transaction(self) -> list[str]:
        """Return the statements of the open transaction."""
        if not self._runner.state.open:
            return []
        return [sent.text for sent in self._runner.sender.transcript.sent]

    async def _check_size(self, texts: Sequence[str]) -> LargeChange:
        """Check whether the statements exceed the row limit of a transaction.

        Asks the server only about a single statement outside a transaction: earlier statements
        may change the row count, and a failed query would abort a transaction.
        """
        if sentence := check_values(texts):
            return LargeChange(sentence)
        idle = self._runner.session_manager.session.state is State.IDLE
        if (
            len(texts) != 1
            or not idle
            or get_kind(texts[0]) != "write"
            or find_parameters(texts[0])
        ):
            return LargeChange()
        self._runner.activity.say("estimating")
        return await check_size(
            texts[0], self._runner.sender.ask, self._runner.options.manual_commit
        )

    async def _explain_cascades(self, texts: Sequence[str]) -> list[str]:
        """Return a warning for each DROP … CASCADE; ask the server only outside a transaction."""
        if self._runner.session_manager.session.state is not State.IDLE:
            return []
        queries = list(filter(None, map(count_dropped_query, texts)))
        found = [explain_cascade(await self._runner.sender.ask(query)) for query in queries]
        return list(filter(None, found))

    async def _split(self, text: str, plan: BatchPlan) -> list[Statement]:
        """Return the batches of a change; none if its keys cannot be read."""
        self._runner.activity.say("reading the keys")
        try:
            keys = await self._runner.sender.ask(plan.change.key_query(plan.key))
        except CatalogError as failed:
            self._runner.activity.tell(Note(f"The keys could not be read: {failed}", "error"))
            return []
        self._batches = BatchProgress(text, plan.change.split(plan.key, keys))
        return [Statement(part, 0, 0) for part in self._batches.left]
