"""The plan of a migration, and the folder with its scripts and its report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dsql_tui.migrating.reading import read_schema
from dsql_tui.migrating.report import write_report
from dsql_tui.migrating.source import list_files
from dsql_tui.sql.conversion.identity import is_numbered
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.rewrite import rewrite
from dsql_tui.sql.conversion.schema import Schema
from dsql_tui.sql.conversion.steps import Step, list_steps

REPORT = "report.md"


@dataclass(frozen=True)
class MigrationPlan:
    """A source, rewritten for Aurora DSQL."""

    source: Path
    options: Options
    schema: Schema
    steps: tuple[Step, ...]
    removed: frozenset[int] = frozenset()
    """The numbers of the statements that the user has removed, from 1."""
    changed: frozenset[int] = frozenset()
    """The numbers of those that the user has changed."""

    @property
    def rows(self) -> int:
        """The rows in the source, without those of removed tables."""
        steps = [self.steps[number - 1] for number in self.removed]
        gone = {each.object for each in steps if each.kind == "table"}
        tables = self.schema.tables
        return sum(
            rows
            for key, rows in self.schema.rows.items()
            if key not in tables or tables[key].name.sql not in gone
        )

    @property
    def search_path(self) -> str:
        """The statement that makes unqualified names mean what they mean in the source."""
        path = self.schema.search_path
        return f"SET search_path = {path}, public" if path not in ("", "public") else ""

    def report(self) -> str:
        """Return the report as Markdown."""
        steps = [each for number, each in enumerate(self.steps, 1) if number not in self.removed]
        edited = [
            f"{verb} {self.steps[number - 1].kind} {self.steps[number - 1].object}"
            for verb, numbers in (("removed", self.removed), ("changed", self.changed))
            for number in sorted(numbers)
        ]
        return write_report(self.schema, self.source.name, steps, edited)


def make_plan(
    source: Path,
    choose: Callable[[int], Options],
    show: Callable[[str], object] = lambda text: None,
) -> MigrationPlan:
    """Read a source and rewrite it.

    Args:
        source: A script or a folder of scripts.
        choose: Returns the options for a number of columns with values of a sequence.
        show: Gets a text about the progress.

    Raises:
        ValueError: The source cannot be migrated; the message is for the user.
        OSError: It cannot be read.
    """
    list_files(source)
    schema = read_schema(source, show)
    if not schema.tables:
        raise ValueError(f"{source} creates no tables, so there is nothing to migrate.")
    numbered = sum(
        is_numbered(column) for table in schema.tables.values() for column in table.columns
    )
    options = choose(numbered)
    rewrite(schema, options)
    return MigrationPlan(source, options, schema, tuple(list_steps(schema)))
