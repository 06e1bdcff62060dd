"""What a session's transaction has done so far, and what it therefore may not do any more.

It runs ahead of the server: statements are admitted as they are sent, and the server's own status
is taken over whenever it is ready and nothing else is under way.
"""

from __future__ import annotations

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules.verdict import Kind, Verdict, unsupported

ROWS = 3000
"""The most that a transaction may change; an autocommit statement is one too."""

FAILED = Refusal(
    "current transaction is aborted, commands ignored until end of transaction block", "25P02"
)
SECOND_DDL = unsupported("multiple ddl statements not supported in a transaction")
MIXED = unsupported("ddl and dml are not supported in the same transaction")
TOO_MANY_ROWS = Refusal("transaction row limit exceeded", "54000")

_ENDS: frozenset[Kind] = frozenset({"commit", "rollback", "chain"})


def too_old(seconds: int) -> Refusal:
    """The refusal of whatever comes after the five minutes of a transaction."""
    return Refusal(
        "transaction age limit of 300s exceeded",
        "54000",
        f"Current transaction age {seconds}s exceeds 300s",
    )


def too_big(mebibytes: int) -> Refusal:
    """The refusal of a COMMIT of more than 10 MiB."""
    return Refusal(
        "transaction size limit 10mb exceeded",
        "54000",
        f"Current transaction size {mebibytes}mb > 10mb",
    )


class Transaction:
    """One session's transaction: begun by BEGIN, or for a single message by its statements."""

    def __init__(self) -> None:
        self.begun = False
        """Is it one that COMMIT or ROLLBACK must end?"""
        self.failed = False
        self._skips = False
        """Does the server pass over what comes, up to the end of the message or the Sync?"""
        self._ddl = False
        self._dml = False
        self._rows = 0

    def admit(self, verdict: Verdict) -> Refusal | None:
        """Take in a statement that is about to be run; the refusal if it must not.

        It comes before what the verdict asks of the catalog: if that refuses, call `fail`.
        """
        if self._skips:
            return verdict.refusal
        refused = self._refusal(verdict)
        if refused:
            self.fail()
        else:
            self._note(verdict.kind)
        return refused

    def fail(self) -> None:
        """A statement has been refused: what follows in the same message will not run."""
        self.failed = self.begun
        self._skips = True

    def changed(self, rows: int) -> Refusal | None:
        """Count rows that a statement has changed; the refusal if these are too many."""
        self._rows += rows
        return TOO_MANY_ROWS if self._rows > ROWS else None

    def message_ended(self) -> None:
        """A Query message or a Sync has been passed on: it ends what no BEGIN has begun."""
        self._skips = False
        if not self.begun:
            self._reset()

    def settle(self, status: bytes) -> None:
        """Believe the server: I, T or E from a ReadyForQuery that nothing else is to follow."""
        self.begun = status != b"I"
        self.failed = status == b"E"
        if not self.begun:
            self._reset()

    def _refusal(self, verdict: Verdict) -> Refusal | None:
        kind = verdict.kind
        if self.failed and (verdict.refusal or kind not in _ENDS):
            return FAILED
        if verdict.refusal:
            return verdict.refusal
        if kind == "ddl" and self._ddl:
            return SECOND_DDL
        if (kind == "ddl" and self._dml) or (kind == "dml" and self._ddl):
            return MIXED
        return None

    def _note(self, kind: Kind) -> None:
        if kind in _ENDS:
            self._reset()
            self.begun = self.begun and kind == "chain"
        elif kind == "begin":
            self.begun = True
        self._ddl = self._ddl or kind == "ddl"
        self._dml = self._dml or kind == "dml"

    def _reset(self) -> None:
        self.failed = self._ddl = self._dml = False
        self._rows = 0


def rows_changed(tag: str) -> int:
    """How many rows a command tag reports as changed; a COPY's count only if it was a COPY FROM."""
    verb, _, count = tag.partition(" ")
    if verb not in ("INSERT", "UPDATE", "DELETE", "COPY"):
        return 0
    return int(count.rpartition(" ")[2] or 0)
