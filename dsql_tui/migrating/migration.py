"""One migration: tables, rows, indexes and constraints, resumed where it stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from dsql_tui.applying.transactions import TransactionSender
from dsql_tui.db.queries import fetch_value
from dsql_tui.migrating.extraction import DATA, extract_rows
from dsql_tui.migrating.live_source import DUMP
from dsql_tui.migrating.plan import MigrationPlan
from dsql_tui.migrating.state import MigrationState, StateError, StepState, write_state
from dsql_tui.migrating.step_runner import StepRunner
from dsql_tui.migrating.table_loader import REJECTED, TableLoader
from dsql_tui.migrating.verify import SourceRows, verify_table
from dsql_tui.opening import Access
from dsql_tui.sql.conversion.steps import Step, raise_value, sort_tables
from dsql_tui.sql.migration_files.probes import find_probe

_RETRIES = 10
"""How often a conflict of a statement is tried again."""


_VERBS = {
    "statement": "Running the statement",
    "validation": "Validating",
    "identity": "Setting",
    "identity value": "Setting",
    "sequence value": "Setting",
    "comment": "Commenting on",
    "statistics": "Analyzing",
}


class MigrationProgress(NamedTuple):
    """How far a migration is."""

    words: str
    rows: int
    total: int
    rate: float
    """Rows in a second, since this run began to load."""

    @property
    def text(self) -> str:
        """The progress as one line."""
        text = f"{self.words} · {self.rows:,} of {self.total:,} rows"
        if not self.rate:
            return text
        left = int((self.total - self.rows) / self.rate)
        return f"{text} · {self.rate:,.0f} rows/s · {left // 60}:{left % 60:02} left"


@dataclass
class Migration:
    """A plan that is carried out on one cluster; blocks, and belongs to one thread."""

    plan: MigrationPlan
    access: Access
    folder: Path
    state: MigrationState

    def run(self) -> Generator[MigrationProgress, None, None]:
        """Carry out what is left, and yield now and then; close it there to pause.

        Raises:
            StateError: Tables of the source exist on the cluster already; nothing was sent.
            MigrationStopped: The server refuses to go on. Run it again to resume.
            AwsError, ConnectError, CatalogError, OSError: Likewise.
        """
        with closing(
            TransactionSender(self.access, lambda told: None, sleep, _RETRIES, "migrate")
        ) as sender:
            if self.plan.search_path:
                sender.settings.append(self.plan.search_path)
            if not self.state.begun:
                self._check_empty(sender)
                self.state.begun = True
                self._save()
            runner = StepRunner(sender, self._save)
            for step in runner.run(self._list_steps("schema")):
                yield self._show(_describe(step))
            yield from self._load(sender)
            yield from self._verify(sender)
            self._skip_statements()
            for step in runner.run(self._list_steps("after", sender)):
                yield self._show(_describe(step))
        self.state.finished = True
        self._save()
        self._remove_rows()

    def extract(self, show: Callable[[str], object]) -> None:
        """Write the rows of the source into files, unless an earlier run has.

        Raises:
            OSError: The source cannot be read, or a file cannot be written.
        """
        if not self.state.extracted:
            self.state.files = extract_rows(self.plan, self.folder, show)
            self.state.extracted = True
            self._save()

    @property
    def failures(self) -> list[tuple[str, str]]:
        """The objects that are not as planned, with the reasons."""
        steps = zip(self.plan.steps, self.state.steps, strict=True)
        found = [
            (f"{step.kind} {step.object}", state.reason)
            for step, state in steps
            if state.outcome == "failed"
        ]
        for file in self.state.files:
            if file.error:
                found.append((f"rows of {file.table}", file.error))
            if file.rejected:
                path = self.folder / REJECTED / f"{file.name}.jsonl"
                rows = "1 row was" if file.rejected == 1 else f"{file.rejected:,} rows were"
                found.append((f"rows of {file.table}", f"{rows} rejected; reasons are in {path}"))
        found += [
            (f"verification of {key}", words)
            for key, words in self.state.checks.items()
            if words.startswith("!")
        ]
        return found

    def _remove_rows(self) -> None:
        """Remove the files of rows, unless they are needed to find a difference."""
        differs = any(words.startswith("!") for words in self.state.checks.values())
        if not differs and not any(file.error for file in self.state.files):
            shutil.rmtree(self.folder / DATA, ignore_errors=True)
            (self.folder / DUMP).unlink(missing_ok=True)

    def _save(self) -> None:
        write_state(self.folder, self.state)

    def _show(self, words: str, rate: float = 0) -> MigrationProgress:
        rows = sum(file.loaded for file in self.state.files)
        return MigrationProgress(words, rows, self.plan.rows, rate)

    def _check_empty(self, sender: TransactionSender) -> None:
        """Check that no table of the source exists.

        Raises:
            StateError: One does.
        """
        for step, state in self._list_steps("schema"):
            is_created = step.kind == "table" and state.outcome != "removed"
            probe = find_probe(step.sql) if is_created else None
            if probe and sender.ask(probe.effect):
                raise StateError(
                    f"{step.object} exists on the cluster, so nothing was sent. Drop it, or "
                    "migrate to a cluster without it."
                )

    def _list_steps(
        self, phase: str, sender: TransactionSender | None = None
    ) -> list[tuple[Step, StepState]]:
        """Return the statements of a phase, with the next values that the rows ask for."""
        pairs = zip(self.plan.steps, self.state.steps, strict=True)
        steps = [(step, state) for step, state in pairs if step.phase == phase]
        if sender is None:
            return steps
        return [(self._raise_value(step, state, sender), state) for step, state in steps]

    def _skip_statements(self) -> None:
        """Note that statements cannot run whose tables were not created."""
        missing = self._list_tables("failed")
        for step, state in self._list_steps("after"):
            gone = [table for table in step.tables if table in missing]
            if gone and not state.outcome:
                state.outcome, state.reason = "failed", f"The table {gone[0]} was not created."
        self._save()

    def _raise_value(self, step: Step, state: StepState, sender: TransactionSender) -> Step:
        """Return a statement that sets a value of a sequence, raised above the rows."""
        if not step.maximum or state.outcome == "failed":
            return step
        highest = sender.read(lambda session: fetch_value(session.run(step.maximum)))
        return raise_value(step, int(highest or 0) + 1)

    def _load(self, sender: TransactionSender) -> Iterator[MigrationProgress]:
        loader = TableLoader(self.access, sender, self.folder, self._save)
        tables = {table.name.key: table for table in self.plan.schema.tables.values()}
        began, start = monotonic(), sum(file.loaded for file in self.state.files)
        missing, removed = self._list_tables("failed"), self._list_tables("removed")
        for number, file in enumerate(self.state.files, 1):
            table = tables[file.table]
            if table.name.sql in missing | removed and not file.done:
                file.error = "The table was not created." if table.name.sql in missing else ""
                file.done = True
                self._save()
            others = self.state.files[: number - 1]
            before = sum(each.loaded for each in others if each.table == file.table)
            for _ in loader.load(file, table, before):
                rows = sum(each.loaded for each in self.state.files)
                rate = (rows - start) / max(monotonic() - began, 0.001)
                words = f"Loading {table.name.sql} ({number} of {len(self.state.files)})"
                yield self._show(words, rate)

    def _verify(self, sender: TransactionSender) -> Iterator[MigrationProgress]:
        """Compare each table with the source, once."""
        edited = {self.plan.steps[number - 1].object for number in self.plan.changed}
        for table in sort_tables(self.plan.schema):
            files = [file for file in self.state.files if file.table == table.name.key]
            if table.name.key in self.state.checks or any(file.error for file in files):
                continue
            if table.name.sql in self._list_tables("removed"):
                self.state.checks[table.name.key] = "removed from the plan"
                continue
            if not files and table.name.sql in self._list_tables("failed"):
                continue
            yield self._show(f"Verifying {table.name.sql}")
            rows = [
                SourceRows(
                    self.folder / DATA / file.name,
                    file.columns,
                    self.folder / REJECTED / f"{file.name}.jsonl",
                )
                for file in files
            ]
            expected = sum(file.loaded for file in files)
            result = verify_table(
                self.plan.schema, table, rows, expected, sender.read, table.name.sql in edited
            )
            mark = "" if result.equal else "!"
            self.state.checks[table.name.key] = f"{mark}{result.words}"
            self._save()

    def _list_tables(self, outcome: str) -> set[str]:
        """Return the tables whose creation had an outcome."""
        return {
            step.object
            for step, state in self._list_steps("schema")
            if step.kind == "table" and state.outcome == outcome
        }


def _describe(step: Step) -> str:
    """Return what a statement does, for the progress."""
    return f"{_VERBS.get(step.kind, f'Creating {step.kind}')} {step.object}"
