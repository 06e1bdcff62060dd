"""The check of a file before it is imported: what would be loaded, and what would be rejected.

It reads only, in a read-only session: the server converts the values of the file to the types of
the columns, and evaluates the CHECK constraints of the table in the same query. Columns that must
not be NULL and one unique key are checked too; other constraints show only when rows are loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from itertools import islice

from dsql_tui.db.check_constraints import CheckConstraints, read_check_constraints
from dsql_tui.db.checking import RowChecker, read_columns_to_check
from dsql_tui.db.loaded_rows import find_unique_key
from dsql_tui.db.loading import CopyTarget, Rejected
from dsql_tui.dsql.clock import read_clock
from dsql_tui.importing.plan import Plan
from dsql_tui.importing.seen_keys import SeenKeys
from dsql_tui.importing.source import open_source
from dsql_tui.results.readers import Record
from dsql_tui.results.text import pluralize

MAX_REASONS = 20
"""Rejected rows that are kept with their reasons."""

_BATCH_ROWS = 500
_JSON_TYPES = ("json", "jsonb")


@dataclass(frozen=True, slots=True)
class Checked:
    """The account of a check. Counts are of records of the file."""

    inserted: int = 0
    updated: int = 0
    skipped: int = 0
    rejected: int = 0
    reasons: tuple[Rejected[Record], ...] = field(default=())
    """The first rejected records."""
    unchecked: tuple[str, ...] = ()
    """A sentence for each CHECK constraint that the server could not evaluate."""
    share: float = 0.0
    """The part of the file that was read, from 0 to 1."""

    @property
    def summary(self) -> str:
        """The counts as text."""
        text = f"{pluralize(self.inserted, 'row')} would be imported"
        counts = ((self.updated, "updated"), (self.skipped, "skipped"), (self.rejected, "rejected"))
        return text + "".join(f", {count:,} {words}" for count, words in counts if count)

    @property
    def lines(self) -> list[str]:
        """The reasons as text, a line for each of the first rejected records, and what is open."""
        lines = [f"Line {each.record.line:,}: {each.reason}" for each in self.reasons]
        more = self.rejected - len(lines)
        return [*lines, *([f"… and {more:,} more rejected rows"] if more else []), *self.unchecked]


def check_file(plan: Plan) -> Iterator[Checked]:
    """Check the whole file, and yield the account after each batch.

    Raises:
        ValueError: The file cannot be imported as asked; the message is for the user.
        OSError: The file cannot be read.
        MissingLibrary: The library for the file's format or compression is not installed.
        AwsError, ConnectError, CatalogError: There is no session.
    """
    if not plan.path.is_file() and plan.path.exists():
        raise ValueError(f"{plan.path} is not a file. Check a regular file.")
    with ExitStack() as stack:
        with open_source(plan.path, plan.layout) as source:
            target = CopyTarget(plan.table, source.read_columns())
        check = _Check(plan, target, stack.enter_context(closing(SeenKeys())))
        stack.callback(lambda: check.session.close())
        check.read_table()
        source = stack.enter_context(open_source(plan.path, plan.layout))
        records = source.read_records(target.columns, check.json_columns)
        while batch := list(islice(records, _BATCH_ROWS)):
            check.check_batch(batch)
            yield replace(check.account, share=source.share)
        yield replace(check.account, share=1.0)


class _Check:
    """A check in progress."""

    def __init__(self, plan: Plan, target: CopyTarget, seen: SeenKeys) -> None:
        self.session = plan.access.open()
        self.session.read_only = True
        self.account = Checked()
        self.json_columns: list[str] = []
        self._plan = plan
        self._target = target
        self._seen = seen
        self._checker = RowChecker(target, (), (), CheckConstraints())

    def read_table(self) -> None:
        """Read the columns and the key of the table.

        Raises:
            ValueError: They do not fit the file; the message is for the user.
            CatalogError: The server does not tell.
        """
        session, target = self.session, self._target
        columns = read_columns_to_check(session, target)
        types = {column.name: column.type for column in columns}
        self.json_columns = [name for name, kind in types.items() if kind in _JSON_TYPES]
        if self._plan.on_conflict is None:
            key = find_unique_key(session, target)
        else:
            key = self._plan.choose_key(session, target, types)
        updates = self._plan.on_conflict == "update"
        constraints = read_check_constraints(session, target, types, updates)
        self.account = Checked(unchecked=constraints.unchecked)
        self._checker = RowChecker(target, columns, key, constraints)

    def check_batch(self, batch: Sequence[Record]) -> None:
        """Check records and add them to the account."""
        if self.session.clock.needs_renewal(read_clock()):
            self.session, _ = self._plan.access.renew(self.session)
            self.session.read_only = True
        good = [record for record in batch if not record.problem]
        wrong = [Rejected(record, record.problem) for record in batch if record.problem]
        results = self._checker.check(self.session, good)
        inserted = updated = skipped = 0
        for record, result in zip(good, results, strict=True):
            conflicts = result.key is not None and (result.found | (not self._seen.add(result.key)))
            if result.error:
                wrong.append(Rejected(record, result.error, result.sqlstate))
            elif not conflicts:
                inserted += 1
            elif self._plan.on_conflict == "update":
                updated += 1
            elif self._plan.on_conflict == "skip":
                skipped += 1
            else:
                where = "the table" if result.found else "the file, on a line before,"
                wrong.append(Rejected(record, f"A row in {where} has this key."))
        wrong.sort(key=lambda each: each.record.line)
        before = self.account
        self.account = Checked(
            before.inserted + inserted,
            before.updated + updated,
            before.skipped + skipped,
            before.rejected + len(wrong),
            (*before.reasons, *wrong)[:MAX_REASONS],
            self._checker.constraints.unchecked,
        )
