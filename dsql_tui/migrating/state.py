"""The state of a migration, in a file of its folder that survives a crash."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dsql_tui.migrating.plan import MigrationPlan
from dsql_tui.migrating.source import list_files
from dsql_tui.store.files import make_private_folder, open_locked_file, write_atomic

STATE, LOCK = "state.json", ".lock"

_VERSION = 1


class StateError(Exception):
    """The folder cannot be used for this migration; the message is for the user."""


@dataclass
class DataFile:
    """A file with rows for one table."""

    table: str
    """The key of the table."""
    columns: list[str]
    name: str
    rows: int = 0
    done: bool = False
    loaded: int = 0
    rejected: int = 0
    error: str = ""
    """The reason why the rows could not be loaded; empty if they were."""


@dataclass
class StepState:
    """How far a statement is."""

    outcome: str = ""
    """Empty before it is sent; then `started`, `waiting` for its job, `done` or `failed`.

    It is `removed` if the user does not want it.
    """
    job: str = ""
    reason: str = ""
    """The reason why it failed."""


@dataclass
class MigrationState:
    """How far a migration is."""

    source: list[list[str | int]]
    target: str
    serial: str
    extracted: bool = False
    begun: bool = False
    """True when the first statement may have been sent."""
    finished: bool = False
    files: list[DataFile] = field(default_factory=list)
    steps: list[StepState] = field(default_factory=list)
    checks: dict[str, str] = field(default_factory=dict)
    """The result of the verification, by the key of the table."""
    edits: dict[str, str | None] = field(default_factory=dict)
    """The statements that the user has changed, by number; `None` if it is removed."""


def make_state(
    plan: MigrationPlan, target: str, edits: Mapping[int, str | None] | None = None
) -> MigrationState:
    """Return the state before the first statement.

    Args:
        plan: The plan with the user's changes.
        target: The cluster.
        edits: The user's changes, by the number of the statement.
    """
    steps = [
        StepState("removed" if number in plan.removed else "")
        for number in range(1, len(plan.steps) + 1)
    ]
    source = describe_source(plan.source)
    changes = {str(number): sql for number, sql in (edits or {}).items()}
    return MigrationState(source, target, plan.options.serial, steps=steps, edits=changes)


def describe_source(source: Path) -> list[list[str | int]]:
    """Return names, sizes and times of the files of a source, which show whether it changed."""
    files = [(each, each.stat()) for each in list_files(source)]
    return [[each.name, status.st_size, status.st_mtime_ns] for each, status in files]


def read_state(folder: Path) -> MigrationState | None:
    """Return the state of a migration that was begun in a folder; `None` if there is none.

    Raises:
        StateError: It cannot be read.
    """
    path = folder / STATE
    if not path.exists():
        return None
    try:
        values = json.loads(path.read_bytes())
        if values.pop("version") != _VERSION:
            raise StateError(f"{path} is from another version of dsql-tui. Choose another folder.")
        values["files"] = [DataFile(**each) for each in values["files"]]
        values["steps"] = [StepState(**each) for each in values["steps"]]
        return MigrationState(**values)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise StateError(f"{path} cannot be read. Choose another folder.") from None


def write_state(folder: Path, state: MigrationState) -> None:
    """Write the state; it is on disk when this returns.

    Raises:
        OSError: It cannot be written.
    """
    values = {"version": _VERSION, **asdict(state)}
    write_atomic(folder / STATE, json.dumps(values, indent=1).encode(), private=True)


def check_state(state: MigrationState, plan: MigrationPlan, target: str) -> None:
    """Check that a state belongs to a plan.

    Raises:
        StateError: The source has changed, or the state is of another cluster.
    """
    if state.target != target:
        raise StateError(f"The folder has a migration to {state.target}. Choose another folder.")
    same = state.source == describe_source(plan.source) and len(state.steps) == len(plan.steps)
    if not same:
        raise StateError(
            f"{plan.source} has changed since its migration began. Restore it to resume, or choose "
            "another folder to begin again."
        )


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold a folder for one migration; the system releases it with the process.

    Raises:
        StateError: Another migration uses it.
        OSError: It cannot be created.
    """
    make_private_folder(folder)
    try:
        descriptor = open_locked_file(folder / LOCK, os.O_RDWR)
    except BlockingIOError:
        raise StateError(f"Another migration uses {folder}. Wait until it ends.") from None
    try:
        yield
    finally:
        os.close(descriptor)
        if [each.name for each in folder.iterdir()] == [LOCK]:  # Nothing was written.
            (folder / LOCK).unlink()
            folder.rmdir()
