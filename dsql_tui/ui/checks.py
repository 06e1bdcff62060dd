"""Before statements run: what looks wrong is asked about, and nothing is forbidden."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence

from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.dsql import limits
from dsql_tui.dsql.flow import CANCELLED
from dsql_tui.dsql.state import State
from dsql_tui.sql.batches import Change, change, primary_key, selected
from dsql_tui.sql.doubts import doubts, inserted, too_many
from dsql_tui.sql.parameters import parameters
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.verb import verb
from dsql_tui.ui.crank import Crank
from dsql_tui.ui.screens.doubtful import Doubtful

_ESTIMATE = re.compile(r"\brows=(\d+)")


class Checks:
    """Looks at statements, asks the session how much they change, and asks the user."""

    def __init__(self, crank: Crank, ask: Callable[[Doubtful], Awaitable[str | None]]) -> None:
        self._crank = crank
        self._ask = ask

    async def agree(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """What is to run: all of it, nothing, or batches in the place of a large change."""
        texts = [each.text for each in statements]
        try:
            large, sentence = await self._large(texts)
        except CatalogRefused as refused:
            if refused.refusal.sqlstate == CANCELLED:
                return ()
            large, sentence = None, ""  # the run itself will be refused, in its own words
        said = [*doubts(texts, self._before()), *([sentence] if sentence else [])]
        if not said:
            return statements
        answer = await self._ask(Doubtful(said, batches=large is not None))
        if answer == "batches" and large:
            return await self._batches(large)
        return statements if answer == "run" else ()

    def _before(self) -> list[str]:
        """What the open transaction has run."""
        if not self._crank.state.open:
            return []
        return [sent.text for sent in self._crank.sender.transcript.sent]

    async def _large(self, texts: Sequence[str]) -> tuple[Change | None, str]:
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
        found = change(texts[0])
        query = found.rows(limits.ROWS + 1) if found else selected(texts[0])
        if query is None or await self._estimated(texts[0]) <= limits.ROWS:
            return None, ""
        ((count,),) = await self._crank.sender.ask(query)
        if int(count or 0) <= limits.ROWS:
            return None, ""
        return found, too_many(limits.ROWS, more=True)

    async def _estimated(self, text: str) -> int:
        """How many rows the server thinks that a statement goes through."""
        self._crank.say("estimating")
        plan = await self._crank.sender.ask(f"explain {text}")
        return max(
            (int(rows) for (line,) in plan for rows in _ESTIMATE.findall(line or "")), default=0
        )

    async def _batches(self, large: Change) -> list[Statement]:
        """The statements that make a change in parts; nothing where its rows cannot be told."""
        self._crank.say("reading the keys")
        try:
            columns = [name or "" for (name,) in await self._crank.sender.ask(primary_key(large))]
            keys = await self._crank.sender.ask(large.keys(columns))
        except CatalogRefused:
            return []
        return [Statement(text, 0, 0) for text in large.batches(columns, keys)]
