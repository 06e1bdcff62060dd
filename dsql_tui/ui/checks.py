"""Before statements run: what looks wrong is asked about, and nothing is forbidden."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.dsql import limits
from dsql_tui.dsql.flow import CANCELLED
from dsql_tui.dsql.state import State
from dsql_tui.events import Run
from dsql_tui.sql.batches import Change, change, primary_key, selected, why_not
from dsql_tui.sql.doubts import doubts, inserted, too_many
from dsql_tui.sql.parameters import parameters
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.verb import verb
from dsql_tui.ui.crank import Crank
from dsql_tui.ui.keeper import Note
from dsql_tui.ui.parts import Parts
from dsql_tui.ui.screens.doubtful import Doubtful

_ESTIMATE = re.compile(r"\brows=(\d+)")


class Walk(NamedTuple):
    """A change in parts, and the columns of the key that they walk by."""

    change: Change
    key: Sequence[str]


class Checks:
    """Looks at statements, asks the session how much they change, and asks the user."""

    def __init__(
        self,
        crank: Crank,
        ask: Callable[[Doubtful], Awaitable[str | None]],
        keep: Callable[[Run], object],
    ) -> None:
        self._crank = crank
        self._ask = ask
        self._keep = keep
        """Told of a change in batches as if it were one run."""
        self._parts = Parts("", ())
        """The change that was run in batches last."""

    async def agree(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """What is to run: all of it, nothing, or batches in the place of a large change."""
        texts = [each.text for each in statements]
        if self._parts.left and texts == [self._parts.statement]:
            return await self._gone_on(statements)
        try:
            large, sentence = await self._large(texts)
        except CatalogRefused as refused:
            if refused.refusal.sqlstate == CANCELLED or self._crank.given_up:
                return ()
            large, sentence = None, ""  # the run itself will be refused, in its own words
        said = [*doubts(texts, self._before()), *([sentence] if sentence else [])]
        if not said:
            return statements
        answer = await self._ask(Doubtful(said, ("batches",) if large else ()))
        if answer == "batches" and large:
            return await self._batches(texts[0], large)
        return statements if answer == "run" else ()

    def note(self, run: Run) -> None:
        """Take in a run; say where a change in batches has stopped."""
        if (whole := self._parts.note(run)) is None:
            return
        self._keep(whole)
        if whole.refusal is not None:
            words = f"{self._parts.told} Run the same statement again to go on there."
            self._crank.tell(Note(words, "warning"))

    async def _gone_on(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """What is left of a change that stopped half way; the whole where that is wanted."""
        parts = self._parts
        answer = await self._ask(Doubtful([parts.told], parts.ways))
        if answer in parts.ways:
            return [Statement(text, 0, 0) for text in parts.go_on(answer)]
        return statements if answer == "run" else ()

    def _before(self) -> list[str]:
        """What the open transaction has run."""
        if not self._crank.state.open:
            return []
        return [sent.text for sent in self._crank.sender.transcript.sent]

    async def _large(self, texts: Sequence[str]) -> tuple[Walk | None, str]:
        """A change of more rows than a transaction may change, and the sentence about it.

        Only a lone statement outside of transactions is looked at: what others do to the rows
        before it is not known, and a question that is refused would end a transaction.

        Raises:
            CatalogRefused: the server does not say, or the user has cancelled.
        """
        if (written := max(map(inserted, texts), default=0)) > limits.ROWS:
            return None, too_many(written)
        idle = self._crank.keeper.session.state is State.IDLE
        if len(texts) != 1 or not idle or verb(texts[0]) != "writes" or parameters(texts[0]):
            return None, ""
        (text,) = texts
        estimates = await self._estimated(text)
        if max(estimates, default=0) <= limits.ROWS:
            return None, ""
        found = change(text)
        query = found.rows(limits.ROWS + 1) if found else selected(text)
        if query is None:
            likely = next(filter(None, estimates))
            few = likely <= limits.ROWS
            return None, "" if few else f"{too_many(likely, 'likely about')} {why_not(text)}"
        ((count,),) = await self._crank.sender.ask(query)
        if int(count or 0) <= limits.ROWS:
            return None, ""
        walk, why = await self._walk(text, found)
        return walk, f"{too_many(limits.ROWS, 'more than')} {why}".rstrip()

    async def _estimated(self, text: str) -> list[int]:
        """The rows that each step of a statement gives, as the server guesses; the last first."""
        self._crank.say("estimating")
        plan = await self._crank.sender.ask(f"explain {text}")
        return [int(rows) for (line,) in plan for rows in _ESTIMATE.findall(line or "")]

    async def _walk(self, text: str, found: Change | None) -> tuple[Walk | None, str]:
        """How a change can be made in parts, or why it cannot."""
        if found is None:
            return None, why_not(text)
        if self._crank.modes.explicit:
            return None, "It cannot be run in batches while transactions begin by themselves."
        key = [name or "" for (name,) in await self._crank.sender.ask(primary_key(found))]
        if not key:
            return None, f"It cannot be run in batches: {found.table} has no primary key."
        if found.sets & set(key):
            return None, "It cannot be run in batches: it changes the key that they walk by."
        return Walk(found, key), ""

    async def _batches(self, text: str, walk: Walk) -> list[Statement]:
        """The statements that make a change in parts; nothing where its rows cannot be told."""
        self._crank.say("reading the keys")
        try:
            keys = await self._crank.sender.ask(walk.change.keys(walk.key))
        except CatalogRefused as refused:
            self._crank.tell(Note(f"The keys could not be read: {refused}", "error"))
            return []
        self._parts = Parts(text, walk.change.batches(walk.key, keys))
        return [Statement(part, 0, 0) for part in self._parts.left]
