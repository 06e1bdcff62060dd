"""Rules that need only the words of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dsql_tui.events import ServerError

NAME = r"(?:\S+ \. )*\S+"
"""A name in a line, with or without its schema."""


_WORD = re.compile(r"[a-z]+")


class Rule(NamedTuple):
    """The error of every line that matches a pattern."""

    pattern: re.Pattern[str]
    message: str
    """The message, with `{}` for the pattern's first group in capital letters."""
    sqlstate: str = "0A000"


def make_rule(pattern: str, message: str, sqlstate: str = "0A000") -> Rule:
    """Return a rule whose pattern matches at the beginning of the line, up to the end of a word."""
    return Rule(re.compile(rf"(?:{pattern})(?!\S)"), message, sqlstate)


def find_rule_error(rules: Iterable[Rule], line: str) -> ServerError | None:
    """Return the error of the first rule that matches."""
    for each in rules:
        match = each.pattern.match(line)
        if match:
            words = match[1].upper() if match.lastindex else ""
            return ServerError(each.message.format(words), each.sqlstate)
    return None


def group_by_first_word(rules: Iterable[tuple[str, str]]) -> dict[str, tuple[Rule, ...]]:
    """Group pairs of pattern and message by the word that the pattern begins with."""
    grouped: dict[str, tuple[Rule, ...]] = {}
    for pattern, message in rules:
        first = _WORD.findall(pattern)[0]
        grouped[first] = (*grouped.get(first, ()), make_rule(pattern, message))
    return grouped
