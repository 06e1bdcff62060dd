"""The candidates for a slot, before they are matched with what has been typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog, ColumnInfo, Function, Relation
from dsql_tui.sql.complete.joins import suggest_conditions, suggest_joins
from dsql_tui.sql.complete.queries import find_query
from dsql_tui.sql.complete.scope import (
    Source,
    find_ctes,
    find_outputs,
    find_sources,
)
from dsql_tui.sql.complete.settings import SETTINGS, TYPES
from dsql_tui.sql.complete.slot import Kind, Slot
from dsql_tui.sql.complete.usage import NameUsage
from dsql_tui.sql.complete.words import Level
from dsql_tui.sql.functions import FUNCTIONS
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.system_catalog import PG_CATALOG, find_relation, find_schema, system_schemas

_MAX_COLUMNS = 100
"""Columns to offer while the query does not name a relation yet."""


class Candidate(NamedTuple):
    """Something that can be written at the cursor."""

    label: str
    """The name to show and to search by."""
    kind: Kind
    text: str
    """The text to insert."""
    detail: str = ""
    """A type, a signature, or a schema."""


class Candidates:
    """The candidates at one place in one statement."""

    def __init__(
        self, levels: Sequence[Level], catalog: Catalog, usage: NameUsage, typed: str
    ) -> None:
        self.levels = levels
        self.catalog = catalog
        self.usage = usage
        self.typed = typed
        self.sources = find_sources(levels, catalog)

    def fill(self, slot: Slot) -> Iterator[Candidate]:
        """Yield the candidates for a slot, the most likely kinds first."""
        for kind in slot.kinds:
            yield from _METHODS[kind](self, slot)

    def fill_behind(self, owner: Sequence[str], slot: Slot) -> Iterator[Candidate]:
        """Yield the candidates behind a dot, given the names before it."""
        if "setting" in slot.kinds:
            lead = ".".join(owner) + "."
            for name in SETTINGS:
                if name.startswith(lead):
                    yield Candidate(name[len(lead) :], "setting", name[len(lead) :])
            return
        if columns := self._columns_of(owner):
            yield from map(_column, columns)
        elif len(owner) == 1 and (schema := find_schema(self.catalog, owner[0])):
            for relation in schema.relations:
                yield _relation(relation, quote_name(relation.name))
            if "function" in slot.kinds:
                yield from map(_function, schema.functions)
            for name in schema.sequences if "sequence" in slot.kinds else ():
                yield Candidate(name, "sequence", quote_name(name))
            for name in schema.indexes if "index" in slot.kinds else ():
                yield Candidate(name, "index", quote_name(name))

    def _columns_of(self, owner: Sequence[str]) -> Sequence[ColumnInfo]:
        """Return the columns of a source of the query, or else of any relation."""
        if len(owner) == 1:
            for part in self.sources:
                for source in part:
                    if source.alias == owner[0]:
                        return source.columns
        schema, name = (owner[-2] if len(owner) > 1 else None), owner[-1]
        found = find_relation(self.catalog, schema, name)
        return found.columns if found else ()

    def _sources(self, slot: Slot) -> Iterator[Candidate]:
        for part in self.sources:
            for source in part:
                name = source.relation.name if source.relation else ""
                yield Candidate(source.alias, "source", f"{quote_name(source.alias)}.", name)

    def _joins(self, slot: Slot) -> Iterator[Candidate]:
        for label, text in suggest_joins(self._sources_before(), self.catalog, self.usage):
            yield Candidate(label, "join", text, text)

    def _conditions(self, slot: Slot) -> Iterator[Candidate]:
        *others, new = self._sources_before() or [Source("", ())]
        for text in suggest_conditions(new, others, self.usage):
            yield Candidate(text, "condition", text)

    def _schemas(self, slot: Slot) -> Iterator[Candidate]:
        for schema in self.catalog.schemas:
            yield Candidate(schema.name, "schema", f"{quote_name(schema.name)}.")
        if self.typed and "relation" in slot.kinds:
            for name in system_schemas():
                if name.startswith(self.typed):
                    yield Candidate(name, "schema", f"{name}.")

    def _functions(self, slot: Slot) -> Iterator[Candidate]:
        yield from map(_function, FUNCTIONS)
        for schema in self.catalog.schemas:
            for function in schema.functions:
                yield _function(function, self._format_schema_prefix(schema.name))

    def _sequences(self, slot: Slot) -> Iterator[Candidate]:
        for schema in self.catalog.schemas:
            for name in schema.sequences:
                text = self._format_schema_prefix(schema.name) + quote_name(name)
                yield Candidate(name, "sequence", text, schema.name)

    def _indexes(self, slot: Slot) -> Iterator[Candidate]:
        for schema in self.catalog.schemas:
            for name in schema.indexes:
                text = self._format_schema_prefix(schema.name) + quote_name(name)
                yield Candidate(name, "index", text, schema.name)

    def _types(self, slot: Slot) -> Iterator[Candidate]:
        yield from (Candidate(name, "type", name) for name in TYPES)

    def _settings(self, slot: Slot) -> Iterator[Candidate]:
        yield from (Candidate(name, "setting", name) for name in SETTINGS)

    def _roles(self, slot: Slot) -> Iterator[Candidate]:
        yield from (Candidate(name, "role", quote_name(name)) for name in self.catalog.roles)

    def _relations(self, slot: Slot) -> Iterator[Candidate]:
        for name in find_ctes(self.levels, self.catalog):
            yield Candidate(name, "relation", quote_name(name), "WITH")
        for relation in self.catalog.relations():
            yield _relation(relation, ".".join(map(quote_name, self.catalog.qualify(relation))))
        if self.typed.startswith("pg"):
            yield from (
                _relation(each, each.name) for each in system_schemas()[PG_CATALOG].relations
            )

    def _columns(self, slot: Slot) -> Iterator[Candidate]:
        if slot.of == "target":
            yield from self._target_columns()
        elif slot.of == "common":
            *others, new = self._sources_before() or [Source("", ())]
            theirs = {column.name for other in others for column in other.columns}
            yield from (_column(column) for column in new.columns if column.name in theirs)
        elif any(self.sources):
            yield from self._source_columns()
        elif self.sources:
            yield from map(_column, islice(self.catalog.columns(self.typed), _MAX_COLUMNS))
        elif subject := self._subject():
            yield from map(_column, subject.columns)

    def _source_columns(self) -> Iterator[Candidate]:
        """Yield the columns of all sources; qualified if the name alone would be ambiguous."""
        hidden: set[str] = set()
        for part in self.sources:
            times = Counter(column.name for source in part for column in source.columns)
            for source in part:
                for column in source.columns:
                    if column.name and (times[column.name] > 1 or column.name in hidden):
                        yield _column(column, f"{quote_name(source.alias)}.")
                    elif column.name:
                        yield _column(column)
            hidden.update(times)

    def _outputs(self, slot: Slot) -> Iterator[Candidate]:
        """Yield the names that the query gives its own columns."""
        query = find_query(self.levels[-1])
        if not query:
            return
        columns = {column.name for part in self.sources for each in part for column in each.columns}
        ctes = find_ctes(self.levels, self.catalog)
        for column in find_outputs(query, self.catalog, ctes):
            if column.name and column.name not in columns:
                yield Candidate(column.name, "output", quote_name(column.name), column.type)

    def _target_columns(self) -> Iterator[Candidate]:
        """Yield the columns of the table that is written to, without those already named."""
        part = next(iter(self.sources), [])
        if not part:
            return
        level = self.levels[-1]
        named = {item.name for item in level.items} if len(self.levels) > 1 else set()
        left = [column for column in part[0].columns if column.name not in named]
        if not self.typed and len(left) > 1 and not level.before:
            every = ", ".join(quote_name(column.name) for column in left)
            yield Candidate(every, "column", every, "all")
        yield from map(_column, left)

    def _sources_before(self) -> list[Source]:
        """Return the sources before the cursor; the last of them is the one being joined."""
        for depth in range(len(self.levels), 0, -1):
            level = self.levels[depth - 1]
            until = Level(level.before, level.cursor)
            found = find_sources([*self.levels[: depth - 1], until], self.catalog)
            if found and found[0]:
                return found[0]
        return []

    def _subject(self) -> Relation | None:
        """Return the relation that a statement other than a query is about: the nearest before."""
        for level in reversed(self.levels[: max(1, len(self.levels) - 1)]):
            for index in range(level.cursor - 1, -1, -1):
                name = level.items[index].name
                if name is None:
                    continue
                dotted = index > 1 and level.items[index - 1].lower == "."
                schema = level.items[index - 2].name if dotted else None
                if found := find_relation(self.catalog, schema, name):
                    return found
        return None

    def _values(self, slot: Slot) -> Iterator[Candidate]:
        if slot.of == "search_path":
            for schema in self.catalog.schemas:
                yield Candidate(schema.name, "value", quote_name(schema.name))
        for value in SETTINGS.get(slot.of, ()):
            yield Candidate(value.strip("'"), "value", value)

    def _format_schema_prefix(self, schema: str) -> str:
        """Return what is necessary before a name in a schema."""
        return "" if self.catalog.is_on_path(schema) else f"{quote_name(schema)}."


_METHODS: dict[Kind, Callable[[Candidates, Slot], Iterator[Candidate]]] = {
    "join": Candidates._joins,
    "condition": Candidates._conditions,
    "output": Candidates._outputs,
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


def _column(column: ColumnInfo, lead: str = "") -> Candidate:
    return Candidate(column.name, "column", lead + quote_name(column.name), column.type)


def _relation(relation: Relation, text: str) -> Candidate:
    kind = "view in " if relation.view else ""
    return Candidate(relation.name, "relation", text, kind + relation.schema)


def _function(function: Function, lead: str = "") -> Candidate:
    # Some built-in functions, such as COALESCE, are keywords, which take no quotes.
    name = function.name if function in FUNCTIONS else quote_name(function.name)
    call = "(" if function.arguments else "()"
    detail = f"({function.arguments}) {function.returns}".rstrip()
    return Candidate(function.name, "function", f"{lead}{name}{call}", detail)
