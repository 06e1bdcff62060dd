"""All that may be meant at a place, before it is held against what has been typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog, ColumnInfo, Function, Relation, Schema
from dsql_tui.sql.complete.joins import conditions, joins
from dsql_tui.sql.complete.place import Kind, Place
from dsql_tui.sql.complete.scope import Source, common, sources
from dsql_tui.sql.complete.settings import SETTINGS, TYPES
from dsql_tui.sql.complete.use import Use
from dsql_tui.sql.complete.words import Level
from dsql_tui.sql.functions import FUNCTIONS
from dsql_tui.sql.names import quoted

_UNPLACED = 100
"""Columns that are offered while the query does not yet say where from."""


class Candidate(NamedTuple):
    """Something that may be meant."""

    label: str
    """What it is called, which is what it is found by."""
    kind: Kind
    text: str
    """What it puts into the script."""
    detail: str = ""
    """A type, a signature, or where it comes from."""


class Candidates:
    """Everything that may be meant at one place in one statement."""

    def __init__(self, levels: Sequence[Level], catalog: Catalog, use: Use, typed: str) -> None:
        self.levels = levels
        self.catalog = catalog
        self.use = use
        self.typed = typed
        self.sources = sources(levels, catalog)

    def at(self, place: Place) -> Iterator[Candidate]:
        """The candidates of a place, the likeliest kinds first."""
        for kind in place.kinds:
            yield from _GATHERED[kind](self, place)

    def behind(self, owner: Sequence[str], place: Place) -> Iterator[Candidate]:
        """What may stand behind a point, given the names before it."""
        if "setting" in place.kinds:
            lead = ".".join(owner) + "."
            for name in SETTINGS:
                if name.startswith(lead):
                    yield Candidate(name[len(lead) :], "setting", name[len(lead) :])
            return
        if columns := self._columns_of(owner):
            yield from map(_column, columns)
        elif len(owner) == 1 and (schema := self.catalog.schema(owner[0])):
            for relation in schema.relations:
                yield _relation(relation, quoted(relation.name))
            if "function" in place.kinds:
                yield from map(_function, schema.functions)
            for name in schema.sequences if "sequence" in place.kinds else ():
                yield Candidate(name, "sequence", quoted(name))
            for name in schema.indexes if "index" in place.kinds else ():
                yield Candidate(name, "index", quoted(name))

    def _columns_of(self, owner: Sequence[str]) -> Sequence[ColumnInfo]:
        """The columns of what a qualifier names: a source in sight, or any relation."""
        if len(owner) == 1:
            for part in self.sources:
                for source in part:
                    if source.alias == owner[0]:
                        return source.columns
        schema, name = (owner[-2] if len(owner) > 1 else None), owner[-1]
        found = self.catalog.relation(schema, name)
        return found.columns if found else ()

    def _sources(self, place: Place) -> Iterator[Candidate]:
        for part in self.sources:
            for source in part:
                name = source.relation.name if source.relation else ""
                yield Candidate(source.alias, "source", f"{quoted(source.alias)}.", name)

    def _joins(self, place: Place) -> Iterator[Candidate]:
        for label, text in joins(self._joined(), self.catalog, self.use):
            yield Candidate(label, "join", text, text)

    def _conditions(self, place: Place) -> Iterator[Candidate]:
        *others, new = self._joined() or [Source("", ())]
        for text in conditions(new, others, self.use):
            yield Candidate(text, "condition", text)

    def _schemas(self, place: Place) -> Iterator[Candidate]:
        for schema in self.catalog.schemas:
            yield Candidate(schema.name, "schema", f"{quoted(schema.name)}.")

    def _functions(self, place: Place) -> Iterator[Candidate]:
        yield from map(_function, FUNCTIONS)
        for schema in self.catalog.schemas:
            for function in schema.functions:
                yield _function(function, _lead(schema))

    def _sequences(self, place: Place) -> Iterator[Candidate]:
        for schema in self.catalog.schemas:
            for name in schema.sequences:
                yield Candidate(name, "sequence", _lead(schema) + quoted(name), schema.name)

    def _indexes(self, place: Place) -> Iterator[Candidate]:
        for schema in self.catalog.schemas:
            for name in schema.indexes:
                yield Candidate(name, "index", _lead(schema) + quoted(name), schema.name)

    def _types(self, place: Place) -> Iterator[Candidate]:
        yield from (Candidate(name, "type", name) for name in TYPES)

    def _settings(self, place: Place) -> Iterator[Candidate]:
        yield from (Candidate(name, "setting", name) for name in SETTINGS)

    def _roles(self, place: Place) -> Iterator[Candidate]:
        yield from (Candidate(name, "role", quoted(name)) for name in self.catalog.roles)

    def _relations(self, place: Place) -> Iterator[Candidate]:
        for name in common(self.levels, self.catalog):
            yield Candidate(name, "relation", quoted(name), "WITH")
        for relation in self.catalog.relations():
            yield _relation(relation, ".".join(map(quoted, self.catalog.written(relation))))

    def _columns(self, place: Place) -> Iterator[Candidate]:
        if place.of == "target":
            yield from self._target()
        elif place.of == "common":
            *others, new = self._joined() or [Source("", ())]
            theirs = {column.name for other in others for column in other.columns}
            yield from (_column(column) for column in new.columns if column.name in theirs)
        elif any(self.sources):
            yield from self._in_sight()
        elif self.sources:
            yield from map(_column, islice(self.catalog.columns(self.typed), _UNPLACED))
        elif subject := self._subject():
            yield from map(_column, subject.columns)

    def _in_sight(self) -> Iterator[Candidate]:
        """Columns of the sources in sight; those that would be ambiguous with their source."""
        hidden: set[str] = set()
        for part in self.sources:
            times = Counter(column.name for source in part for column in source.columns)
            for source in part:
                for column in source.columns:
                    if column.name and (times[column.name] > 1 or column.name in hidden):
                        yield _column(column, f"{quoted(source.alias)}.")
                    elif column.name:
                        yield _column(column)
            hidden.update(times)

    def _target(self) -> Iterator[Candidate]:
        """Columns of the table that is written into, but for those that are named already."""
        part = next(iter(self.sources), [])
        if not part:
            return
        level = self.levels[-1]
        named = {item.name for item in level.items} if len(self.levels) > 1 else set()
        left = [column for column in part[0].columns if column.name not in named]
        if not self.typed and len(left) > 1 and not level.before:
            every = ", ".join(quoted(column.name) for column in left)
            yield Candidate(every, "column", every, "all")
        yield from map(_column, left)

    def _joined(self) -> list[Source]:
        """The sources before the cursor, the last of them the one that is being joined."""
        for depth in range(len(self.levels), 0, -1):
            level = self.levels[depth - 1]
            until = Level(level.before, level.cursor)
            found = sources([*self.levels[: depth - 1], until], self.catalog)
            if found and found[0]:
                return found[0]
        return []

    def _subject(self) -> Relation | None:
        """The relation that a statement which is no query speaks of: the nearest before."""
        for level in reversed(self.levels[: max(1, len(self.levels) - 1)]):
            for index in range(level.cursor - 1, -1, -1):
                name = level.items[index].name
                if name is None:
                    continue
                dotted = index > 1 and level.items[index - 1].lower == "."
                schema = level.items[index - 2].name if dotted else None
                if found := self.catalog.relation(schema, name):
                    return found
        return None

    def _values(self, place: Place) -> Iterator[Candidate]:
        if place.of == "search_path":
            for schema in self.catalog.schemas:
                yield Candidate(schema.name, "value", quoted(schema.name))
        for value in SETTINGS.get(place.of, ()):
            yield Candidate(value.strip("'"), "value", value)


_GATHERED: dict[Kind, Callable[[Candidates, Place], Iterator[Candidate]]] = {
    "join": Candidates._joins,
    "condition": Candidates._conditions,
    "column": Candidates._columns,
    "source": Candidates._sources,
    "relation": Candidates._relations,
    "schema": Candidates._schemas,
    "function": Candidates._functions,
    "type": Candidates._types,
    "setting": Candidates._settings,
    "value": Candidates._values,
    "role": Candidates._roles,
    "index": Candidates._indexes,
    "sequence": Candidates._sequences,
}


def _lead(schema: Schema) -> str:
    """What stands before a name of the schema."""
    return "" if schema.name == "public" else f"{quoted(schema.name)}."


def _column(column: ColumnInfo, lead: str = "") -> Candidate:
    return Candidate(column.name, "column", lead + quoted(column.name), column.type)


def _relation(relation: Relation, text: str) -> Candidate:
    kind = "view in " if relation.view else ""
    return Candidate(relation.name, "relation", text, kind + relation.schema)


def _function(function: Function, lead: str = "") -> Candidate:
    # Some of those that come with the server, such as COALESCE, are keywords: no quotes for them.
    name = function.name if function in FUNCTIONS else quoted(function.name)
    call = "(" if function.arguments else "()"
    detail = f"({function.arguments}) {function.returns}".rstrip()
    return Candidate(function.name, "function", f"{lead}{name}{call}", detail)
