"""The limits of a transaction: what it has done so far, and what it must not do any more.

It is ahead of the server: statements are admitted when they are sent, and the server's status is
taken over when it is ready and nothing else is under way.
"""

from __future__ import annotations

from dsql_tui.dsql import limits
from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.verdict import Kind, Verdict, unsupported_error

FAILED = ServerError(
    "current transaction is aborted, commands ignored until end of transaction block", "25P02"
)
SECOND_DDL = unsupported_error("multiple ddl statements not supported in a transaction")
MIXED = unsupported_error("ddl and dml are not supported in the same transaction")
TOO_MANY_ROWS = ServerError("transaction row limit exceeded", "54000")

_ENDS: frozenset[Kind] = frozenset({"commit", "rollback", "chain"})


def age_error(seconds: int) -> ServerError:
    """Return the error of whatever follows after the five minutes of a transaction."""
    return ServerError(
        "transaction age limit of 300s exceeded",
        "54000",
        f"Current transaction age {seconds}s exceeds 300s",
    )


def size_error(mebibytes: int) -> ServerError:
    """Return the error of a COMMIT of more than 10 MiB."""
    return ServerError(
        "transaction size limit 10mb exceeded",
        "54000",
        f"Current transaction size {mebibytes}mb > 10mb",
    )


class Transaction:
    """A session's transaction, opened by BEGIN, or by the statements of one message."""

    def __init__(self) -> None:
        self.begun = False
        """BEGIN has opened it, so COMMIT or ROLLBACK must end it."""
        self.failed = False
        self._skips = False
        """The server skips everything up to the end of the message or the Sync."""
        self._ddl = False
        self._dml = False
        self._rows = 0

    def admit(self, verdict: Verdict) -> ServerError | None:
        """Admit a statement that is about to run, or return its error.

        The verdict's catalog checks come later: if one fails, call `fail`.
        """
        if self._skips:
            return verdict.error
        error = self._find_error(verdict)
        if error:
            self.fail()
        else:
            self._note(verdict.kind)
        return error

    def fail(self) -> None:
        """Note that a statement has failed: the rest of the message will not run."""
        self.failed = self.begun
        self._skips = True

    def count_rows(self, rows: int) -> ServerError | None:
        """Count rows that a statement has changed, and return the error if there are too many."""
        self._rows += rows
        return TOO_MANY_ROWS if self._rows > limits.TRANSACTION_ROWS else None

    def count_rows_of_code(self, rows: int) -> ServerError | None:
        """Count rows that CALL or DO has changed, which makes it a change of rows."""
        if rows and self._ddl:
            return MIXED
        self._dml = self._dml or rows > 0
        return self.count_rows(rows)

    def end_message(self) -> None:
        """Note that a Query message or a Sync was sent: without BEGIN, the transaction ends."""
        self._skips = False
        if not self.begun:
            self._reset()

    def set_status(self, status: bytes) -> None:
        """Set the status from a server that is ready (I, T or E)."""
        self.begun = status != b"I"
        self.failed = status == b"E"
        if not self.begun:
            self._reset()

    def _find_error(self, verdict: Verdict) -> ServerError | None:
        kind = verdict.kind
        if self.failed and (verdict.error or kind not in _ENDS):
            return FAILED
        if verdict.error:
            return verdict.error
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


def count_changed_rows(tag: str) -> int:
    """Return the number of changed rows in a command tag; a COPY must be a COPY FROM."""
    return count_rows(tag) if tag.startswith(("INSERT", "UPDATE", "DELETE", "COPY")) else 0


def count_rows(tag: str) -> int:
    """Return the number in a command tag; 0 if it has none."""
    number = tag.rpartition(" ")[2]
    return int(number) if number.isdecimal() else 0
