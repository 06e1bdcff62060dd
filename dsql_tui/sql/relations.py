"""The rows of other tables that a row is related to: by foreign keys, or by names and types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import make_singular, quote_name

MAX_ROWS = 1_000
"""The LIMIT of the statements."""
_GENERIC = frozenset(("id", "key", "code", "name", "no", "uuid", "guid", "type", "status"))
"""Names of columns that many tables have without a relation."""
_KEY_ENDINGS = ("_id", "_key", "_code", "_uuid", "_guid", "_no", "sku")
"""Endings of names that mean the same in two tables that both have them."""


class Link(NamedTuple):
    """A way from a row of one relation to rows of another."""

    target: Relation
    pairs: tuple[tuple[str, str], ...]
    """Columns of the row, each with the column of the target that has the same value."""
    is_reference: bool
    """True if the row names a row of the target; false if rows of the target name the row."""
    is_guess: bool
    """True if no foreign key is declared, but names and types agree."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the row that must be known."""
        return tuple(own for own, _ in self.pairs)

    def describe(self, values: Mapping[str, str]) -> str:
        """Return the target and its condition, such as `customers  id = 7`."""
        conditions = (f"{theirs} = {values[own]}" for own, theirs in self.pairs)
        return f"{self.target.schema}.{self.target.name}  {', '.join(conditions)}"

    def write_query(self, values: Mapping[str, str]) -> str:
        """Return the statement that reads the rows; literals get the type of their column."""
        name = f"{quote_name(self.target.schema)}.{quote_name(self.target.name)}"
        conditions = (
            f"{quote_name(theirs)} = {quote_literal(values[own])}" for own, theirs in self.pairs
        )
        where = "\n  and ".join(conditions)
        return f"select *\nfrom {name}\nwhere {where}\nlimit {MAX_ROWS}"


def find_links(relation: Relation, catalog: Catalog) -> list[Link]:
    """Return the ways from a row of a relation: declared ones first, references first."""
    declared = sorted(_list_foreign_keys(relation, catalog), key=lambda link: not link.is_reference)
    known = {(link.target.schema, link.target.name, link.pairs) for link in declared}
    keys = {link.columns for link in declared if link.is_reference}
    guesses = [
        link
        for link in dict.fromkeys(_guess(relation, catalog))
        if (link.target.schema, link.target.name, link.pairs) not in known
        and not (link.is_reference and link.columns in keys)
    ]
    return [*declared, *sorted(guesses, key=lambda link: not link.is_reference)]


def _list_foreign_keys(relation: Relation, catalog: Catalog) -> Iterator[Link]:
    for key in relation.foreign:
        if target := catalog.relation(key.schema, key.relation):
            yield Link(target, tuple(zip(key.columns, key.refers, strict=True)), True, False)
    for other in catalog.relations():
        for key in other.foreign:
            if (key.schema, key.relation) == (relation.schema, relation.name):
                yield Link(other, tuple(zip(key.refers, key.columns, strict=True)), False, False)


def _guess(relation: Relation, catalog: Catalog) -> Iterator[Link]:
    for other in catalog.relations():
        if other.view:
            continue
        for own, key in _guess_references(relation, other):
            yield Link(other, ((own, key),), True, True)
        for theirs, key in _guess_references(other, relation):
            yield Link(other, ((key, theirs),), False, True)
        if (other.schema, other.name) != (relation.schema, relation.name):
            for name in _list_common_columns(relation.columns, other.columns):
                if (name,) not in (relation.primary, other.primary):
                    yield Link(other, ((name, name),), False, True)


def _guess_references(source: Relation, target: Relation) -> Iterator[tuple[str, str]]:
    """Yield columns whose name and type say that they hold a key of the target, with the key."""
    if len(target.primary) != 1:
        return
    (key,) = target.primary
    kind = next((column.type for column in target.columns if column.name == key), None)
    is_self = (source.schema, source.name) == (target.schema, target.name)
    stems = {target.name, make_singular(target.name)} | ({"parent"} if is_self else set())
    wanted = {f"{stem}_{key}" for stem in stems}
    for column in source.columns:
        if column.type != kind or (is_self and column.name == key):
            continue
        named = any(column.name == each or column.name.endswith(f"_{each}") for each in wanted)
        if named or (column.name == key and _is_telling(column)):
            yield column.name, key


def _list_common_columns(
    columns: Sequence[ColumnInfo], others: Sequence[ColumnInfo]
) -> Iterator[str]:
    """Yield the names of columns that both have, with the same type, and that tell something."""
    theirs = set(others)
    for column in columns:
        if column in theirs and _is_telling(column):
            yield column.name


def _is_telling(column: ColumnInfo) -> bool:
    """Return True if the name of a column means the same in another table."""
    if column.name in _GENERIC:
        return False
    return column.type == "uuid" or column.name.endswith(_KEY_ENDINGS)
