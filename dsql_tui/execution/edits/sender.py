"""Sending pending changes: in transactions, each row checked against what was read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from dsql_tui.db.edit_catalog import read_tables
from dsql_tui.db.queries import CatalogError
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import retry_delays
from dsql_tui.events import Column, ServerError
from dsql_tui.execution.edits.edited_table import EditedTable
from dsql_tui.execution.result import Result
from dsql_tui.execution.script_runner import ScriptRunner
from dsql_tui.execution.threads import in_thread
from dsql_tui.sql.edits.base_table import NotEditable, find_base_table
from dsql_tui.sql.edits.pending import NewRow, PendingChanges, Problem, Raw, Read, RowId
from dsql_tui.sql.edits.statements import (
    EditStatement,
    check_query,
    read_again_queries,
    split_batches,
    write_statements,
)
from dsql_tui.sql.edits.table import TableInfo
from dsql_tui.sql.statements import Statement

Ending = Literal["done", "failed", "changed", "cancelled", "unknown"]
"""How the sending ended; `changed`: another session had changed rows, so nothing was sent."""

OPEN_TRANSACTION = (
    "A transaction is open in this console, and edits need a transaction of their own. "
    "Commit it (Ctrl+O c) or roll it back (Ctrl+O b) first."
)
_FAILED_TRANSACTION = "The transaction has failed. Roll it back (Ctrl+O b) first."
_CHANGED = Problem("Another session has changed or deleted this row.", stale=True)
_READ_ONLY = "This connection is read-only, so its rows cannot be edited."


@dataclass
class Sent:
    """The outcome of sending changes."""

    ending: Ending
    error: ServerError | None = None
    done: list[RowId] = field(default_factory=list)
    """The rows whose changes are committed."""
    keys: dict[RowId, tuple[Raw, ...]] = field(default_factory=dict)
    """The keys that the server returned, of new rows and of changed keys."""
    problems: dict[RowId, Problem] = field(default_factory=dict)
    rows: dict[RowId, Read | None] = field(default_factory=dict)
    """Rows as they were read again; `None` for a row that is gone."""
    not_read: str = ""
    """The reason why the rows could not be read again."""


async def read_tables_behind(
    runner: ScriptRunner, columns: Sequence[Column]
) -> dict[int, TableInfo]:
    """Return the tables and views of a result by OID, and the tables behind the views.

    Raises:
        CatalogError: The server refused a query or a session.
    """
    manager, activity = runner.session_manager, runner.activity
    error, note = await manager.make_ready(read_clock(), activity.say)
    if note:
        activity.tell(note)
    if error:
        raise CatalogError(error)
    return await in_thread(partial(read_tables, manager.session, columns))


class EditSender:
    """Finds the table behind a result, and sends changes of its rows through a script runner."""

    def __init__(self, runner: ScriptRunner) -> None:
        self._runner = runner

    async def find_table(self, result: Result) -> EditedTable:
        """Return the rows of a result, ready for changes.

        Raises:
            NotEditable: They cannot be edited.
        """
        table = result.table
        if table is None or result.is_growing:
            raise NotEditable("The rows are still arriving. Wait until they are all here.")
        self._check_state()
        try:
            tables = await read_tables_behind(self._runner, table.columns)
        except CatalogError as error:
            raise NotEditable(f"The table of this result could not be read: {error}") from None
        base = find_base_table(table.columns, tables, result.statement.text)
        return EditedTable(table, PendingChanges(base))

    def write(self, pending: PendingChanges) -> list[list[EditStatement]]:
        """Return the statements of the changes, in batches that fit into a transaction.

        Raises:
            NotEditable: They cannot be sent now, or a value cannot be written exactly.
        """
        self._check_state()
        statements = write_statements(pending.base, pending.changes)
        return list(split_batches(statements, pending.changes))

    async def send(
        self, pending: PendingChanges, batches: Sequence[Sequence[EditStatement]]
    ) -> Sent:
        """Send batches until one fails, and read their rows again."""
        total = Sent("done")
        try:
            for batch in batches:
                sent = await self._send_batch(batch)
                total.ending, total.error = sent.ending, sent.error
                total.keys |= sent.keys
                total.problems |= sent.problems
                if sent.ending != "done":
                    break
                total.done += [each.row for each in batch]
        finally:
            self._forget(pending)
        await self._read_again(pending, total)
        return total

    def _check_state(self) -> None:
        """Refuse to edit on a read-only connection, and during a transaction of the user.

        Raises:
            NotEditable: The sentence says why.
        """
        if self._runner.session_manager.access.read_only or self._runner.options.read_only:
            raise NotEditable(_READ_ONLY)
        state = self._runner.state
        if state is State.FAILED:
            raise NotEditable(_FAILED_TRANSACTION)
        if state.open:
            raise NotEditable(OPEN_TRANSACTION)
        session = self._runner.session_manager.session
        if not session.lost and session.encoding != "UTF8":
            raise NotEditable(
                f"client_encoding is {session.encoding}. Set it to UTF8 and read the rows again."
            )

    async def _send_batch(self, batch: Sequence[EditStatement]) -> Sent:
        """Send a batch in one transaction; after a conflict try it again once, with its checks."""
        sent = await self._try_batch(batch)
        for delay in retry_delays(1):
            if not self._runner.outcome.conflicted or self._runner.activity.cancel_requested:
                break
            self._runner.activity.say(f"conflict: again in {delay:.1f} s")
            await asyncio.sleep(delay)
            sent = await self._try_batch(batch)
        return sent

    async def _try_batch(self, batch: Sequence[EditStatement]) -> Sent:
        sent = Sent("failed")
        try:
            if await self._begin(sent) and await self._send_rows(batch, sent):
                commit = await self._run("commit", "committing")
                sent.error = commit.error
                sent.ending = "failed" if commit.error else "done"
        finally:
            await self._roll_back()
        if sent.error is not None and self._runner.outcome.unknown:
            sent.ending = "unknown"
        elif sent.error is not None and self._runner.outcome.cancelled:
            sent.ending = "cancelled"
        return sent

    async def _begin(self, sent: Sent) -> bool:
        sent.error = (await self._run("begin")).error
        return sent.error is None

    async def _send_rows(self, batch: Sequence[EditStatement], sent: Sent) -> bool:
        """Send the statements of a batch; return True if each has changed its row."""
        for number, each in enumerate(batch, 1):
            if self._runner.activity.cancel_requested:
                sent.ending = "cancelled"
                return False
            result = await self._run(each.text, f"sending change {number:,} of {len(batch):,}")
            if result.error is not None:
                sent.error = result.error
                sent.problems[each.row] = _describe(each, result.error)
                return False
            if result.count != 1:
                sent.ending = "changed"
                sent.problems[each.row] = Problem("", stale=True)
            elif key := _first_row(result):
                sent.keys[each.row] = key
        return not sent.problems

    async def _run(self, text: str, doing: str = "sending changes") -> Result:
        """Run a statement; only BEGIN is sent outside the transaction."""
        session = self._runner.session_manager.session
        statement = Statement(text, 0, 0)
        result = Result(statement)
        if text != "begin" and (session.lost or session.state is not State.IN_TRANSACTION):
            result.fail(ServerError("The transaction has ended; nothing of it was kept."))
        else:
            await self._runner.statements.run(statement, doing, result=result)
        return result

    async def _roll_back(self) -> None:
        session = self._runner.session_manager.session
        if not session.lost and session.state.open:
            await self._runner.sender.run_quietly("rollback")

    def _forget(self, pending: PendingChanges) -> None:
        """Leave no statement to be sent again without its check: the changes are still pending."""
        statements = self._runner.statements
        outcome = statements.outcome
        check = check_query(pending.base, pending.changes) if outcome.unknown else None
        statements.outcome = outcome._replace(repeats=(), lost_transaction=(), check=check)
        statements.acknowledge_loss()

    async def _read_again(self, pending: PendingChanges, sent: Sent) -> None:
        """Read the rows that were changed, and those that another session has changed."""
        base, changes = pending.base, pending.changes
        kept = [row for row in sent.done if changes[row].kind != "delete"]
        stale = [row for row, problem in sent.problems.items() if problem.stale]
        wanted = {row: sent.keys.get(row) or _key_of(row) for row in [*kept, *stale]}
        found: dict[tuple[Raw, ...], Read] = {}
        try:
            for query in read_again_queries(base, list(wanted.values())):
                for values in await self._ask(query):
                    read = dict(zip(base.numbers, values, strict=True))
                    found[tuple(read[number] for number in base.key)] = read
        except CatalogError as error:
            sent.not_read = str(error)
            sent.problems |= {row: _CHANGED for row in stale}
            return
        sent.rows = {row: found.get(key) for row, key in wanted.items()}
        for row in stale:
            sent.problems[row] = _describe_stale(pending, row, sent.rows[row])

    async def _ask(self, query: str) -> list[tuple[Raw, ...]]:
        if self._runner.session_manager.session.lost:
            raise CatalogError(ServerError("The session has ended."))
        rows = await self._runner.sender.ask(query)
        return [tuple(None if cell is None else cell.encode() for cell in row) for row in rows]


def _key_of(row: RowId) -> tuple[Raw, ...]:
    return () if isinstance(row, NewRow) else row


def _first_row(result: Result) -> tuple[Raw, ...]:
    """Return the key that a statement returned; empty if it returns none."""
    table = result.table
    if not table:
        return ()
    return tuple(table.value(0, place) for place in range(len(table.columns)))


def _describe(statement: EditStatement, error: ServerError) -> Problem:
    column = statement.column_at(error.position)
    code = f"{error.sqlstate}  " if error.sqlstate else ""
    detail = f"\nDetail: {error.detail}" if error.detail else ""
    columns = frozenset(() if column is None else (column,))
    return Problem(f"{code}{error.message}{detail}", columns)


def _describe_stale(pending: PendingChanges, row: RowId, now: Read | None) -> Problem:
    """Return what another session has changed in a row since it was read."""
    change, base = pending.changes[row], pending.base
    if now is None:
        return Problem("Another session has deleted this row or changed its key.", stale=True)
    checked = base.numbers if change.kind == "delete" else change.values
    changed = frozenset(n for n in checked if now[n] != change.read[n])
    if not changed:
        return Problem("The row is no longer as it was read.", stale=True)
    parts = "; ".join(
        f"{base.column(n).name} is now {_quote(now[n])}, it was {_quote(change.read[n])}"
        for n in sorted(changed)
    )
    shown = frozenset() if change.kind == "delete" else changed
    return Problem(f"Another session has changed this row: {parts}.", shown, stale=True)


_MAX_QUOTED = 60
"""Characters of a value in a sentence."""


def _quote(raw: Raw) -> str:
    if raw is None:
        return "NULL"
    text = raw[: 4 * _MAX_QUOTED].decode(errors="replace")
    return f"“{text[:_MAX_QUOTED]}…”" if len(text) > _MAX_QUOTED else f"“{text}”"
