"""The scripts of a migration, in which the user can change and remove statements."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from dsql_tui.migrating.plan import REPORT, MigrationPlan
from dsql_tui.sql.conversion.steps import Step
from dsql_tui.sql.statements import split
from dsql_tui.store.files import make_private_folder, write_atomic

SCHEMA_SCRIPT, AFTER_SCRIPT = "schema.sql", "after-data.sql"

Edits = Mapping[int, str | None]
"""The statements that the user has changed, by number from 1; `None` if it is removed."""

_SCRIPTS = {"schema": SCHEMA_SCRIPT, "after": AFTER_SCRIPT}
_HEADS = {
    "schema": """\
-- Part 1 of 2: it runs before the rows are loaded.
-- Each statement is a transaction of its own: Aurora DSQL allows one DDL statement in each.
""",
    "after": """\
-- Part 2 of 2: it runs when the rows are loaded.
-- Indexes and validations are asynchronous jobs: wait for the indexes before foreign keys follow.
""",
}
_HOW_TO = """\
-- Edit a statement to change it, or delete it to leave it out. Keep the numbers of the others.
"""
_CHECKSUM = re.compile(r"-- Checksum of this script as dsql-tui wrote it: (\w+)\n")
_NUMBERED = re.compile(r"^-- (\d+)\. (.*)\n", re.MULTILINE)


def write_scripts(folder: Path, plan: MigrationPlan, edits: Edits | None = None) -> None:
    """Write the scripts and the report into a folder.

    Args:
        folder: The folder; it is created.
        plan: The plan as it was made, without edits.
        edits: The changes to its statements.

    Raises:
        OSError: They cannot be written.
    """
    make_private_folder(folder)
    for phase, name in _SCRIPTS.items():
        checksum = _get_checksum(_format(plan, phase, {}))
        head, _, body = _format(plan, phase, edits or {}).partition("\n\n")
        line = f"-- Checksum of this script as dsql-tui wrote it: {checksum}\n"
        text = f"{head}\n{line}\n{body}".encode(errors="surrogateescape")
        write_atomic(folder / name, text, private=True)
    edited = apply_edits(plan, edits or {})
    write_atomic(folder / REPORT, edited.report().encode(errors="replace"), private=True)


def write_edit(folder: Path, plan: MigrationPlan, number: int, sql: str | None) -> None:
    """Change, remove or restore a statement in the scripts of a folder.

    Args:
        folder: The folder with the scripts.
        plan: The plan as it was made, without edits.
        number: The number of the statement, from 1.
        sql: Its new text; that of the plan restores it, `None` removes it.

    Raises:
        ValueError: The text is not one statement, or the scripts belong to another plan.
        OSError: They cannot be read or written.
    """
    edits = {**read_edits(folder, plan), number: _check_statement(sql, number) if sql else None}
    if edits[number] == plan.steps[number - 1].sql:
        del edits[number]
    write_scripts(folder, plan, edits)


def read_edits(folder: Path, plan: MigrationPlan) -> Edits:
    """Return what the user has changed in the scripts of a folder.

    Args:
        folder: The folder; scripts that are not there have no changes.
        plan: The plan as it was made from the source now, without edits.

    Raises:
        ValueError: An edited script is not that of this plan, or has a statement that cannot be
            run; the message is for the user.
        OSError: A script cannot be read.
    """
    edits: dict[int, str | None] = {}
    for phase, name in _SCRIPTS.items():
        path = folder / name
        if not path.exists():
            continue
        generated = _format(plan, phase, {})
        text = path.read_bytes().decode(errors="surrogateescape").removeprefix("\ufeff")
        if "\r" not in generated:  # An editor may have written the line ends of Windows.
            text = text.replace("\r\n", "\n")
        found = _CHECKSUM.search(text)
        body = text.replace(found[0], "", 1) if found else text
        if not found or found[1] != _get_checksum(generated):
            if found and found[1] == _get_checksum(body):
                continue  # It was not edited, and is written again.
            raise ValueError(
                f"{path} was edited, but now the source, the options or dsql-tui would give "
                "another script. Rename the folder, or undo what has changed."
            )
        if body != generated:
            if _read_lead(body) != _read_lead(generated):
                raise ValueError(
                    f"{path} has a statement before its first numbered line, or no such line. "
                    "Restore the numbered lines, or delete the file to have it written again."
                )
            edits |= dict(_compare(plan, phase, body))
    return edits


def apply_edits(plan: MigrationPlan, edits: Edits) -> MigrationPlan:
    """Return a plan with the user's changes."""
    steps = [
        step._replace(sql=edits.get(number) or step.sql)
        for number, step in enumerate(plan.steps, 1)
    ]
    removed = frozenset(_list_removals(plan, edits))
    changed = frozenset(number for number, sql in edits.items() if sql) - removed
    return replace(plan, steps=tuple(steps), removed=removed, changed=changed)


def _list_removals(plan: MigrationPlan, edits: Edits) -> Iterator[int]:
    """Yield the numbers of the statements that are removed, with those that need their tables."""
    gone = [plan.steps[number - 1] for number, sql in edits.items() if sql is None]
    tables = {step.object for step in gone if step.kind == "table"}
    keys = {step.object for step in gone if step.kind == "foreign key"}
    for number, step in enumerate(plan.steps, 1):
        is_removed = number in edits and edits[number] is None
        validates = step.kind == "validation" and step.object in keys
        if is_removed or validates or tables.intersection(step.tables):
            yield number


def _compare(plan: MigrationPlan, phase: str, text: str) -> Iterator[tuple[int, str | None]]:
    """Yield the statements of a script that differ from the plan."""
    steps = {number: step for number, step in enumerate(plan.steps, 1) if step.phase == phase}
    heads = [
        found
        for found in _NUMBERED.finditer(text)
        if (step := steps.get(int(found[1]))) and found[2] == _label(step)
    ]
    ends = [found.start() for found in heads[1:]] + [len(text)]
    written = {
        int(found[1]): text[found.end() : end].strip()
        for found, end in zip(heads, ends, strict=True)
    }
    for number, step in steps.items():
        sql = written.get(number, "")
        if sql.removesuffix(";").rstrip() != step.sql.strip():
            yield number, _check_statement(sql, number) if split(sql) else None


def _read_lead(text: str) -> list[str]:
    """Return the statements before the first numbered line of a script."""
    found = _NUMBERED.search(text)
    return [each.text for each in split(text[: found.start()] if found else text)]


def _check_statement(sql: str, number: int) -> str:
    """Return a statement without its semicolon.

    Raises:
        ValueError: It is not one statement.
    """
    statements = split(sql)
    if len(statements) != 1:
        raise ValueError(
            f"Statement {number} of the plan has become {len(statements)} statements. Each needs a "
            "transaction of its own: add others with dsql-tui apply when the migration is done."
        )
    return statements[0].text.rstrip().removesuffix(";").rstrip()


def _format(plan: MigrationPlan, phase: str, edits: Edits) -> str:
    path = f"{plan.search_path};\n\n" if plan.search_path else ""
    statements = [
        f"-- {number}. {_label(step)}\n{edits.get(number) or step.sql};\n"
        for number, step in enumerate(plan.steps, 1)
        if step.phase == phase and not (number in edits and edits[number] is None)
    ]
    return f"{_HEADS[phase]}{_HOW_TO}\n{path}" + "\n".join(statements)


def _label(step: Step) -> str:
    return f"{step.kind} {step.object}".replace("\n", " ")


def _get_checksum(text: str) -> str:
    data = text.encode(errors="surrogateescape")
    return hashlib.sha256(data).hexdigest()[:16]
