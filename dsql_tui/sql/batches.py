"""A change of many rows, apart in changes of few, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsql_tui.sql.lint.words import Word, marked, words
from dsql_tui.sql.meta.words import literal
from dsql_tui.sql.names import folded, quoted

SIZE = 1000
"""Rows of a batch: few enough for the limits of rows and of bytes."""


_NAMES = ("word", "quoted")
_AFTER = ("where", "on")
"""Words that may follow the table of a SELECT."""
_JOINED = {"returning", "using", "only", "as", "from"}
"""Words of an UPDATE or DELETE that say more than which rows of one table."""
_COMBINED = {
    *("distinct", "group", "having", "order", "limit", "offset", "fetch", "window", "over"),
    *("union", "intersect", "except", "join", "with", "values", "for", "only", "tablesample"),
    *("returning", "update"),
}
"""Words of an INSERT by which its rows do not each come from one row of one table."""


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that changes, or inserts, a row for each row of one table, in parts."""

    table: str
    """The table that is walked through, as it is written."""
    head: str
    """All that stands before WHERE."""
    condition: str
    """What stands behind it; empty where there is none."""
    source: str = ""
    """The table with the name that it has in the statement, where it has one."""
    tail: str = ""
    """What stands behind the condition."""
    sets: frozenset[str] = frozenset()
    """The columns that an UPDATE gives values."""

    def rows(self, most: int) -> str:
        """A query that counts the rows it would change, up to so many."""
        return f"select count(*) from (select 1 from {self._from}{self._where} limit {most}) many"

    def keys(self, columns: Sequence[str]) -> str:
        """A query for the keys of those rows, in order."""
        listed = ", ".join(map(quoted, columns))
        return f"select {listed} from {self._from}{self._where} order by {listed}"

    def batches(self, columns: Sequence[str], keys: Sequence[Sequence[str | None]]) -> list[str]:
        """The statements that change the rows of these keys, some at a time.

        The condition stays: a row that has changed meanwhile is left alone.
        """
        listed = ", ".join(map(quoted, columns))
        also = f" and ({self.condition})" if self.condition else ""
        return [
            f"{self.head} where ({listed}) in ({', '.join(map(_tuple, some))}){also}{self.tail}"
            for some in _some(keys)
        ]

    @property
    def _from(self) -> str:
        return self.source or self.table

    @property
    def _where(self) -> str:
        return f" where {self.condition}" if self.condition else ""


def change(statement: str) -> Change | None:
    """The parts of an UPDATE, DELETE or INSERT … SELECT that can be done a few rows at a time.

    `None` for all else: for what joins, sorts, groups, cuts off, or returns something.
    """
    found = words(statement)
    if [word.text for word in found[:2]] == ["insert", "into"]:
        return _insertion(statement, found)
    first = [word.text for word in found[:2]]
    at = 1 if first[:1] == ["update"] else 2 if first == ["delete", "from"] else 0
    if not at or _outer(found[at:]) & _JOINED:
        return None
    end = _name(found, at)
    if end is None or _reads(found[end:], found[end - 1]):
        return None
    if found[end : end + 1] and found[end].text not in ("where", "set"):
        return None  # an alias, which the condition may use
    where = _where(found, at)
    head = statement[: found[where].start].rstrip() if where else statement
    condition = statement[found[where].end :].strip() if where else ""
    sets = _assigned(found[end : where or None])
    return Change(statement[found[at].start : found[end - 1].end], head, condition, sets=sets)


def why_not(statement: str) -> str:
    """Why a statement that `change` knows no parts of cannot be run in batches."""
    if words(statement)[0].text == "insert":
        return "It cannot be run in batches: its rows do not each come from one row of one table."
    return (
        "It cannot be run in batches: only a change of one table, without an alias, FROM, USING "
        "or RETURNING, can be walked through by a key."
    )


def _insertion(statement: str, found: Sequence[Word]) -> Change | None:
    """INSERT … SELECT from one table, each of whose rows makes a row."""
    into = _name(found, 2)
    start = next((n for n, word in enumerate(found) if _is(word, "select")), None)
    source = next((n for n, word in enumerate(found) if _is(word, "from")), None)
    if into is None or start is None or source is None or source < start:
        return None
    end = _name(found, source + 1)
    if end is None or _reads(found[start:], found[into - 1]) or _outer(found) & _COMBINED:
        return None
    table = statement[found[source + 1].start : found[end - 1].end]
    if found[end : end + 1] and found[end].text == "as":
        end += 1
    if found[end : end + 1] and found[end].kind in _NAMES and found[end].text not in _AFTER:
        end += 1
    if found[end : end + 1] and found[end].text not in _AFTER:
        return None
    where, conflict = _where(found, end), next(marked(found[end:], "on", "conflict"), None)
    cut = conflict[0] if conflict else len(statement)
    head = statement[: found[where].start if where else cut].rstrip()
    condition = statement[found[where].end : cut].strip() if where else ""
    tail = f" {statement[cut:]}" if conflict else ""
    named = statement[found[source + 1].start : found[end - 1].end]
    return Change(table, head, condition, named, tail)


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


def _is(word: Word, text: str) -> bool:
    return word.text == text and word.kind == "word" and not word.depth


def _outer(found: Sequence[Word]) -> set[str]:
    """The words of the statement itself, without those in parentheses."""
    return {word.text for word in found if word.depth == 0 and word.kind == "word"}


def _reads(found: Sequence[Word], table: Word) -> bool:
    """Does a query in parentheses name a table, so that it could see what batches have done?"""
    return any(word.depth and word.text == table.text for word in found)


def _where(found: Sequence[Word], at: int) -> int:
    """Where WHERE stands behind a word; 0 where it does not."""
    return next((n for n in range(at, len(found)) if _is(found[n], "where")), 0)


def _assigned(found: Sequence[Word]) -> frozenset[str]:
    """What stands before the equals signs of SET, one by one or in parentheses."""
    names: set[str] = set()
    for place, word in enumerate(found):
        if word.text != "=" or word.depth:
            continue
        if found[place - 1].text == ")":
            while found[place - 2].text != "(":
                place -= 1
                names.add(folded(found[place - 1].text))
        else:
            names.add(folded(found[place - 1].text))
    return frozenset(names - {","})


def _name(found: Sequence[Word], at: int) -> int | None:
    """Where a table's name ends that begins at a word."""
    if at >= len(found) or found[at].kind not in _NAMES:
        return None
    qualified = [word.text for word in found[at + 1 : at + 2]] == ["."]
    return at + 3 if qualified and at + 2 < len(found) else at + 1


def _some(keys: Sequence[Sequence[str | None]]) -> Iterator[Sequence[Sequence[str | None]]]:
    for first in range(0, len(keys), SIZE):
        yield keys[first : first + SIZE]


def _tuple(key: Sequence[str | None]) -> str:
    return f"({', '.join(literal(value or '') for value in key)})"
