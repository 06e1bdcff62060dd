"""How one statement of a client is run: what is asked before it, and what becomes of its end."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.events import Refusal
from dsql_tui.sandbox.plans import plans, storage
from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.rules.pretence import locks
from dsql_tui.sandbox.rules.transaction import Transaction, rows_changed
from dsql_tui.sandbox.rules.verdict import Verdict, question
from dsql_tui.sandbox.session import pretending
from dsql_tui.sandbox.session.answers import OC000
from dsql_tui.sandbox.session.claims import Step
from dsql_tui.sandbox.session.commits import Commits
from dsql_tui.sandbox.session.dialogue import Dialogue
from dsql_tui.sandbox.session.inbox import Inbox
from dsql_tui.sandbox.session.knowledge import Knowledge

_COPY_DATA, _COPY_DONE, _COPY_FAIL, _END = 0, *b"cfX"


@dataclass(frozen=True, slots=True)
class Run:
    """One sending of a statement."""

    verdict: Verdict | None
    """`None` for what PostgreSQL will refuse by itself, or has no statement in it."""
    step: Step
    message: bytes
    owed: int
    """How many answers the message brings."""


class Runs:
    """Runs a session's statements, within the limits of its transaction."""

    def __init__(
        self, dialogue: Dialogue, inbox: Inbox, knowledge: Knowledge, commits: Commits
    ) -> None:
        self._dialogue = dialogue
        self._inbox = inbox
        self._knowledge = knowledge
        self._commits = commits
        self._claim = commits.claim
        self.transaction = Transaction()

    def is_plain(self, verdict: Verdict | None) -> bool:
        """Is there nothing about a statement that anybody must wait for?"""
        if verdict is None:
            return True
        if verdict.kind != "read" or verdict.refusal or verdict.asks or verdict.tag or verdict.plan:
            return False
        if self._knowledge.doubtful or self._claim.lost or self._commits.is_old:
            return False
        if locks(verdict.text):
            return False
        self._note(verdict.text)
        return True

    async def run(self, run: Run) -> None:
        """Run a statement, or let it fail."""
        dialogue, verdict = self._dialogue, run.verdict
        if verdict is None or self.is_plain(verdict):
            dialogue.say(run.message, run.owed)
            return
        if not await dialogue.settled():
            return
        commits = self.transaction.begun and not self.transaction.failed
        refusal = self._refusal(verdict)
        if refusal:
            await self._refuse(refusal)
        elif verdict.kind in ("commit", "rollback", "chain"):
            await self._commits.end(run.message, run.owed, commits and _commits(verdict))
        else:
            await self._do(run, verdict)

    def settle(self, status: bytes, failed: bool) -> None:
        """The server is ready."""
        begun = self.transaction.begun
        self.transaction.message_ended()
        self.transaction.settle(status)
        if status == b"I":
            self._commits.over(done=not failed and not begun)

    async def _refuse(self, refusal: Refusal) -> None:
        self._commits.bill.refused(refusal)
        await self._dialogue.refuse(refusal)

    def _refusal(self, verdict: Verdict) -> Refusal | None:
        """What must not be run at all."""
        transaction = self.transaction
        if not transaction.failed and verdict.kind not in ("commit", "rollback", "chain"):
            refusal = self._commits.too_late([verdict.text])
            if refusal:
                transaction.fail()
                return refusal
        return transaction.admit(verdict)

    def _note(self, text: str) -> None:
        self._knowledge.note(text)
        if self.transaction.begun:
            self._commits.said.append(text)

    def _matters(self, verdict: Verdict) -> bool:
        """Is it something in a transaction that others may collide with, or must be done again?"""
        if not self.transaction.begun or verdict.kind == "begin":
            return False
        return verdict.kind != "read" or locks(verdict.text)

    async def _do(self, run: Run, verdict: Verdict) -> None:
        dialogue, answers = self._dialogue, self._dialogue.answers
        if not await self._asked(verdict) or not await self._prepared(verdict):
            return
        self._commits.changes_schema = self._commits.changes_schema or verdict.kind == "ddl"
        answers.keeps = True
        # A row that PostgreSQL has locked may be followed by one that another has changed.
        answers.collects = verdict.plan is not None or locks(verdict.text)
        dialogue.say(run.message, run.owed)
        await dialogue.settled()
        if answers.copying:
            await self._copy()
        answers.collects = False
        rows = answers.rows()
        if answers.error:
            await self._failed(run, verdict)
            return
        if rows:
            dialogue.tell(await self._shown(rows, verdict))
        await self._done(run, verdict)

    async def _asked(self, verdict: Verdict) -> bool:
        """Does the catalog allow it?"""
        if not verdict.asks:
            return True
        rows = await self._dialogue.ask(question(verdict.asks))
        if rows is None:
            self._dialogue.release()
            return False
        if rows and rows[0][0] is not None:
            self.transaction.fail()
            await self._refuse(verdict.asks[int(rows[0][0])].refusal)
            return False
        return True

    async def _prepared(self, verdict: Verdict) -> bool:
        """Before a change: know where to go back to, and how much has been written."""
        await self.secure(verdict)
        if verdict.kind == "dml":
            await self._commits.size.begin()
        return not self._dialogue.answers.error

    async def _shown(self, rows: bytes, verdict: Verdict) -> bytes:
        """The rows, or the plan in them as a cluster shows it."""
        if verdict.plan is None:
            return rows
        kept, self._dialogue.answers.kept = self._dialogue.answers.kept, b""
        tables = await self._dialogue.ask(storage.TABLES)
        self._dialogue.answers.kept = kept
        return plans.answered(rows, verdict.plan, storage.tables_from(tables or ()))

    async def secure(self, verdict: Verdict | None) -> None:
        """Before a statement gets its portal: what the portal locks is freed only behind that."""
        if verdict is not None and not self.transaction.failed and self._matters(verdict):
            await self._claim.secure()

    async def _done(self, run: Run, verdict: Verdict) -> None:
        """A statement has done what it should: may it stay so?"""
        dialogue, answers = self._dialogue, self._dialogue.answers
        changed = rows_changed(answers.tag) if verdict.kind == "dml" and not verdict.plan else 0
        refusal = self.transaction.changed(changed)
        if refusal:
            self.transaction.fail()
            await self._refuse(refusal)
            return
        self._note(verdict.text)
        self._commits.note(verdict, len(run.step.values))
        if verdict.tag:
            answers.kept = wire.message(b"C", verdict.tag.encode() + b"\0")
        if self._matters(verdict):
            self._claim.note(run.step)
        if self.transaction.begun:
            dialogue.release()

    async def _copy(self) -> None:
        """Pass on the data of a COPY; Sync and Flush mean nothing amid it."""
        dialogue = self._dialogue
        self._claim.note(None)
        while True:
            dialogue.send()
            kind, piece = await self._inbox.take()
            if kind == _COPY_DATA:
                dialogue.say(piece)
                self._commits.size.sent += len(piece)
            elif kind in (_COPY_DONE, _COPY_FAIL):
                dialogue.answers.copying = False
                dialogue.say(piece)
                await dialogue.settled()
                return
            elif kind == _END:
                raise EOFError

    async def _failed(self, run: Run, verdict: Verdict) -> None:
        """A statement has failed; where it was another's change, only COMMIT will say so."""
        error = self._dialogue.answers.error or {}
        if error.get("C") != "40001":
            self.transaction.fail()
            self._dialogue.release()
        elif not self._claim.secured:
            self.transaction.fail()
            self._commits.bill.refused(OC000)
            self._dialogue.release()
        else:
            await self._claim.forsake()
            if not await pretending.pretend(self._dialogue, verdict.text, run.step):
                self.transaction.fail()
                await self._refuse(OC000)


def _commits(verdict: Verdict) -> bool:
    """Is it a COMMIT? ROLLBACK AND CHAIN looks like one."""
    return not verdict.text.lower().startswith(("rollback", "abort"))
