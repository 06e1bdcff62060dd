"""The plan of a migration, and the folder with its scripts and its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from dsql_tui.store.files import make_private_folder, write_atomic

SCHEMA_SCRIPT, AFTER_SCRIPT, REPORT = "schema.sql", "after-data.sql", "report.md"

_BEFORE_ROWS = """\
-- Part 1 of 2: run it before the rows are loaded.
-- Each statement is a transaction of its own: Aurora DSQL allows one DDL statement in each.
"""
_BEHIND_ROWS = """\
-- Part 2 of 2: run it when the rows are loaded.
-- Indexes and validations are asynchronous jobs: wait for the indexes before foreign keys follow.
"""


@dataclass(frozen=True)
class MigrationPlan:
    """A source, rewritten for Aurora DSQL."""

    source: Path
    options: Options
    schema: Schema
    steps: tuple[Step, ...]

    @property
    def rows(self) -> int:
        """The rows in the source."""
        return sum(self.schema.rows.values())

    @property
    def search_path(self) -> str:
        """The statement that makes unqualified names mean what they mean in the source."""
        path = self.schema.search_path
        return f"SET search_path = {path}, public" if path not in ("", "public") else ""

    def report(self) -> str:
        """Return the report as Markdown."""
        return write_report(self.schema, self.source.name, list(self.steps))

    def write(self, folder: Path) -> None:
        """Write the scripts and the report into a folder.

        Raises:
            OSError: They cannot be written.
        """
        make_private_folder(folder)
        before = (each for each in self.steps if each.phase == "schema")
        after = (each for each in self.steps if each.phase == "after")
        write_atomic(folder / SCHEMA_SCRIPT, self._format(_BEFORE_ROWS, before), private=True)
        write_atomic(folder / AFTER_SCRIPT, self._format(_BEHIND_ROWS, after), private=True)
        write_atomic(folder / REPORT, self.report().encode(errors="replace"), private=True)

    def _format(self, head: str, steps: Iterable[Step]) -> bytes:
        path = f"{self.search_path};\n" if self.search_path else ""
        text = "\n".join(f"{each.sql};\n" for each in steps)
        return f"{head}\n{path}{text}".encode()


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
