"""On what two relations are joined: foreign keys, what this user has written before, names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.sql.catalog import Catalog, Relation
from dsql_tui.sql.complete.match import initials
from dsql_tui.sql.complete.scope import Source
from dsql_tui.sql.complete.use import Use
from dsql_tui.sql.names import quoted

Pairs = tuple[tuple[str, str], ...]
"""Columns of one relation, each with one of the other that must be equal."""

_KEYS = ("_id", "_key", "_code", "_uuid", "_no", "_sku")
"""Ends of names that mean the same in two relations that both have them."""


def conditions(new: Source, others: Sequence[Source], use: Use) -> Iterator[str]:
    """What may stand behind the ON of a source that is joined to others, the likeliest first."""
    found = (
        _condition(pairs, new.alias, other.alias)
        for rank in (_used, _referring, _alike)
        for other in reversed(others)
        for pairs in rank(new, other, use)
    )
    yield from dict.fromkeys(found)


def joins(sources: Sequence[Source], catalog: Catalog, use: Use) -> Iterator[tuple[str, str]]:
    """What may stand behind JOIN: the name of a relation, and it with its alias and condition."""
    taken = {source.alias for source in sources}
    for source in reversed(sources):
        for other in _neighbours(source, catalog, use):
            alias = _alias(other, sources, taken)
            new = Source(alias, other.columns, other)
            called = "" if alias == other.name else f" {quoted(alias)}"
            name = ".".join(map(quoted, catalog.written(other)))
            for condition in conditions(new, [source], use):
                yield other.name, f"{name}{called} ON {condition}"
                break


def _neighbours(source: Source, catalog: Catalog, use: Use) -> list[Relation]:
    """The relations that a source may well be joined with."""
    if source.relation is None:
        return []
    names = [*use.joined(_name(source.relation))]
    found = [relation for name in names if (relation := catalog.relation(*name))]
    return list(dict.fromkeys([*found, *catalog.linked(source.relation)]))


def _used(new: Source, other: Source, use: Use) -> Iterator[Pairs]:
    """Joins that this user has written."""
    if new.relation and other.relation:
        for pair in use.pairs(_name(new.relation), _name(other.relation)):
            yield (pair,)


def _referring(new: Source, other: Source, use: Use) -> Iterator[Pairs]:
    """Foreign keys, in either direction."""
    if new.relation and other.relation:
        for key in new.relation.foreign:
            if (key.schema, key.relation) == _name(other.relation):
                yield tuple(zip(key.columns, key.refers, strict=True))
        for key in other.relation.foreign:
            if (key.schema, key.relation) == _name(new.relation):
                yield tuple(zip(key.refers, key.columns, strict=True))


def _alike(new: Source, other: Source, use: Use) -> Iterator[Pairs]:
    """Columns whose names say that they belong together."""
    theirs = {column.name for column in other.columns}
    yield from (((own, key),) for own, key in _named_after(new, other))
    yield from (((key, own),) for own, key in _named_after(other, new))
    for column in new.columns:
        if column.name in theirs and column.name.endswith(_KEYS):
            yield ((column.name, column.name),)


def _named_after(source: Source, other: Source) -> Iterator[tuple[str, str]]:
    """Columns such as `customer_id`, and the key `id` of `customers` that they mean."""
    if other.relation is None:
        return
    key = other.relation.primary or ("id",)
    if len(key) > 1 or all(column.name != key[0] for column in other.columns):
        return
    stems = {other.relation.name, _singular(other.relation.name)}
    for column in source.columns:
        if column.name in {f"{stem}_{key[0]}" for stem in stems}:
            yield column.name, key[0]


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return name[:-3] + "y"
    for plural, kept in (("sses", 2), ("ches", 2), ("s", 1)):
        if name.endswith(plural):
            return name[:-kept]
    return name


def _condition(pairs: Pairs, new: str, other: str) -> str:
    return " AND ".join(
        f"{quoted(new)}.{quoted(own)} = {quoted(other)}.{quoted(theirs)}" for own, theirs in pairs
    )


def _alias(relation: Relation, sources: Sequence[Source], taken: set[str]) -> str:
    """A short name where the other sources have one, and none that is taken."""
    short = any(source.relation and source.alias != source.relation.name for source in sources)
    stem = (initials(relation.name) if short else relation.name) or relation.name
    numbered = (f"{stem}{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (stem, *numbered) if name not in taken)


def _name(relation: Relation) -> tuple[str, str]:
    return relation.schema, relation.name
