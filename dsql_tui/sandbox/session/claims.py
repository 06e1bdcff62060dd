"""What a transaction has done that others may collide with, and who wins: whoever commits first.

PostgreSQL lets the second writer of a row wait for the first; Aurora DSQL lets nobody wait. So the
transaction that is in the way is set aside: it is rolled back to its beginning, and its statements
run again, in the snapshot that it has had all along, before it does anything else. Then the other
one is in the way, and is set aside in turn. The first that gets to its COMMIT wins; all that it has
collided with are lost, and learn of it at theirs.
"""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.events import Refusal
from dsql_tui.sandbox.protocol import extended
from dsql_tui.sandbox.session.answers import OC000
from dsql_tui.sandbox.session.dialogue import Dialogue

_BACK = f"ROLLBACK TO SAVEPOINT {extended.OWN.decode()}"


class Step(NamedTuple):
    """A statement that can be run again."""

    sql: bytes
    types: bytes
    values: bytes


class Claim:
    """One session's transaction, as far as it concerns others."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self.lost: Refusal | None = None
        """What its COMMIT will be refused with."""
        self.secured = False
        """Can it be rolled back to its beginning?"""
        self.aside = False
        """Has it been?"""
        self._steps: list[Step] = []
        self._repeatable = True
        self._rivals: set[Claim] = set()

    def meet(self, other: Claim) -> None:
        """They have collided: only one of them can commit."""
        self._rivals.add(other)
        other._rivals.add(self)

    def win(self, refusal: Refusal) -> None:
        """It has committed."""
        for rival in self._rivals:
            rival.lost = rival.lost or refusal

    def end(self) -> None:
        """The transaction is over."""
        for rival in self._rivals:
            rival._rivals.discard(self)
        self._rivals.clear()
        self._steps.clear()
        self.lost = None
        self.secured = self.aside = False
        self._repeatable = True

    async def secure(self) -> None:
        """Before its first change: mark where to go back to."""
        if not self.secured:
            rows = await self._dialogue.ask(f"SAVEPOINT {extended.OWN.decode()}")
            self.secured = rows is not None

    def note(self, step: Step | None) -> None:
        """It has run a statement that changes or locks something; `None` if only once."""
        if step is None:
            self._repeatable = False
        else:
            self._steps.append(step)

    async def set_aside(self, refusal: Refusal) -> None:
        """Give up all locks; only while its session does nothing.

        What was locked before its first change, by reading, is freed by ending the transaction:
        then it is lost, whatever comes.
        """
        if self.secured and not self.aside:
            self.aside = True
            await self._dialogue.command(_BACK)
            return
        self.lost = self.lost or refusal
        await self._dialogue.command("ROLLBACK")
        await self._dialogue.command("BEGIN")
        self._steps.clear()
        self.secured = False

    async def restore(self) -> None:
        """Do again what was done before it was set aside; it is lost where that cannot be done."""
        self.aside = False
        if self.lost or (self._repeatable and await self._repeated()):
            return
        self.lost = OC000
        await self._dialogue.command(_BACK)

    async def forsake(self) -> None:
        """A change has met one that is committed: the transaction is lost, but goes on."""
        dialogue = self._dialogue
        self.lost = self.lost or OC000
        self._steps.clear()
        dialogue.drop()
        dialogue.answers.mute = True
        await dialogue.sync()
        dialogue.answers.mute = dialogue.answers.keeps = False
        await dialogue.command(_BACK)

    async def _repeated(self) -> bool:
        dialogue, answers = self._dialogue, self._dialogue.answers
        answers.mute = True
        for step in self._steps:
            dialogue.say(extended.own(*step), extended.OWN_ANSWERS)
        await dialogue.sync()
        answers.mute = False
        well, answers.kept = not answers.kept, b""
        answers.rows()
        return well
