"""The transactions that the statements of a script need on Aurora DSQL.

A transaction takes one statement of DDL, and none that changes rows beside it. A transaction of the
script stays as it is if it fits; otherwise each statement of DDL gets a transaction of its own, and
the statements between two of them share one.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-ddl.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dsql_tui.sql.migration_files.script import ScriptError, ScriptStatement, Step, StepKind
from dsql_tui.sql.risk.tokens import tokens

_IGNORED_COMMANDS = re.compile(
    r"\\(?:(?:un)?restrict|timing|pset|echo|qecho|warn|x|t|a|encoding\s+UTF-?8)(?:\s|\Z)"
    r"|\\set\s+(?:ON_ERROR_STOP|QUIET|VERBOSITY|ECHO|SHOW_CONTEXT)(?:\s|\Z)",
    re.IGNORECASE,
)
"""psql's commands that change nothing of what a script does."""

_LONGEST = 60
"""Characters of a statement in a message."""


def split_transactions(statements: Iterable[ScriptStatement]) -> list[Step]:
    """Return the steps of a script.

    Raises:
        ScriptError: A statement has no place in a script that is applied once.
    """
    steps: list[Step] = []
    opening: ScriptStatement | None = None
    inside: list[ScriptStatement] = []
    for each in statements:
        if each.kind == "transaction":
            word = _check_transaction(each, opening)
            if word in ("begin", "start"):
                opening, inside = each, []
            elif opening:
                steps += _divide(inside)
                opening = None
        elif each.text.startswith("\\"):
            _check_command(each)
        elif opening:
            inside.append(each)
        else:
            steps.append(Step(_get_step_kind(each), (each,)))
    if opening:
        raise ScriptError(f"Line {opening.line}: the transaction has no COMMIT. Add it.")
    return steps


def _check_transaction(statement: ScriptStatement, opening: ScriptStatement | None) -> str:
    """Return the first word of BEGIN or COMMIT.

    Raises:
        ScriptError: It is another statement, or stands at the wrong place.
    """
    words = [token.text for token in tokens(statement.text)]
    where = f"Line {statement.line}: {_shorten(statement.text)}"
    if words[0] in ("savepoint", "release") or "to" in words:
        raise ScriptError(f"{where}: Aurora DSQL has no savepoints. Remove it.")
    if words[0] in ("rollback", "abort") or "prepared" in words or "prepare" in words:
        raise ScriptError(f"{where} keeps nothing of a transaction. Remove the transaction.")
    if "chain" in words and "no" not in words:
        raise ScriptError(f"{where}: write COMMIT and BEGIN instead.")
    if words[0] in ("begin", "start") and opening:
        raise ScriptError(f"{where}: the transaction of line {opening.line} is open. Add COMMIT.")
    if words[0] in ("commit", "end") and not opening:
        raise ScriptError(f"{where}: no transaction is open. Remove it.")
    return words[0]


def _check_command(statement: ScriptStatement) -> None:
    if not _IGNORED_COMMANDS.match(statement.text):
        raise ScriptError(
            f"Line {statement.line}: {_shorten(statement.text)} is a command of psql, and apply "
            "runs SQL only. Remove it, or use `dsql-tui exec`."
        )


def _divide(inside: Sequence[ScriptStatement]) -> Iterator[Step]:
    """Yield the steps of a transaction of the script."""
    settings = tuple(each for each in inside if each.kind == "setting")
    work = [each for each in inside if each.kind != "setting"]
    groups: list[Step] = []
    rows: list[ScriptStatement] = []
    for each in work:
        if _get_step_kind(each) == "rows":
            rows.append(each)
            continue
        if rows:
            groups.append(Step("rows", tuple(rows), settings, begun=True))
            rows = []
        groups.append(Step("schema", (each,), settings, begun=True))
    if rows:
        groups.append(Step("rows", tuple(rows), settings, begun=True))
    divided = len(groups) > 1
    yield from (replace(step, divided=divided) for step in groups)
    if not work:
        yield from (Step("setting", (each,)) for each in settings)


def _get_step_kind(statement: ScriptStatement) -> StepKind:
    match statement.kind:
        case "setting":
            return "setting"
        case "read" | "write":
            return "rows"
        case _:
            return "schema"


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
