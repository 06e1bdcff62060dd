"""The script of a dump, written while the cluster is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.db.queries import fetch_rows, fetch_value
from dsql_tui.dumping.inserts import InsertWriter
from dsql_tui.dumping.snapshots import SnapshotReader
from dsql_tui.results.text import make_visible
from dsql_tui.sql.ddl.facts import SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.grant_section import write_grant_section
from dsql_tui.sql.ddl.order import sort_objects
from dsql_tui.sql.ddl.write import DdlStatement, qualify, write_sections
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import split_name

_HEADER = """\
-- A dump by dsql-tui. Run it with one of:
--   dsql-tui apply TARGET FILE
--   dsql-tui exec TARGET -f FILE --retry-conflicts 10 --wait-jobs
--   psql -f FILE
-- Each statement is a transaction of its own.

\\set ON_ERROR_STOP on
SET client_encoding = 'UTF8';
SET intervalstyle = 'postgres';

"""


class DumpOptions(NamedTuple):
    """The content of a dump."""

    schema: str | None = None
    """The only schema; `None` for all."""
    tables: Sequence[str] = ()
    """Names of the only tables and views, as SQL writes them; empty for all objects."""
    ddl: bool = True
    rows: bool = True
    grants: bool = True


class MissingObject(Exception):
    """There is nothing with a name that was asked for; the text says which."""


class Dump:
    """Writes the script, and counts what it has."""

    def __init__(self, reader: SnapshotReader, options: DumpOptions) -> None:
        self.tables = 0
        """The number of tables whose rows were written."""
        self.rows = 0
        self._reader = reader
        self._options = options
        self._snapshots = 0
        """The snapshots that the script has told of."""

    def write(self) -> Iterator[str]:
        """Yield the script in parts.

        Raises:
            CatalogError: The server refused a query.
            MissingObject: There is no such schema, table or view.
            UnreadableTable: A table could not be read within one transaction.
        """
        options = self._options
        facts = self._reader.fetch(lambda session: read_schema_facts(session, options.schema))
        chosen = _choose(facts, options)
        created, after = write_sections(facts, keys_last=options.rows)
        self._snapshots = self._reader.snapshots
        yield _HEADER
        if options.ddl:
            yield from _write_ddl(created, chosen)
        if options.rows:
            yield from self._write_tables(facts, chosen)
            yield from self._write_sequences(facts, chosen)
        if options.ddl:
            yield from _write_ddl(after, chosen)
            if options.grants:
                yield write_grant_section(facts, chosen)

    def _write_tables(self, facts: SchemaFacts, chosen: set[str]) -> Iterator[str]:
        """Yield the rows of all tables.

        Tables without a primary key, which must be read within one transaction, come first, unless
        the rows have to fit foreign keys that exist.
        """
        tables = [one for one in sort_objects(facts) if one.kind == "table" and one.key in chosen]
        if self._options.ddl:
            tables.sort(key=lambda one: bool(facts.get_primary_key(one.key)))
        for one in tables:
            yield from self._write_rows(facts, one)
            self.tables += 1

    def _write_rows(self, facts: SchemaFacts, one: SchemaObject) -> Iterator[str]:
        columns = [each for each in facts.columns.get(one.key, ()) if not each.generated]
        names = [each.name for each in columns]
        unique = [
            each for each in facts.constraints.get(one.key, ()) if each.definition[:6] == "UNIQUE"
        ]
        writer = InsertWriter(
            qualify(one),
            names,
            any(each.identity == "ALWAYS" for each in columns),
            len(unique) + len(facts.extras.get(one.key, ())),
        )
        title = f"-- Rows of {make_visible(qualify(one))}\n"
        for columns_read, rows in self._reader.read_rows(
            qualify(one), names, facts.get_primary_key(one.key)
        ):
            if self._snapshots != self._reader.snapshots:
                yield from writer.finish()
                yield from self._tell_snapshot()
            yield title
            yield from writer.write(columns_read, rows)
            self.rows += len(rows)
            title = ""
        yield from writer.finish()
        if not title:
            yield "\n"

    def _tell_snapshot(self) -> Iterator[str]:
        """Yield a comment if a transaction has ended since the last one."""
        if self._snapshots != self._reader.snapshots:
            self._snapshots = self._reader.snapshots
            reason = make_visible(self._reader.reason)
            yield f"-- From here on, rows are from a later snapshot: {reason}\n"

    def _write_sequences(self, facts: SchemaFacts, chosen: set[str]) -> Iterator[str]:
        """Yield the statements that set sequences and identity columns to their values."""
        for one in facts.objects:
            if one.key not in chosen:
                continue
            if one.kind == "sequence":
                yield from self._write_value(qualify(one), quote_literal(qualify(one)))
            for column in facts.columns.get(one.key, ()):
                if column.identity:
                    names = f"{quote_literal(qualify(one))}, {quote_literal(column.name)}"
                    sought = f"pg_get_serial_sequence({names})"
                    yield from self._write_value(self._fetch_value(f"select {sought}"), sought)

    def _write_value(self, sequence: str, sought: str) -> Iterator[str]:
        """Yield the statement that sets a sequence, which an expression names in the script."""
        query = f"select last_value, is_called from {sequence}"
        rows = self._reader.fetch(lambda session: fetch_rows(session.run(query), 2))
        for value, called in rows:
            yield f"SELECT setval({sought}, {value}, {'true' if called == 't' else 'false'});\n\n"

    def _fetch_value(self, query: str) -> str:
        return self._reader.fetch(lambda session: fetch_value(session.run(query)))


def _choose(facts: SchemaFacts, options: DumpOptions) -> set[str]:
    """Return the keys of the objects to write.

    Raises:
        MissingObject: There is no such schema, table or view.
    """
    if options.schema and not facts.objects:
        raise MissingObject(f"There is no schema “{options.schema}” that this role can see.")
    if not options.tables:
        return {one.key for one in facts.objects}
    relations = [one for one in facts.objects if one.kind in ("table", "view")]
    chosen: set[str] = set()
    for written in options.tables:
        *schema, name = split_name(written)
        found = [one for one in relations if one.name == name and schema in ([], [one.schema])]
        if not found:
            raise MissingObject(f"There is no table or view {written} that this role can see.")
        chosen.update(one.key for one in found)
        for one in facts.objects:  # sequences that columns of the table own
            if one.kind == "sequence" and any(
                one.detail.startswith(f"{qualify(each)}.") for each in found
            ):
                chosen.add(one.key)
    return chosen


def _write_ddl(statements: Iterable[DdlStatement], chosen: set[str]) -> Iterator[str]:
    for each in statements:
        if each.key in chosen:
            yield f"{each.text};\n\n"
