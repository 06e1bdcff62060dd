"""The names and joins that a user has written before, so that they come first the next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete.queries import split_queries
from dsql_tui.sql.complete.scope import Ctes, Source, find_ctes, read_sources
from dsql_tui.sql.complete.words import MAX_DISTANCE, Group, Item, Level, read_items

_MAX_ENTRIES = 2_000
"""Names and joins to remember: those used most."""

_GROWTH = 1.2
"""The weight of a statement, relative to the one before it."""
_MAX_WEIGHT = 1e50
_SCALE = 1_000
"""Weights are saved as whole numbers, times this."""

_SHORTEST = len(["a", ".", "x", "=", "b", ".", "y"]) - 1
"""A group of no more items has no join."""

QualifiedName = tuple[str, str]
"""A relation's schema and name."""
_Side = tuple[str, str, str]


class NameUsage:
    """How often and how lately names have been written, and which columns were joined."""

    def __init__(self) -> None:
        self._names: Counter[str] = Counter()
        self._weights: dict[str, float] = {}
        """The weight of each name; a later statement weighs more than an earlier one."""
        self._weight = 1.0
        """The weight of a name in the last statement."""
        self._joins: Counter[tuple[_Side, _Side]] = Counter()

    def count(self, name: str) -> int:
        """Return how often a name has been written."""
        return self._names[name]

    def weight(self, name: str) -> float:
        """Return how often and how lately a name has been written."""
        return self._weights.get(name, 0.0)

    def join_columns(self, one: QualifiedName, other: QualifiedName) -> Iterator[tuple[str, str]]:
        """Yield the columns on which two relations have been joined, the most frequent first."""
        for (left, right), _ in self._joins.most_common():
            if (left[:2], right[:2]) == (one, other):
                yield left[2], right[2]
            elif (right[:2], left[:2]) == (one, other):
                yield right[2], left[2]

    def join_partners(self, name: QualifiedName) -> Iterator[QualifiedName]:
        """Yield the relations that one has been joined with, the most frequent first."""
        for (left, right), _ in self._joins.most_common():
            if left[:2] == name:
                yield right[:2]
            elif right[:2] == name:
                yield left[:2]

    def learn(self, statement: str, catalog: Catalog) -> None:
        """Remember the names and joins of a statement."""
        if len(statement) > MAX_DISTANCE:
            return
        items = read_items(statement)
        self._weight *= _GROWTH
        for name in _names(items):
            self._names[name] += 1
            self._weights[name] = self.weight(name) + self._weight
        self._joins.update(_joins(items, catalog))
        if len(self._joins) > 2 * _MAX_ENTRIES:
            self._joins = Counter(dict(self._joins.most_common(_MAX_ENTRIES)))
        if len(self._names) > 2 * _MAX_ENTRIES or self._weight > _MAX_WEIGHT:
            self._weights = dict(self._relative_weights()[:_MAX_ENTRIES])
            self._names = Counter({name: self._names[name] for name in self._weights})
            self._weight = 1.0

    def _relative_weights(self) -> list[tuple[str, float]]:
        """Return the names with their weights for a last statement that weighs 1, by weight."""
        relative = [(name, weight / self._weight) for name, weight in self._weights.items()]
        return sorted(relative, key=lambda each: -each[1])

    def dump(self) -> dict[str, list[list[object]]]:
        """Return everything, in the types that JSON has."""
        return {
            "names": [
                [name, self._names[name], round(weight * _SCALE)]
                for name, weight in self._relative_weights()
            ],
            "joins": [[*left, *right, times] for (left, right), times in self._joins.items()],
        }

    @classmethod
    def load(cls, dumped: dict[str, list[list[object]]]) -> NameUsage:
        """Return what `dump` returned.

        Raises:
            ValueError, TypeError, KeyError: It is something else.
        """
        usage = cls()
        for name, times, *weight in dumped["names"]:  # older files have no weights
            usage._names[str(name)] = int(str(times))
            usage._weights[str(name)] = int(str(weight[0] if weight else times)) / _SCALE
        for *sides, times in dumped["joins"]:
            s1, r1, c1, s2, r2, c2 = map(str, sides)
            usage._joins[(s1, r1, c1), (s2, r2, c2)] = int(str(times))
        return usage


def _names(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield from _names(item.items)
        elif item.name:
            yield item.name


def _joins(
    items: list[Item],
    catalog: Catalog,
    outer: Sequence[Source] = (),
    outer_ctes: Ctes | None = None,
) -> Iterator[tuple[_Side, _Side]]:
    """Yield every `a.x = b.y` of a statement, with the relations that `a` and `b` are."""
    ctes = {**(outer_ctes or {}), **find_ctes([Level(items, len(items))], catalog)}
    begin = 0
    for start, end in [*split_queries(items), (len(items), len(items))]:
        yield from _joins_of_groups(items[begin:start], catalog, outer, ctes)
        query = items[start:end]
        sources = [*outer, *read_sources(query, catalog, ctes)]
        yield from _joins_of_groups(query, catalog, sources, ctes)
        named = {each.alias: each for each in sources}
        for place in [place for place, item in enumerate(query) if item.lower == "="]:
            left = _side(query[max(0, place - 3) : place], named)
            right = _side(query[place + 1 : place + 4], named)
            if left and right and left[:2] != right[:2]:
                yield (left, right) if left < right else (right, left)
        begin = end


def _joins_of_groups(
    items: list[Item], catalog: Catalog, outer: Sequence[Source], ctes: Ctes
) -> Iterator[tuple[_Side, _Side]]:
    for item in items:
        if isinstance(item, Group) and len(item.items) > _SHORTEST:
            yield from _joins(item.items, catalog, outer, ctes)


def _side(items: Sequence[Item], sources: dict[str, Source]) -> _Side | None:
    if len(items) != 3 or items[1].lower != "." or items[2].name is None:
        return None
    source = sources.get(items[0].name or "")
    if source is None or source.relation is None:
        return None
    return source.relation.schema, source.relation.name, items[2].name
