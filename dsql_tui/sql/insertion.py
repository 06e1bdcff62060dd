"""The place of a new statement in a script, and what separates it from the others."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.sql.scan import SPACE
from dsql_tui.sql.statements import choose_separator


class Insertion(NamedTuple):
    """A range of a script, and the text that replaces it."""

    start: int
    end: int
    text: str


def insert_statement(script: str, line_start: int, line_end: int, statement: str) -> Insertion:
    """Return how a statement gets onto a line of its own.

    Args:
        script: The script.
        line_start: The start of the last line that must stay before the statement.
        line_end: The end of that line; a blank one is replaced.
        statement: The statement, with or without its semicolon.
    """
    line = script[line_start:line_end]
    separator = choose_separator(script[:line_end].rstrip(SPACE))
    if ";" in separator or "\\." in separator:
        start = len(script[:line_end].rstrip(SPACE))
    elif line.strip(SPACE):
        start, separator = line_end, "\n"
    else:
        start, separator = line_start, ""
    follows = script[line_end:].strip(SPACE)
    ends = statement.rstrip(SPACE).endswith(";") or statement.startswith("\\")
    semicolon = ";" if follows and not ends else ""
    return Insertion(start, line_end, f"{separator}{statement}{semicolon}")
