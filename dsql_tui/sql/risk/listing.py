"""The statements that a question is about."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.sql.risk.assess import assess
from dsql_tui.sql.risk.user_code import NO_CODE, UserCode
from dsql_tui.sql.statements import Statement

LONGEST = 100_000
"""Characters of a statement that a question shows; dialogs scroll."""


def find_changes(
    statements: Sequence[Statement], code: UserCode | None = NO_CODE
) -> list[Statement]:
    """Return the statements that may change something."""
    return [each for each in statements if assess(each.text, code).may_change]


def list_statements(statements: Sequence[Statement], code: UserCode | None = NO_CODE) -> str:
    """Return every statement on a line of its own, with the reason where it looks like a read."""
    return "\n".join(_line(each.text, code) for each in statements)


def show_statement(text: str) -> str:
    """Return a statement on one line, complete unless it is very long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}… ({len(text):,} characters)"


def _line(text: str, code: UserCode | None) -> str:
    line = show_statement(text)
    risk = assess(text, code)
    hidden = risk.kind == "read" and bool(risk.reasons)
    return f"{line}  ({', '.join(risk.reasons)})" if hidden else line
