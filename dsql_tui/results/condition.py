"""A condition that a user typed for a column: on rows that are loaded, or as SQL."""

from __future__ import annotations

import operator
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any

from dsql_tui.results.order import key_of
from dsql_tui.results.table import Table
from dsql_tui.results.types import NUMBERS

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_SHAPE = re.compile(r"\s*(!=|<>|<=|>=|=|<|>)\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d+(\.\d*)?")
HELP = "text that it contains, = != < <= > >= and a value, null, or not null"


@dataclass(frozen=True, slots=True)
class Condition:
    """What the values of a column have to be."""

    how: str
    """`contains`, a comparison, `null` or `not null`."""
    text: str = ""

    def __str__(self) -> str:
        if self.how == "contains":
            return f"contains “{self.text}”"
        return f"{self.how} {self.text}" if self.text else f"is {self.how}"

    def test(self, oid: int) -> Callable[[bytes | None], bool]:
        """The condition on values of a type. NULL meets none but `null`, as in SQL.

        Raises:
            ValueError: it cannot be compared with values of that type.
        """
        if self.how == "null":
            return lambda raw: raw is None
        if self.how == "not null":
            return lambda raw: raw is not None
        if self.how == "contains":
            wanted = self.text.lower()
            return lambda raw: raw is not None and wanted in raw.decode(errors="replace").lower()
        key, compare = key_of(oid), _COMPARED[self.how]
        try:
            against = key(self.text.encode())
        except (ValueError, InvalidOperation):
            raise ValueError(f"“{self.text}” cannot be compared with this column.") from None
        return lambda raw: raw is not None and bool(compare(key(raw), against))

    def sql(self, name: str, oid: int) -> str:
        """The condition in SQL, on a column whose name is quoted already."""
        if self.how in ("null", "not null"):
            return f"{name} is {self.how}"
        quoted = "'" + self.text.replace("'", "''") + "'"
        if self.how == "contains":
            return f"position(lower({quoted}) in lower({name}::text)) > 0"
        plain = oid in NUMBERS and _NUMBER.fullmatch(self.text)
        return f"{name} {self.how} {self.text if plain else quoted}"


def condition(text: str) -> Condition:
    """The condition that a text says: a comparison, `null`, `not null`, or what is contained."""
    word = " ".join(text.lower().split())
    if word in ("null", "not null"):
        return Condition(word)
    if shape := _SHAPE.fullmatch(text):
        how, value = shape.groups()
        return Condition("!=" if how == "<>" else how, value.strip())
    return Condition("contains", text)


def chosen(table: Table, rows: Sequence[int], column: int, wanted: Condition) -> Sequence[int]:
    """The rows whose value in a column meets a condition.

    Raises:
        ValueError: it cannot be compared with values of that type.
    """
    test, value = wanted.test(table.columns[column].oid), table.value
    return array("q", [row for row in rows if test(value(row, column))])
