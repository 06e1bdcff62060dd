"""What a user has written before, so that it comes first the next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete.scope import Source, sources
from dsql_tui.sql.complete.words import REACH, Group, Item, Level, nested

_KEPT = 2_000
"""Names and joins that are remembered, those most used."""

Name = tuple[str, str]
"""A relation's schema and name."""
_Side = tuple[str, str, str]


class Use:
    """How often names have been written, and which columns were joined."""

    def __init__(self) -> None:
        self._names: Counter[str] = Counter()
        self._joins: Counter[tuple[_Side, _Side]] = Counter()

    def count(self, name: str) -> int:
        """How often a name has been written."""
        return self._names[name]

    def pairs(self, one: Name, other: Name) -> Iterator[tuple[str, str]]:
        """The columns on which two relations have been joined, the most usual first."""
        for (left, right), _ in self._joins.most_common():
            if (left[:2], right[:2]) == (one, other):
                yield left[2], right[2]
            elif (right[:2], left[:2]) == (one, other):
                yield right[2], left[2]

    def joined(self, name: Name) -> Iterator[Name]:
        """The relations that one has been joined with, the most usual first."""
        for (left, right), _ in self._joins.most_common():
            if left[:2] == name:
                yield right[:2]
            elif right[:2] == name:
                yield left[:2]

    def learn(self, statement: str, catalog: Catalog) -> None:
        """Remember what a statement names and joins."""
        if len(statement) > REACH:
            return
        items = nested(statement)
        self._names.update(_names(items))
        self._joins.update(_joins([], items, catalog))
        for counter in (self._names, self._joins):
            if len(counter) > 2 * _KEPT:
                for key, _ in counter.most_common()[_KEPT:]:
                    del counter[key]

    def dump(self) -> dict[str, list[list[object]]]:
        """All that is remembered, as JSON has it."""
        return {
            "names": [[name, times] for name, times in self._names.items()],
            "joins": [[*left, *right, times] for (left, right), times in self._joins.items()],
        }

    @classmethod
    def load(cls, dumped: dict[str, list[list[object]]]) -> Use:
        """What `dump` gave.

        Raises:
            ValueError, TypeError, KeyError: it did not.
        """
        use = cls()
        for name, times in dumped["names"]:
            use._names[str(name)] = int(str(times))
        for *sides, times in dumped["joins"]:
            s1, r1, c1, s2, r2, c2 = map(str, sides)
            use._joins[(s1, r1, c1), (s2, r2, c2)] = int(str(times))
        return use


def _names(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield from _names(item.items)
        elif item.name:
            yield item.name


def _joins(
    outer: list[Level], items: list[Item], catalog: Catalog
) -> Iterator[tuple[_Side, _Side]]:
    """Every `a.x = b.y` of a statement, by the relations that `a` and `b` stand for."""
    for index, item in enumerate(items):
        levels = [*outer, Level(items, index)]
        if isinstance(item, Group):
            yield from _joins(levels, item.items, catalog)
        elif item.lower == "=":
            seen = {each.alias: each for part in sources(levels, catalog) for each in part}
            left = _side(items[index - 3 : index], seen)
            right = _side(items[index + 1 : index + 4], seen)
            if left and right and left[:2] != right[:2]:
                yield (left, right) if left < right else (right, left)


def _side(items: Sequence[Item], seen: dict[str, Source]) -> _Side | None:
    if len(items) != 3 or items[1].lower != "." or items[2].name is None:
        return None
    source = seen.get(items[0].name or "")
    if source is None or source.relation is None:
        return None
    return source.relation.schema, source.relation.name, items[2].name
