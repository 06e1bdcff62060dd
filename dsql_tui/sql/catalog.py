"""What there is in a database, as plain values: the schema tree shows it, completion offers it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class ColumnInfo(NamedTuple):
    """A column of a relation."""

    name: str
    type: str


class ForeignKey(NamedTuple):
    """Columns of a relation that refer to those of another."""

    columns: tuple[str, ...]
    schema: str
    relation: str
    refers: tuple[str, ...]


class Relation(NamedTuple):
    """A table or a view."""

    schema: str
    name: str
    view: bool
    columns: tuple[ColumnInfo, ...]
    primary: tuple[str, ...] = ()
    """The columns of its primary key."""
    foreign: tuple[ForeignKey, ...] = ()


class Function(NamedTuple):
    """A function or a procedure."""

    name: str
    arguments: str
    returns: str
    """Empty for a procedure."""


class Schema(NamedTuple):
    """A schema and what is in it, by name."""

    name: str
    relations: tuple[Relation, ...]
    functions: tuple[Function, ...] = ()
    sequences: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()


class Catalog:
    """All that one database role sees in one cluster, ready to be looked up by name."""

    def __init__(self, schemas: Iterable[Schema] = (), roles: Iterable[str] = ()) -> None:
        self.schemas = tuple(schemas)
        self.roles = tuple(roles)
        self._schemas = {schema.name: schema for schema in self.schemas}
        self._relations = {
            (schema.name, relation.name): relation
            for schema in self.schemas
            for relation in schema.relations
        }
        self._named: dict[str, list[Relation]] = {}
        self._columns: dict[str, ColumnInfo] = {}
        """One column for each name there is, by that in small letters."""
        self._linked: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for relation in self._relations.values():
            self._note(relation)
        self._column_names = sorted(self._columns)

    def schema(self, name: str) -> Schema | None:
        """A schema by name."""
        return self._schemas.get(name)

    def relation(self, schema: str | None, name: str) -> Relation | None:
        """A relation by name; without a schema, the one in `public`, or the only one there is.

        (A search path could name another, and then the answer is only likely.)
        """
        if schema is not None:
            return self._relations.get((schema, name))
        named = self._named.get(name, [])
        preferred = [relation for relation in named if relation.schema == _PUBLIC]
        return next(iter(preferred or named), None)

    def relations(self) -> Iterator[Relation]:
        """Every relation."""
        return iter(self._relations.values())

    def linked(self, relation: Relation) -> list[Relation]:
        """The relations that a foreign key joins with one, in either direction."""
        names = self._linked.get((relation.schema, relation.name), [])
        return [self._relations[name] for name in dict.fromkeys(names) if name in self._relations]

    def columns(self, beginning: str) -> Iterator[ColumnInfo]:
        """One column for each name that begins so, in whichever relation; in order."""
        beginning = beginning.lower()
        for at in range(bisect_left(self._column_names, beginning), len(self._column_names)):
            name = self._column_names[at]
            if not name.startswith(beginning):
                return
            yield self._columns[name]

    def written(self, relation: Relation) -> tuple[str, ...]:
        """The names that a relation is written with: its schema only where that is needed."""
        if relation.schema == _PUBLIC:
            return (relation.name,)
        return (relation.schema, relation.name)

    def _note(self, relation: Relation) -> None:
        name = (relation.schema, relation.name)
        self._named.setdefault(relation.name, []).append(relation)
        for column in relation.columns:
            self._columns[column.name.lower()] = column
        for key in relation.foreign:
            other = (key.schema, key.relation)
            self._linked.setdefault(name, []).append(other)
            self._linked.setdefault(other, []).append(name)


_PUBLIC = "public"
"""The schema that a name without one is looked for in."""
