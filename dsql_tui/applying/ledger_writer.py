"""Writing to the ledger in transactions of its own; repeated after a lost connection."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from dsql_tui.applying.errors import LedgerError
from dsql_tui.applying.ledger import Entry, Ledger
from dsql_tui.applying.transactions import LOSS_PAUSE, NOTHING_WRITTEN, Ending, TransactionSender
from dsql_tui.db.queries import CatalogError
from dsql_tui.dsql.loss import is_unavailable
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.execution.outcome import Outcome
from dsql_tui.sql.literals import quote_literal

logger = logging.getLogger(__name__)

_MAX_LOSSES = 5
_MAX_DELETED = 1000
"""Rows that one transaction deletes."""
_MAX_ERROR = 1000
"""Characters of an error in the ledger."""


@dataclass(frozen=True)
class LedgerWriter:
    """Writes rows of the ledger. Running a statement twice gives the same result as once."""

    ledger: Ledger
    sender: TransactionSender
    pause: Callable[[float], object]

    def create(self) -> None:
        """Create the table, if it does not exist.

        Raises:
            LedgerError: The server refused it.
        """
        if self.sender.ask(f"select to_regclass({quote_literal(self.ledger.table)}) is null"):
            self._run(SentStatement(self.ledger.creation), "created")

    def read(self, file: str) -> list[Entry]:
        """Return the rows of a script.

        Raises:
            LedgerError: They cannot be read.
        """
        try:
            return self.sender.read(lambda session: self.ledger.read(session, file))
        except CatalogError as failed:
            raise self._make_error("read", Outcome(failed.error)) from None

    def write(self, entry: Entry) -> bool:
        """Write a row; return False if it says that the step is done, which stays so.

        Raises:
            LedgerError: The server refused it.
        """
        return self._run(self.ledger.write(entry), "written").tag != NOTHING_WRITTEN

    def fail(self, entry: Entry, outcome: Outcome) -> None:
        """Record that a step has failed, if that is possible."""
        error = outcome.error
        words = f"{error.sqlstate or ''} {error.message}".strip() if error else ""
        with suppress(LedgerError):
            self.write(entry._replace(outcome="failed", error=words[:_MAX_ERROR]))

    def renew(self, entry: Entry) -> None:
        """Note that the job of a step is still waited for, so that no other run starts.

        Raises:
            LedgerError: The server refused it.
        """
        self._run(self.ledger.renew(entry), "written")

    def start_again(self, entry: Entry) -> None:
        """Delete what is recorded of the steps of a script, and start it again.

        Args:
            entry: The row of the script, with its new checksum.

        Raises:
            LedgerError: The server refused it.
        """
        steps = [each for each in self.read(entry.file) if each.statement]
        for start in range(0, len(steps), _MAX_DELETED):
            self._run(self.ledger.forget(steps[start : start + _MAX_DELETED]), "written")
        self._run(self.ledger.reopen(entry), "written")

    def _run(self, statement: SentStatement, what: str) -> Ending:
        for _ in range(_MAX_LOSSES):
            ending = self.sender.run([statement])
            error = ending.outcome.error
            if error is None:
                return ending
            if not (error.lost or is_unavailable(error)):
                break
            self.pause(LOSS_PAUSE)
        raise self._make_error(what, ending.outcome)

    def _make_error(self, what: str, outcome: Outcome) -> LedgerError:
        message = outcome.error.message if outcome.error else ""
        words = f"The ledger {self.ledger.table} cannot be {what}: {message}"
        logger.info("%s", words)
        return LedgerError(words, outcome)
