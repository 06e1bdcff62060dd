"""Suggestions for joins, from foreign keys, earlier joins of the user, and names of columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.sql.catalog import Catalog, Relation
from dsql_tui.sql.complete.match import initials
from dsql_tui.sql.complete.scope import Source
from dsql_tui.sql.complete.usage import NameUsage
from dsql_tui.sql.names import make_singular, quote_name

ColumnPairs = tuple[tuple[str, str], ...]
"""Columns of one relation, each with a column of the other that must be equal."""

_KEY_ENDINGS = ("_id", "_key", "_code", "_uuid", "_no", "_sku")
"""Endings of names that mean the same in two relations that both have them."""


def suggest_conditions(new: Source, others: Sequence[Source], usage: NameUsage) -> Iterator[str]:
    """Yield conditions for the ON of a source that is joined to others, the most likely first."""
    found = (
        _condition(pairs, new.alias, other.alias)
        for find in (_find_earlier_joins, _find_foreign_keys, _find_similar)
        for other in reversed(others)
        for pairs in find(new, other, usage)
    )
    yield from dict.fromkeys(found)


def suggest_joins(
    sources: Sequence[Source], catalog: Catalog, usage: NameUsage
) -> Iterator[tuple[str, str]]:
    """Yield what can follow JOIN: the name of a relation, and the text with alias and condition."""
    taken = {source.alias for source in sources}
    for source in reversed(sources):
        for other in _neighbours(source, catalog, usage):
            alias = _choose_alias(other, sources, taken)
            new = Source(alias, other.columns, other)
            suffix = "" if alias == other.name else f" {quote_name(alias)}"
            name = ".".join(map(quote_name, catalog.qualify(other)))
            for condition in suggest_conditions(new, [source], usage):
                yield other.name, f"{name}{suffix} ON {condition}"
                break


def _neighbours(source: Source, catalog: Catalog, usage: NameUsage) -> list[Relation]:
    """Return the relations that a source is likely to be joined with."""
    if source.relation is None:
        return []
    names = [*usage.join_partners(_name(source.relation))]
    found = [relation for name in names if (relation := catalog.relation(*name))]
    return list(dict.fromkeys([*found, *catalog.neighbours(source.relation)]))


def _find_earlier_joins(new: Source, other: Source, usage: NameUsage) -> Iterator[ColumnPairs]:
    """Yield the joins that this user has written."""
    if new.relation and other.relation:
        for pair in usage.join_columns(_name(new.relation), _name(other.relation)):
            yield (pair,)


def _find_foreign_keys(new: Source, other: Source, usage: NameUsage) -> Iterator[ColumnPairs]:
    """Yield the foreign keys, in either direction."""
    if new.relation and other.relation:
        for key in new.relation.foreign:
            if (key.schema, key.relation) == _name(other.relation):
                yield tuple(zip(key.columns, key.refers, strict=True))
        for key in other.relation.foreign:
            if (key.schema, key.relation) == _name(new.relation):
                yield tuple(zip(key.refers, key.columns, strict=True))


def _find_similar(new: Source, other: Source, usage: NameUsage) -> Iterator[ColumnPairs]:
    """Yield the columns whose names suggest that they belong together."""
    theirs = {column.name for column in other.columns}
    yield from (((own, key),) for own, key in _find_references(new, other))
    yield from (((key, own),) for own, key in _find_references(other, new))
    for column in new.columns:
        if column.name in theirs and column.name.endswith(_KEY_ENDINGS):
            yield ((column.name, column.name),)


def _find_references(source: Source, other: Source) -> Iterator[tuple[str, str]]:
    """Yield columns such as `customer_id`, with the key `id` of `customers` that they refer to."""
    if other.relation is None:
        return
    key = other.relation.primary or ("id",)
    if len(key) > 1 or all(column.name != key[0] for column in other.columns):
        return
    stems = {other.relation.name, make_singular(other.relation.name)}
    for column in source.columns:
        if column.name in {f"{stem}_{key[0]}" for stem in stems}:
            yield column.name, key[0]


def _condition(pairs: ColumnPairs, new: str, other: str) -> str:
    return " AND ".join(
        f"{quote_name(new)}.{quote_name(own)} = {quote_name(other)}.{quote_name(theirs)}"
        for own, theirs in pairs
    )


def _choose_alias(relation: Relation, sources: Sequence[Source], taken: set[str]) -> str:
    """Return a free alias: short if the other sources have short ones."""
    short = any(source.relation and source.alias != source.relation.name for source in sources)
    stem = (initials(relation.name) if short else relation.name) or relation.name
    numbered = (f"{stem}{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (stem, *numbered) if name not in taken)


def _name(relation: Relation) -> tuple[str, str]:
    return relation.schema, relation.name
