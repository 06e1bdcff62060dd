"""How a transaction ends: what its COMMIT is refused for, and what follows from one that is not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from dsql_tui.dsql import limits
from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import names
from dsql_tui.sandbox.rules.transaction import too_old
from dsql_tui.sandbox.rules.verdict import Verdict
from dsql_tui.sandbox.session import size
from dsql_tui.sandbox.session.answers import OC000, OC001
from dsql_tui.sandbox.session.arena import Arena, Contender
from dsql_tui.sandbox.session.bill import Bill
from dsql_tui.sandbox.session.claims import Claim
from dsql_tui.sandbox.session.dialogue import Dialogue
from dsql_tui.sandbox.session.knowledge import Knowledge
from dsql_tui.sandbox.world.faults import Faults


class Dropped(Exception):
    """The connection is to go, as a fault was armed to let it."""


class Commits:
    """What one session's transaction has come to so far, and its end."""

    def __init__(
        self,
        dialogue: Dialogue,
        knowledge: Knowledge,
        arena: Arena,
        faults: Faults,
        bill: Bill,
        session: Contender,
    ) -> None:
        self._dialogue = dialogue
        self._knowledge = knowledge
        self._arena = arena
        self._faults = faults
        self._session = session
        self.bill = bill
        self.claim = Claim(dialogue)
        self.size = size.Size(dialogue)
        self.said: list[str] = []
        """The statements of the transaction, once it is begun."""
        self.changes_schema = False
        self.must_roll_back = False
        """Has a COMMIT been refused, so that the server does not know yet that it is over?"""
        self.wrote = False
        """Has the transaction changed rows or the schema?"""
        self._changed: frozenset[str] = frozenset()
        """The relations whose definition it has changed."""
        self._began: float | None = None
        self._drop: str | None = None

    @property
    def is_old(self) -> bool:
        """Is the transaction's time over?"""
        return self._began is not None and self._age(self._began) > limits.TRANSACTION

    @property
    def silent(self) -> bool:
        """Is the client not to hear that its statement has committed itself?"""
        return self._drop == "after"

    def note(self, verdict: Verdict, sent: int) -> None:
        """A statement has been run; the client has sent so many bytes of values for it."""
        if verdict.kind == "begin":
            self._began = self._now()
        if verdict.kind in ("dml", "ddl"):
            self.wrote = True
            self.size.sent += sent
        if verdict.kind == "ddl":
            self._changed |= names.changed(verdict.text)

    def too_late(self, texts: Iterable[str]) -> Refusal | None:
        """The refusal of statements by what has happened since the transaction began."""
        if self._began is not None and self.is_old:
            return too_old(int(self._age(self._began)))
        outdated = self._knowledge.is_outdated(texts)
        if self.claim.lost is not OC001 and not outdated:
            return None
        self._knowledge.refresh()
        self.claim.lost = None
        return OC001

    async def end(self, message: bytes, owed: int, commits: bool) -> None:
        """COMMIT of something, or ROLLBACK, or COMMIT of nothing."""
        dialogue, began = self._dialogue, self._now()
        refusal = await self._obstacle() if commits else None
        if refusal:
            self.must_roll_back = True
            self.bill.refused(refusal)
            await dialogue.refuse(refusal)
            return
        dialogue.answers.keeps = True
        dialogue.say(message, owed)
        done = await dialogue.settled() and commits
        if done:
            self.bill.committed(self._now() - began)
        self.over(done)
        dialogue.release()

    async def before_sync(self) -> None:
        """A statement that no BEGIN came before is about to commit itself."""
        if not self.wrote or not await self._dialogue.settled():
            return
        refusal = await self._obstacle()
        if refusal:
            self.bill.refused(refusal)
            await self._dialogue.refuse(refusal)

    def over(self, done: bool) -> None:
        """The transaction has ended; `done` if by a commit: nobody else can win any more.

        Raises:
            Dropped: the client is not to hear of it.
        """
        if done and (self.wrote or self.claim.secured):
            self.claim.win(OC001 if self.changes_schema else OC000)
        if done and self._changed:
            self._arena.changed(self._session, self._changed)
        drop, self._drop = self._drop, None
        self.bill.over(done and self.wrote)
        self.claim.end()
        self.size.forget()
        self.said.clear()
        self.wrote = self.changes_schema = False
        self._changed = frozenset()
        self._began = None
        if done and drop == "after":
            raise Dropped

    async def _obstacle(self) -> Refusal | None:
        """Why the transaction cannot be committed.

        Raises:
            Dropped: the connection is to go before it is.
        """
        armed = self._faults.conflict()
        if armed:
            return OC001 if armed == "OC001" else OC000
        refusal = self.too_late(self.said) or self.claim.lost
        if refusal:
            return refusal
        self.bill.written = await self.size.written()
        refusal = size.refusal(self.bill.written)
        if refusal:
            return refusal
        self._drop = self._faults.commit()
        if self._drop == "before":
            raise Dropped
        return None

    def _age(self, began: float) -> float:
        return self._now() - began

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
