"""Conditions in a plan: their parts, and the columns that an index for them needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LITERAL = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_NAME = r'(?:"(?:[^"]|"")*"|[A-Za-z_][\w$]*)'
_COLUMN = rf"(?P<open>\()?(?:(?P<table>{_NAME})\.)?(?P<column>{_NAME})(?(open)\))"
_CAST = r"(?:::[a-z][a-z ]{0,40}(?:\([0-9,]{1,10}\))?)?"
_COMPARISON = re.compile(
    rf"{_COLUMN}{_CAST} (?P<operator><=|>=|<>|!~~\*?|~~\*?|!~\*?|~\*?|=|<|>)"
    r" (?P<value>\S.*)",
    re.DOTALL,
)
_IS_NULL = re.compile(rf"{_COLUMN} IS NULL")
_IS_TRUE = re.compile(rf"(?:NOT )?{_COLUMN}")
_CALL = re.compile(
    rf"(?P<call>[a-z_]\w*\((?P<inner>[^()]*(?:\([^()]*\)[^()]*)*)\)){_CAST}"
    r" (?P<operator><=|>=|=|<|>) \S.*",
    re.DOTALL,
)
_RANGES = ("<", ">", "<=", ">=")
MAX_KEY_COLUMNS = 8
"""Columns of a key in Aurora DSQL."""


class Condition(NamedTuple):
    """A part of a condition that compares one column, or a function of it, with a value."""

    text: str
    table: str
    """The table or alias before the column, or an empty text."""
    column: str
    """The column as the plan writes it, quoted if needed; empty if there is no single one."""
    operator: str
    value: str
    call: str = ""
    """The function call that is compared, such as `lower(name)`."""

    @property
    def is_equality(self) -> bool:
        """True if an index finds its rows as one value, or as a list of values."""
        return bool(self.column) and self.operator == "="

    @property
    def is_range(self) -> bool:
        """True if an index finds its rows between two values; a pattern needs a fixed beginning."""
        prefix = self.operator == "~~" and not self.value.startswith(("'%", "'_"))
        return bool(self.column) and (self.operator in _RANGES or prefix)


def read_conditions(*texts: str) -> list[Condition]:
    """Return the parts of conditions that are joined by AND."""
    return [_read(part) for text in texts if text for part in _split(text)]


def choose_index_columns(conditions: Iterable[Condition]) -> list[str]:
    """Return the columns of an index for conditions: equalities first, then one range."""
    conditions = list(conditions)
    equal = [each.column for each in conditions if each.is_equality]
    ranges = [each.column for each in conditions if each.is_range and each.column not in equal]
    return list(dict.fromkeys([*equal, *ranges[:1]]))[:MAX_KEY_COLUMNS]


def write_index(table: str, columns: Iterable[str], include: Iterable[str] = ()) -> str:
    """Return the statement that creates an index; the names are written as in the plan."""
    columns = list(columns)
    more = [column for column in include if column not in columns]
    covered = f" INCLUDE ({', '.join(more)})" if more else ""
    return f"CREATE INDEX ASYNC ON {table} ({', '.join(columns)}){covered};"


def _read(text: str) -> Condition:
    if found := _COMPARISON.fullmatch(text):
        return Condition(
            text, found["table"] or "", found["column"], found["operator"], found["value"]
        )
    if found := _IS_NULL.fullmatch(text) or _IS_TRUE.fullmatch(text):
        return Condition(text, found["table"] or "", found["column"], "=", "")
    if found := _CALL.fullmatch(text):
        return Condition(text, "", "", found["operator"], "", found["call"])
    return Condition(text, "", "", "", "")


def _split(text: str) -> Iterator[str]:
    """Yield the parts of `((a) AND (b))`, without their outer parentheses."""
    pending = [text.strip()]
    while pending:
        part = _open(pending.pop())
        masked = _LITERAL.sub(lambda found: "_" * len(found[0]), part)
        ends = [0]
        depth = 0
        for found in re.finditer(r"[()]| AND ", masked):
            depth += (found[0] == "(") - (found[0] == ")")
            if depth == 0 and found[0] == " AND ":
                ends += [found.start(), found.end()]
        ends.append(len(part))
        pieces = [part[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
        if len(pieces) == 1:
            yield part
        else:
            pending.extend(reversed(pieces))


def _open(text: str) -> str:
    """Return a text without the parentheses around all of it."""
    masked = _LITERAL.sub(lambda found: "_" * len(found[0]), text)
    opened: list[int] = []
    closes: dict[int, int] = {}
    for found in re.finditer(r"[()]", masked):
        if found[0] == "(":
            opened.append(found.start())
        elif opened:
            closes[opened.pop()] = found.start()
    around = 0
    while closes.get(around) == len(text) - 1 - around:
        around += 1
    return text[around : len(text) - around]
