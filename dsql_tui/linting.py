"""Linting a script with AWS's `dsql-lint`, which runs as a process, and with our own rules.

https://pypi.org/project/dsql-lint/ (MIT-0). Without it our own rules still run.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from dsql_tui.sql.ddl.grants import grants_role
from dsql_tui.sql.lint import find_problems
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.sql.meta import is_meta
from dsql_tui.sql.scan import scan
from dsql_tui.sql.statements import Statement, split

MAX_LENGTH = 200_000
"""Characters of a script that are linted while it is edited, which takes about a second."""

_NAME = "dsql-lint"
_TIMEOUT = 10.0
"""Seconds for a run of `dsql-lint`, which takes a few milliseconds."""
_IN_BACKTICKS = re.compile(r"`([^`]+)`")
_PARSER_GAPS = re.compile(r"alter\s+(?:domain|default\s+privileges)\b", re.IGNORECASE)
"""Statements that Aurora DSQL takes and the parser of `dsql-lint` 0.2 does not know.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-postgresql-compatibility-supported-sql-features.html
"""
_FIRST_WORD = re.compile(r"\S+")
_PARSE_ERROR = re.compile(
    r".*parser error: (?P<why>.*?)(?: at Line: (?P<row>\d+), Column: (?P<column>\d+))?"
)
_WORD = re.compile(r"\w+|\S")
_OUTDATED = {"plpgsql": ("parse_error", "unsupported_create_function_non_sql")}
"""Problems of `dsql-lint` that a rule of ours replaces, by that rule."""


@dataclass(frozen=True, slots=True)
class LintReport:
    """The problems of a script."""

    problems: tuple[Problem, ...]
    """The problems in the order of the script."""
    note: str = ""
    """The part that was not checked, and why; empty if everything was."""


class NoFix(Exception):
    """A statement cannot be rewritten; the text says why."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A statement as Aurora DSQL takes it."""

    text: str
    done: tuple[str, ...]
    """The changes, in the linter's words."""
    warnings: tuple[str, ...]
    """Changes of meaning, to be checked by the user."""


def lint(script: str) -> LintReport:
    """Return the problems of a script; blocks for some milliseconds.

    Only the statements in the first `MAX_LENGTH` characters are checked.
    """
    statements, unchecked = _split_start(script)
    notes = [unchecked] if unchecked else []
    found = list(find_problems(statements))
    try:
        found += _place(statements, _read_diagnostics(_run(_join(statements))))
    except NoFix as failure:
        notes.append(str(failure))
    kept = sorted(_prefer_own_rules(found), key=lambda problem: (problem.start, problem.code))
    return LintReport(tuple(kept), " ".join(notes))


def fix(statement: str) -> Fix:
    """Return a statement as the linter writes it; blocks for some milliseconds.

    Raises:
        NoFix: The linter has no fix, or is not installed.
    """
    answer = _run(f"{statement}\n;\n", "--fix")
    results = [each["fix_result"] for each in _read_diagnostics(answer)]
    text = (answer["files"][0]["fixed_sql"] or "").strip().removesuffix(";").rstrip()
    done = [each for each in results if each["status"].startswith("fixed")]
    if not done or not text:
        raise NoFix("There is no automatic fix for this statement.")
    warnings = [each["detail"] for each in done if each["status"] == "fixed_with_warning"]
    if any(token.kind == "comment" for token in scan(statement)):
        warnings.append("Comments inside the statement are lost.")
    if len(done) < len(results):
        warnings.append("It cannot fix everything in the statement.")
    return Fix(text, tuple(each["detail"] for each in done), tuple(warnings))


def _split_start(script: str) -> tuple[list[Statement], str]:
    """Return the statements to lint, and a sentence about what is left out."""
    part = script[:MAX_LENGTH]
    statements = split(part)
    if len(script) <= MAX_LENGTH:
        return [each for each in statements if not is_meta(each.text)], ""
    end = statements.pop().start if statements else 0  # it may go on behind the part
    line = part.count("\n", 0, end) + 1
    note = (
        f"Not checked from line {line:,} on: only the first {MAX_LENGTH:,} characters of a script "
        "are linted."
    )
    return [each for each in statements if not is_meta(each.text)], note


def _prefer_own_rules(found: Sequence[Problem]) -> Iterator[Problem]:
    """Yield the problems without those that a rule of ours states better."""
    dropped = {
        (problem.statement, code) for problem in found for code in _OUTDATED.get(problem.code, ())
    }
    return (each for each in found if (each.statement, each.code) not in dropped)


def _run(text: str, *options: str) -> dict[str, Any]:
    """Return the answer of `dsql-lint`.

    Raises:
        NoFix: It is not installed, or its answer cannot be read.
    """
    program = shutil.which(_NAME, path=sysconfig.get_path("scripts")) or shutil.which(_NAME)
    if program is None:
        raise NoFix("dsql-lint is not installed; only the built-in rules were checked.")
    try:
        done = subprocess.run(
            [program, "--format", "json", *options, "-"],
            input=text.encode(errors="replace"),
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            cwd=Path(program).parent,
        )
        answer = json.loads(done.stdout)
        answer["files"][0]["diagnostics"]
    except (
        *(OSError, ValueError, LookupError, TypeError, RecursionError),
        subprocess.SubprocessError,
    ) as error:
        raise NoFix(f"dsql-lint did not answer: {type(error).__name__}.") from None
    return dict(answer)


def _read_diagnostics(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return list(answer["files"][0]["diagnostics"])


def _join(statements: Sequence[Statement]) -> str:
    """Return the statements, each starting a line: the linter reports lines."""
    return "".join(f"{each.text}\n;\n" for each in statements)


def _place(
    statements: Sequence[Statement], diagnostics: Sequence[dict[str, Any]]
) -> Iterator[Problem]:
    """Yield the linter's problems with their places in the script."""
    lines = accumulate((each.text.count("\n") + 2 for each in statements), initial=1)
    starts = list(lines)[:-1]
    for each in diagnostics:
        statement = statements[max(0, bisect_right(starts, each["line"]) - 1)]
        if each["rule"] != "parse_error":
            yield _read_problem(statement, each)
        elif not (_PARSER_GAPS.match(statement.text) or grants_role(statement.text)):
            yield _read_parse_error(statement, each)


def _read_problem(statement: Statement, diagnostic: dict[str, Any]) -> Problem:
    """Return the problem that a rule of the linter found."""
    start, end = _find_mark(statement, diagnostic["message"])
    fixed = diagnostic["fix_result"]
    return Problem(
        diagnostic["rule"],
        statement.start + start,
        statement.start + end,
        diagnostic["message"],
        diagnostic["suggestion"] or "",
        statement.start,
        fixable=fixed["status"].startswith("fixed"),
        warning=fixed["detail"] if fixed["status"] == "fixed_with_warning" else "",
    )


def _read_parse_error(statement: Statement, diagnostic: dict[str, Any]) -> Problem:
    """Return the problem of a statement that the linter cannot parse; PostgreSQL may."""
    found = _PARSE_ERROR.fullmatch(diagnostic["message"])
    at = 0
    if found and found["row"]:
        lines = statement.text.splitlines(keepends=True)
        at = sum(map(len, lines[: int(found["row"]) - 1])) + int(found["column"]) - 1
    word = _WORD.search(statement.text, at) or _FIRST_WORD.search(statement.text)
    start, end = word.span() if word else (0, 0)
    return Problem(
        diagnostic["rule"],
        statement.start + start,
        statement.start + end,
        f"dsql-lint cannot parse this: {found['why'] if found else diagnostic['message']}.",
        "Check the syntax; Aurora DSQL may accept more than dsql-lint does.",
        statement.start,
        unsure=True,
    )


def _find_mark(statement: Statement, message: str) -> tuple[int, int]:
    """Return the start and end of what a message names, or of the statement's first word."""
    for name in _IN_BACKTICKS.findall(message):
        if found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", statement.text, re.IGNORECASE):
            return found.span()
    found = _FIRST_WORD.match(statement.text)
    return found.span() if found else (0, 0)
