"""Linting a script: what AWS's `dsql-lint` says, run as a process, and what our own rules add.

https://pypi.org/project/dsql-lint/ (MIT-0). Without it our own rules still speak.
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

from dsql_tui.sql.lint import problems
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.sql.meta import is_meta
from dsql_tui.sql.scan import Statement, scan, split

LONGEST = 200_000
"""Characters of a script that is linted while it is typed."""

_NAME = "dsql-lint"
_PATIENCE = 10.0
"""Seconds; a run takes a few milliseconds."""
_NAMED = re.compile(r"`([^`]+)`")
_FIRST = re.compile(r"\S+")
_UNREAD = re.compile(
    r".*parser error: (?P<why>.*?)(?: at Line: (?P<row>\d+), Column: (?P<column>\d+))?"
)
_WORD = re.compile(r"\w+|\S")


@dataclass(frozen=True, slots=True)
class Linted:
    """What there is to say of a script."""

    problems: tuple[Problem, ...]
    """In the order in which they stand."""
    note: str = ""
    """Why not everything was looked at, where that is so."""


class NoFix(Exception):
    """A statement cannot be written otherwise by itself; the text says why."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A statement as Aurora DSQL takes it."""

    text: str
    done: tuple[str, ...]
    """What was changed, in the linter's words."""
    warnings: tuple[str, ...]
    """What that changes in meaning, so that somebody has to look at it."""


def lint(script: str) -> Linted:
    """What is known to be wrong with a script. Blocks for some milliseconds."""
    if len(script) > LONGEST:
        return Linted((), f"Scripts of more than {LONGEST:,} characters are not linted.")
    statements = [each for each in split(script) if not is_meta(each.text)]
    found, note = list(problems(statements)), ""
    try:
        found += _placed(statements, _diagnostics(_run(_numbered(statements))))
    except NoFix as failure:
        note = str(failure)
    return Linted(tuple(sorted(found, key=lambda problem: (problem.start, problem.code))), note)


def fix(statement: str) -> Fix:
    """A statement as the linter would write it. Blocks for some milliseconds.

    Raises:
        NoFix: it knows no way, or is not there.
    """
    answer = _run(f"{statement}\n;\n", "--fix")
    results = [each["fix_result"] for each in _diagnostics(answer)]
    text = (answer["files"][0]["fixed_sql"] or "").strip().removesuffix(";").rstrip()
    done = [each for each in results if each["status"].startswith("fixed")]
    if not done or not text:
        raise NoFix("dsql-lint knows no fix for this statement.")
    warnings = [each["detail"] for each in done if each["status"] == "fixed_with_warning"]
    if any(token.kind == "comment" for token in scan(statement)):
        warnings.append("Comments inside the statement are lost.")
    if len(done) < len(results):
        warnings.append("Something is left that it cannot fix.")
    return Fix(text, tuple(each["detail"] for each in done), tuple(warnings))


def _run(text: str, *options: str) -> dict[str, Any]:
    """What `dsql-lint` answers.

    Raises:
        NoFix: it is not there, or does not answer as it should.
    """
    program = shutil.which(_NAME, path=sysconfig.get_path("scripts")) or shutil.which(_NAME)
    if program is None:
        raise NoFix("dsql-lint is not installed, so only our own rules were asked.")
    try:
        done = subprocess.run(
            [program, "--format", "json", *options, "-"],
            input=text.encode(errors="replace"),
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            cwd=Path(program).parent,
        )
        answer = json.loads(done.stdout)
        answer["files"][0]["diagnostics"]
    except (OSError, ValueError, LookupError, TypeError, subprocess.SubprocessError) as error:
        raise NoFix(f"dsql-lint did not answer: {type(error).__name__}.") from None
    return dict(answer)


def _diagnostics(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return list(answer["files"][0]["diagnostics"])


def _numbered(statements: Sequence[Statement]) -> str:
    """The statements alone, each beginning a line, which is what the linter tells."""
    return "".join(f"{each.text}\n;\n" for each in statements)


def _placed(
    statements: Sequence[Statement], diagnostics: Sequence[dict[str, Any]]
) -> Iterator[Problem]:
    """Problems, where the linter's lines say."""
    lines = accumulate((each.text.count("\n") + 2 for each in statements), initial=1)
    begins = list(lines)[:-1]
    for each in diagnostics:
        statement = statements[max(0, bisect_right(begins, each["line"]) - 1)]
        yield _unread(statement, each) if each["rule"] == "parse_error" else _known(statement, each)


def _known(statement: Statement, told: dict[str, Any]) -> Problem:
    """What a rule of the linter says."""
    start, end = _marked(statement, told["message"])
    fixed = told["fix_result"]
    return Problem(
        told["rule"],
        statement.start + start,
        statement.start + end,
        told["message"],
        told["suggestion"] or "",
        statement.start,
        fixable=fixed["status"].startswith("fixed"),
        warning=fixed["detail"] if fixed["status"] == "fixed_with_warning" else "",
    )


def _unread(statement: Statement, told: dict[str, Any]) -> Problem:
    """What the linter's parser does not take, which PostgreSQL's may; it says where."""
    found = _UNREAD.fullmatch(told["message"])
    at = 0
    if found and found["row"]:
        lines = statement.text.splitlines(keepends=True)
        at = sum(map(len, lines[: int(found["row"]) - 1])) + int(found["column"]) - 1
    word = _WORD.search(statement.text, at) or _FIRST.search(statement.text)
    start, end = word.span() if word else (0, 0)
    return Problem(
        told["rule"],
        statement.start + start,
        statement.start + end,
        f"dsql-lint cannot read this: {found['why'] if found else told['message']}.",
        "Is something missing? It knows not all that Aurora DSQL does.",
        statement.start,
        unsure=True,
    )


def _marked(statement: Statement, message: str) -> tuple[int, int]:
    """What a message names in a statement, or the statement's first word."""
    for name in _NAMED.findall(message):
        if found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", statement.text, re.IGNORECASE):
            return found.span()
    found = _FIRST.match(statement.text)
    return found.span() if found else (0, 0)
