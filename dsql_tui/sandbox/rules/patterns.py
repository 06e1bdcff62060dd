"""How a rule is written down that needs no more than the words of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dsql_tui.events import Refusal

NAME = r"(?:\S+ \. )*\S+"
"""A name in a line of a shape, with its schema or without."""


_WORD = re.compile(r"[a-z]+")


class Rule(NamedTuple):
    """A refusal for every line that a pattern is found in."""

    pattern: re.Pattern[str]
    message: str
    """With `{}` for what the pattern's first group found, in capital letters."""
    sqlstate: str = "0A000"


def rule(pattern: str, message: str, sqlstate: str = "0A000") -> Rule:
    """A rule; the pattern is tried at the beginning of the line, and ends with a word."""
    return Rule(re.compile(rf"(?:{pattern})(?!\S)"), message, sqlstate)


def found(rules: Iterable[Rule], line: str) -> Refusal | None:
    """The refusal of the first rule that matches."""
    for each in rules:
        match = each.pattern.match(line)
        if match:
            words = match[1].upper() if match.lastindex else ""
            return Refusal(each.message.format(words), each.sqlstate)
    return None


def by_first_word(rules: Iterable[tuple[str, str]]) -> dict[str, tuple[Rule, ...]]:
    """Rules from pairs of pattern and message, grouped by the word that the pattern begins with."""
    grouped: dict[str, tuple[Rule, ...]] = {}
    for pattern, message in rules:
        first = _WORD.findall(pattern)[0]
        grouped[first] = (*grouped.get(first, ()), rule(pattern, message))
    return grouped
