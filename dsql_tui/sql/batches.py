"""A change of many rows, apart in changes of few, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsql_tui.sql.lint.words import Word, marked, words
from dsql_tui.sql.meta.words import literal
from dsql_tui.sql.names import quoted

SIZE = 1000
"""Rows of a batch: few enough for the limits of rows and of bytes."""


@dataclass(frozen=True, slots=True)
class Change:
    """An UPDATE or DELETE of one table, in parts."""

    table: str
    """As it is written."""
    head: str
    """All that stands before WHERE."""
    condition: str
    """What stands behind it; empty where there is none."""

    def rows(self, most: int) -> str:
        """A query that counts the rows it would change, up to so many."""
        return f"select count(*) from (select 1 from {self.table}{self._where} limit {most}) many"

    def keys(self, columns: Sequence[str]) -> str:
        """A query for the keys of those rows, in order."""
        listed = ", ".join(map(quoted, columns))
        return f"select {listed} from {self.table}{self._where} order by {listed}"

    def batches(self, columns: Sequence[str], keys: Sequence[Sequence[str | None]]) -> list[str]:
        """The statements that change the rows of these keys, some at a time.

        The condition stays: a row that has changed meanwhile is left alone.
        """
        listed = ", ".join(map(quoted, columns))
        also = f" and ({self.condition})" if self.condition else ""
        return [
            f"{self.head} where ({listed}) in ({', '.join(map(_tuple, some))}){also}"
            for some in _some(keys)
        ]

    @property
    def _where(self) -> str:
        return f" where {self.condition}" if self.condition else ""


def change(statement: str) -> Change | None:
    """The parts of an UPDATE or DELETE of one table that returns nothing; `None` for all else."""
    found = words(statement)
    first = [word.text for word in found[:2]]
    at = 1 if first[:1] == ["update"] else 2 if first == ["delete", "from"] else 0
    outer = {word.text for word in found if word.depth == 0 and word.kind == "word"}
    if not at or outer & {"returning", "using", "only", "as"} or (at == 1 and "from" in outer):
        return None
    end = _name(found, at)
    where = next((n for n, word in enumerate(found) if word.text == "where" and not word.depth), 0)
    if end is None or (found[end : end + 1] and found[end].text not in ("where", "set")):
        return None  # an alias, which the condition may use
    head = statement[: found[where].start].rstrip() if where else statement
    condition = statement[found[where].end :].strip() if where else ""
    return Change(statement[found[at].start : found[end - 1].end], head, condition)


def primary_key(made: Change) -> str:
    """A query for the names of the columns that tell one row of its table from another, in order.

    Asks for the constraint: the index lists all other columns too.
    """
    return f"""
select a.attname
from pg_catalog.pg_constraint k
join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
where k.contype = 'p' and k.conrelid = to_regclass({literal(made.table)})
order by array_position(k.conkey, a.attnum)"""


def selected(statement: str) -> str | None:
    """A query that counts what an INSERT … SELECT would write, up to 3,001 rows."""
    found = words(statement)
    if [word.text for word in found[:2]] != ["insert", "into"]:
        return None
    outer = [word for word in found if word.depth == 0]
    start = next((word.start for word in outer if word.text in ("select", "with")), None)
    if start is None:
        return None
    ends = [*marked(outer, "on", "conflict"), *marked(outer, "returning")]
    end = min((first for first, _ in ends if first > start), default=len(statement))
    return f"select count(*) from ({statement[start:end].rstrip()} limit 3001) many"


def _name(found: Sequence[Word], at: int) -> int | None:
    """Where a table's name ends that begins at a word."""
    if at >= len(found) or found[at].kind not in ("word", "quoted"):
        return None
    qualified = [word.text for word in found[at + 1 : at + 2]] == ["."]
    return at + 3 if qualified and at + 2 < len(found) else at + 1


def _some(keys: Sequence[Sequence[str | None]]) -> Iterator[Sequence[Sequence[str | None]]]:
    for first in range(0, len(keys), SIZE):
        yield keys[first : first + SIZE]


def _tuple(key: Sequence[str | None]) -> str:
    return f"({', '.join(literal(value or '') for value in key)})"
