"""Filter conditions that the user types for a column, applied to loaded rows or written as SQL."""

from __future__ import annotations

import operator
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dsql_tui.results.find import contains_text, needs_case
from dsql_tui.results.sort import UNPARSABLE, sort_key
from dsql_tui.results.table import Table
from dsql_tui.results.types import NUMBERS

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_COMPARISON = re.compile(r"\s*(!=|<>|<=|>=|=|<|>)\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d+(\.\d*)?")
CONDITION_HELP = "text to find, = != < <= > >= and a value, null, or not null"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the values of a column."""

    operator: str
    """`contains`, which ignores case unless the value has a capital, a comparison operator, `null`
    or `not null`."""
    value: str = ""

    def __str__(self) -> str:
        if self.operator == "contains":
            return f"contains “{self.value}”"
        return f"{self.operator} {self.value}" if self.value else f"is {self.operator}"

    def predicate(self, oid: int) -> Callable[[bytes | None], bool]:
        """Return a function that checks values of a type. As in SQL, only `null` matches NULL.

        Raises:
            ValueError: The value cannot be compared with that type.
        """
        if self.operator == "null":
            return lambda raw: raw is None
        if self.operator == "not null":
            return lambda raw: raw is not None
        if self.operator == "contains":
            wanted, case = self.value, needs_case(self.value)
            return lambda raw: raw is not None and contains_text(raw, wanted, case)
        key, compare = sort_key(oid), _COMPARISONS[self.operator]
        try:
            limit = key(self.value.encode())
        except UNPARSABLE:
            raise ValueError(f"“{self.value}” cannot be compared with this column.") from None
        return lambda raw: raw is not None and bool(compare(key(raw), limit))

    def to_sql(self, name: str, oid: int) -> str:
        """Return the condition as SQL; `name` is the quoted name of the column."""
        if self.operator in ("null", "not null"):
            return f"{name} is {self.operator}"
        quoted = "'" + self.value.replace("'", "''") + "'"
        if self.operator == "contains":
            if needs_case(self.value):
                return f"position({quoted} in {name}::text) > 0"
            return f"position({quoted} in lower({name}::text)) > 0"
        is_number = oid in NUMBERS and _NUMBER.fullmatch(self.value)
        return f"{name} {self.operator} {self.value if is_number else quoted}"


def parse_condition(text: str) -> Condition:
    """Parse a comparison, `null` or `not null`; any other text is one to search for."""
    word = " ".join(text.lower().split())
    if word in ("null", "not null"):
        return Condition(word)
    if found := _COMPARISON.fullmatch(text):
        comparison, value = found.groups()
        return Condition("!=" if comparison == "<>" else comparison, value.strip())
    return Condition("contains", text)


def filter_rows(
    table: Table, rows: Sequence[int], column: int, condition: Condition
) -> Sequence[int]:
    """Return the numbers of those rows whose value in a column meets a condition.

    Raises:
        ValueError: The condition's value, or one of the column, cannot be compared; the message is
            for the user.
    """
    matches, value = condition.predicate(table.columns[column].oid), table.value
    try:
        return array("q", [row for row in rows if matches(value(row, column))])
    except UNPARSABLE:
        raise ValueError(
            "A value of this column cannot be compared. Filter by a text that it contains."
        ) from None
