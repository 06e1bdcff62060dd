"""Splitting a change of many rows into batches, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsql_tui.sql.lint.words import Word, mark_phrases, read_words
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import fold_name, quote_name

BATCH_ROWS = 1000
"""Rows of a batch: few enough for the limits of rows and of bytes."""


_NAMES = ("word", "quoted")
_AFTER_TABLE = ("where", "on")
"""Words that may follow the table of a SELECT."""
_JOINED = {"returning", "using", "only", "as", "from"}
"""Words of an UPDATE or DELETE that involve more than the rows of one table."""
_COMBINED = {
    *("distinct", "group", "having", "order", "limit", "offset", "fetch", "window", "over"),
    *("union", "intersect", "except", "join", "with", "values", "for", "only", "tablesample"),
    *("returning", "update"),
}
"""Words of an INSERT whose rows do not each come from one row of one table."""


@dataclass(frozen=True, slots=True)
class BatchChange:
    """A statement that changes or inserts a row for each row of one table."""

    table: str
    """The table whose rows are batched, as it is written."""
    head: str
    """The text before WHERE."""
    condition: str
    """The condition of WHERE, if there is one."""
    source: str = ""
    """The table with its alias, if it has one."""
    tail: str = ""
    """The text behind the condition."""
    sets: frozenset[str] = frozenset()
    """The columns that an UPDATE assigns."""

    def count_query(self, most: int) -> str:
        """Return a query that counts the rows that would change, up to a maximum."""
        return f"select count(*) from (select 1 from {self._from}{self._where} limit {most}) many"

    def key_query(self, columns: Sequence[str]) -> str:
        """Return a query for the keys of those rows, in order."""
        listed = ", ".join(map(quote_name, columns))
        return f"select {listed} from {self._from}{self._where} order by {listed}"

    def split(self, columns: Sequence[str], keys: Sequence[Sequence[str | None]]) -> list[str]:
        """Return the statements that change the rows with these keys, batch by batch.

        They keep the condition, so that they skip a row that has changed in the meantime.
        """
        listed = ", ".join(map(quote_name, columns))
        also = f" and ({self.condition})" if self.condition else ""
        return [
            f"{self.head} where ({listed}) in ({', '.join(map(_tuple, some))}){also}{self.tail}"
            for some in _chunk(keys)
        ]

    @property
    def _from(self) -> str:
        return self.source or self.table

    @property
    def _where(self) -> str:
        return f" where {self.condition}" if self.condition else ""


def parse_change(statement: str) -> BatchChange | None:
    """Return an UPDATE, DELETE or INSERT … SELECT that can be split into batches.

    Return `None` for every other statement: one that joins, sorts, groups, limits or returns rows.
    """
    found = read_words(statement)
    if [word.text for word in found[:2]] == ["insert", "into"]:
        return _parse_insert(statement, found)
    first = [word.text for word in found[:2]]
    at = 1 if first[:1] == ["update"] else 2 if first == ["delete", "from"] else 0
    if not at or _list_outer_words(found[at:]) & _JOINED:
        return None
    end = _find_name_end(found, at)
    if end is None or _reads(found[end:], found[end - 1]):
        return None
    if found[end : end + 1] and found[end].text not in ("where", "set"):
        return None  # an alias, which the condition may use
    where = _where(found, at)
    head = statement[: found[where].start].rstrip() if where else statement
    condition = statement[found[where].end :].strip() if where else ""
    sets = _assigned_columns(found[end : where or None])
    return BatchChange(statement[found[at].start : found[end - 1].end], head, condition, sets=sets)


def explain_no_batches(statement: str) -> str:
    """Return why a statement that `parse_change` rejects cannot run in batches."""
    if read_words(statement)[0].text == "insert":
        return "It cannot run in batches: its rows do not each come from one row of one table."
    return (
        "It cannot run in batches: that takes a change of one table, without an alias, FROM, "
        "USING or RETURNING."
    )


def _parse_insert(statement: str, found: Sequence[Word]) -> BatchChange | None:
    """Return an INSERT … SELECT that makes one row of each row of one table."""
    into = _find_name_end(found, 2)
    start = next((n for n, word in enumerate(found) if _is_word(word, "select")), None)
    source = next((n for n, word in enumerate(found) if _is_word(word, "from")), None)
    if into is None or start is None or source is None or source < start:
        return None
    end = _find_name_end(found, source + 1)
    if (
        end is None
        or _reads(found[start:], found[into - 1])
        or _list_outer_words(found) & _COMBINED
    ):
        return None
    table = statement[found[source + 1].start : found[end - 1].end]
    if found[end : end + 1] and found[end].text == "as":
        end += 1
    if found[end : end + 1] and found[end].kind in _NAMES and found[end].text not in _AFTER_TABLE:
        end += 1
    if found[end : end + 1] and found[end].text not in _AFTER_TABLE:
        return None
    where, conflict = _where(found, end), next(mark_phrases(found[end:], "on", "conflict"), None)
    cut = conflict[0] if conflict else len(statement)
    head = statement[: found[where].start if where else cut].rstrip()
    condition = statement[found[where].end : cut].strip() if where else ""
    tail = f" {statement[cut:]}" if conflict else ""
    named = statement[found[source + 1].start : found[end - 1].end]
    return BatchChange(table, head, condition, named, tail)


def primary_key_query(change: BatchChange) -> str:
    """Return a query for the names of the columns of the table's primary key, in order.

    It reads the constraint, because the index includes all other columns too.
    """
    return f"""
select a.attname
from pg_catalog.pg_constraint k
join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
where k.contype = 'p' and k.conrelid = to_regclass({quote_literal(change.table)})
order by array_position(k.conkey, a.attnum)"""


def insert_count_query(statement: str, most: int = 3001) -> str | None:
    """Return a query that counts the rows that an INSERT … SELECT would write, up to a maximum."""
    found = read_words(statement)
    if [word.text for word in found[:2]] != ["insert", "into"]:
        return None
    outer = [word for word in found if word.depth == 0]
    start = next((word.start for word in outer if word.text in ("select", "with")), None)
    if start is None:
        return None
    ends = [*mark_phrases(outer, "on", "conflict"), *mark_phrases(outer, "returning")]
    end = min((first for first, _ in ends if first > start), default=len(statement))
    return f"select count(*) from ({statement[start:end].rstrip()} limit {most}) many"


def _is_word(word: Word, text: str) -> bool:
    return word.text == text and word.kind == "word" and not word.depth


def _list_outer_words(found: Sequence[Word]) -> set[str]:
    """Return the words of the statement that are not in parentheses."""
    return {word.text for word in found if word.depth == 0 and word.kind == "word"}


def _reads(found: Sequence[Word], table: Word) -> bool:
    """Return True if a subquery names the table, so that it could see what earlier batches did."""
    return any(word.depth and word.text == table.text for word in found)


def _where(found: Sequence[Word], at: int) -> int:
    """Return the index of the WHERE behind a word, or 0 if there is none."""
    return next((n for n in range(at, len(found)) if _is_word(found[n], "where")), 0)


def _assigned_columns(found: Sequence[Word]) -> frozenset[str]:
    """Return the names before the equals signs of SET, one by one or in parentheses."""
    names: set[str] = set()
    for place, word in enumerate(found):
        if word.text != "=" or word.depth:
            continue
        if found[place - 1].text == ")":
            while found[place - 2].text != "(":
                place -= 1
                names.add(fold_name(found[place - 1].text))
        else:
            names.add(fold_name(found[place - 1].text))
    return frozenset(names - {","})


def _find_name_end(found: Sequence[Word], at: int) -> int | None:
    """Return the index behind a table's name that begins at a word."""
    if at >= len(found) or found[at].kind not in _NAMES:
        return None
    qualified = [word.text for word in found[at + 1 : at + 2]] == ["."]
    return at + 3 if qualified and at + 2 < len(found) else at + 1


def _chunk(keys: Sequence[Sequence[str | None]]) -> Iterator[Sequence[Sequence[str | None]]]:
    for first in range(0, len(keys), BATCH_ROWS):
        yield keys[first : first + BATCH_ROWS]


def _tuple(key: Sequence[str | None]) -> str:
    return f"({', '.join(quote_literal(value or '') for value in key)})"
