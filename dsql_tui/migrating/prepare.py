"""Beginning a migration, resuming it, and ending it with its report; for the screen and the CLI."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dsql_tui.migrating.edits import Edits, read_edits, write_scripts
from dsql_tui.migrating.live_source import dump_source, is_live, name_database
from dsql_tui.migrating.migration import Migration
from dsql_tui.migrating.plan import REPORT, MigrationPlan, make_plan
from dsql_tui.migrating.report import count_changes, write_result
from dsql_tui.migrating.state import (
    MigrationState,
    check_state,
    make_state,
    write_state,
)
from dsql_tui.opening import Access
from dsql_tui.results.text import pluralize
from dsql_tui.sql.conversion.options import Options
from dsql_tui.store.files import write_atomic


def choose_folder(source: str) -> Path:
    """Return the folder for a source: beside a file, or here for a server."""
    if is_live(source):
        return Path(f"{name_database(source)}.migration")
    path = Path(source)
    whole = path if path.name not in ("", "..") else path.resolve()
    return whole.with_name(f"{whole.name}.migration")


def read_plan(
    source: str,
    folder: Path,
    state: MigrationState | None,
    choose: Callable[[int], Options],
    show: Callable[[str], object],
) -> MigrationPlan:
    """Return the plan for a source, without edits. Blocks.

    Args:
        source: A script, a folder, or an address.
        folder: The folder of the migration.
        state: The state of the run that is resumed.
        choose: As for `make_plan`.
        show: Gets a text about the progress, now and then.

    Raises:
        ValueError: The source cannot be migrated; the message is for the user.
        OSError: It cannot be read.
    """
    path = Path(source)
    if is_live(source):
        show("Reading the server")
        path = dump_source(source, folder, state is not None)
    return make_plan(path, choose, show)


def choose_edits(plan: MigrationPlan, folder: Path, state: MigrationState | None) -> Edits:
    """Return the user's changes: those in the scripts, which are written again, or the state's.

    Args:
        plan: The plan as it was made, without edits.
        folder: The folder with the scripts.
        state: The state of the run that is resumed.

    Raises:
        ValueError: An edited script cannot be run; the message is for the user.
        OSError: A script cannot be read or written.
    """
    if state:
        return {int(number): sql for number, sql in state.edits.items()}
    edits = read_edits(folder, plan)
    write_scripts(folder, plan, edits)
    return edits


def begin_migration(
    plan: MigrationPlan, edits: Edits, access: Access, folder: Path, state: MigrationState | None
) -> Migration:
    """Return the migration of a plan, from where it stopped.

    Args:
        plan: The plan with the edits.
        edits: The edits, which are kept in the state.
        access: The cluster.
        folder: The folder of the migration.
        state: The state of the run that is resumed.

    Raises:
        StateError: The folder has another migration.
        OSError: The state cannot be written.
    """
    target = access.endpoint.host
    if state is None:
        state = make_state(plan, target, edits)
        write_state(folder, state)
    check_state(state, plan, target)
    return Migration(plan, access, folder, state)


def describe_plan(plan: MigrationPlan) -> str:
    """Return what a plan will create and load, for the question before it runs."""
    return f"{count_tables(plan)} and {pluralize(plan.rows, 'row')} of {plan.source.name}"


def count_tables(plan: MigrationPlan) -> str:
    """Return the number of tables that will be created, with its noun."""
    steps = [each for number, each in enumerate(plan.steps, 1) if number not in plan.removed]
    return pluralize(sum(each.kind == "table" for each in steps), "table")


def count_plan_changes(plan: MigrationPlan) -> str:
    """Return the numbers of changes by severity, and of those of the user."""
    counts = ((plan.changed, "changed by you"), (plan.removed, "removed by you"))
    edits = [f", {len(numbers):,} {words}" for numbers, words in counts if numbers]
    return f"{count_changes(plan.schema)}{''.join(edits)}"


def write_outcome(migration: Migration) -> str:
    """Add the result to the report; return a sentence about the rows.

    Raises:
        OSError: The report cannot be written.
    """
    plan, state = migration.plan, migration.state
    result = write_result(plan.schema, state.checks, migration.failures)
    text = f"{plan.report()}\n{result}".encode(errors="replace")
    write_atomic(migration.folder / REPORT, text, private=True)
    rows = sum(file.loaded for file in state.files)
    return f"{rows:,} of {plan.rows:,} rows loaded and compared with the source"
