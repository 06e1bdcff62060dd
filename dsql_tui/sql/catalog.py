"""The objects of a database as plain values, for the schema tree and completion."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from copy import copy
from typing import NamedTuple

DEFAULT_SEARCH_PATH = ("public",)
_PG_CATALOG = "pg_catalog"


class ColumnInfo(NamedTuple):
    """A column of a relation."""

    name: str
    type: str
    required: bool = False
    """Whether it is NOT NULL."""
    filled: str = ""
    """The value that the server puts in, such as `= now()` or `identity`."""


class Index(NamedTuple):
    """An index of a table."""

    name: str
    keys: str
    """The columns or expressions in brackets, and the condition of a partial index."""
    unique: bool = False
    state: str = ""
    """`building` or `failed`; empty if it can be used."""
    constraint: bool = False
    """Whether it belongs to a constraint, with which it must be dropped."""


class Constraint(NamedTuple):
    """A constraint of a table."""

    name: str
    kind: str
    """`p`, `u`, `c` or `f`, as in `pg_constraint`."""
    definition: str
    validated: bool = True


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
    """The columns of the primary key."""
    foreign: tuple[ForeignKey, ...] = ()
    oid: int = 0
    """0 if it is not known, as in a catalog of the last start."""
    numbers: tuple[int, ...] = ()
    """The numbers of the columns, with which the server names the origin of a result's column."""
    estimate: int | None = None
    """The number of rows at the last ANALYZE, or `None`."""
    indexes: tuple[Index, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    referrers: tuple[ForeignKey, ...] = ()
    """The foreign keys of other tables that refer to it, with their tables and columns."""

    def column_name(self, number: int) -> str | None:
        """Return the name of the column with a number."""
        found = zip(self.numbers, self.columns, strict=False)
        return next((column.name for each, column in found if each == number), None)


class Function(NamedTuple):
    """A function or a procedure."""

    name: str
    arguments: str
    returns: str
    """Empty for a procedure."""
    identity: str = ""
    """The arguments as DROP needs them, without defaults."""


class Domain(NamedTuple):
    """A type with rules of its own."""

    name: str
    type: str
    """The type of its values."""


class Schema(NamedTuple):
    """A schema and its objects, sorted by name."""

    name: str
    relations: tuple[Relation, ...]
    functions: tuple[Function, ...] = ()
    sequences: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    domains: tuple[Domain, ...] = ()


class Catalog:
    """Everything that a database role can see in a cluster, with lookups by name."""

    def __init__(
        self,
        schemas: Iterable[Schema] = (),
        roles: Iterable[str] = (),
        search_path: Iterable[str] = DEFAULT_SEARCH_PATH,
    ) -> None:
        self.schemas = tuple(schemas)
        self.roles = tuple(roles)
        self.search_path = tuple(search_path)
        """The schemas of names without a schema, in the order in which the server tries them."""
        self._schemas = {schema.name: schema for schema in self.schemas}
        self._relations = {
            (schema.name, relation.name): relation
            for schema in self.schemas
            for relation in schema.relations
        }
        self._by_oid = {relation.oid: relation for relation in self._relations.values()}
        self._by_name: dict[str, list[Relation]] = {}
        self._columns: dict[str, ColumnInfo] = {}
        """One column for each name, by the name in lower case."""
        self._links: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for relation in self._relations.values():
            self._index(relation)
        self._column_names = sorted(self._columns)

    def schema(self, name: str) -> Schema | None:
        """Return a schema by name."""
        return self._schemas.get(name)

    def relation(self, schema: str | None, name: str) -> Relation | None:
        """Return a relation by name.

        Without a schema, that is the first one on the search path, or else any one of that name.
        """
        if schema is not None:
            return self._relations.get((schema, name))
        for each in self._effective_path():
            if found := self._relations.get((each, name)):
                return found
        return next(iter(self._by_name.get(name, [])), None)

    def find_oid(self, oid: int) -> Relation | None:
        """Return the relation with an OID."""
        return self._by_oid.get(oid) if oid else None

    def relations(self) -> Iterator[Relation]:
        """Return every relation."""
        return iter(self._relations.values())

    def neighbours(self, relation: Relation) -> list[Relation]:
        """Return the relations that a foreign key connects with one, in either direction."""
        names = self._links.get((relation.schema, relation.name), [])
        return [self._relations[name] for name in dict.fromkeys(names) if name in self._relations]

    def columns(self, beginning: str) -> Iterator[ColumnInfo]:
        """Yield one column for each name with a beginning, in whichever relation, by name."""
        beginning = beginning.lower()
        for at in range(bisect_left(self._column_names, beginning), len(self._column_names)):
            name = self._column_names[at]
            if not name.startswith(beginning):
                return
            yield self._columns[name]

    def qualify(self, relation: Relation) -> tuple[str, ...]:
        """Return the name that finds a relation: with its schema only if that is necessary."""
        for schema in self._effective_path():
            if schema == relation.schema:
                return (relation.name,)
            if (schema, relation.name) in self._relations:
                break
        return (relation.schema, relation.name)

    def with_search_path(self, search_path: Iterable[str]) -> Catalog:
        """Return the same catalog with another search path; it shares the indexes."""
        other = copy(self)
        other.search_path = tuple(search_path)
        return other

    def is_on_path(self, schema: str) -> bool:
        """Return True if names in a schema work without it."""
        return schema in self._effective_path()

    def _effective_path(self) -> tuple[str, ...]:
        """Return the search path with the system's schema, which comes first unless it is named."""
        path = self.search_path
        return path if _PG_CATALOG in path else (_PG_CATALOG, *path)

    def _index(self, relation: Relation) -> None:
        name = (relation.schema, relation.name)
        self._by_name.setdefault(relation.name, []).append(relation)
        for column in relation.columns:
            self._columns[column.name.lower()] = column
        for key in relation.foreign:
            other = (key.schema, key.relation)
            self._links.setdefault(name, []).append(other)
            self._links.setdefault(other, []).append(name)
