"""Reading a source for the first time: what it creates, and how many rows it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from dsql_tui.migrating.copied_rows import CopiedRows
from dsql_tui.migrating.source import list_files, read_lines
from dsql_tui.sql.conversion.collect import collect
from dsql_tui.sql.conversion.copies import read_copy
from dsql_tui.sql.conversion.cursor import SyntaxProblem
from dsql_tui.sql.conversion.inserts import Cells, read_insert
from dsql_tui.sql.conversion.reader import ScriptPart, read_parts
from dsql_tui.sql.conversion.rows import choose_columns, count_digits, note_insert
from dsql_tui.sql.conversion.schema import Change, Schema, Table
from dsql_tui.sql.conversion.values import encode_field

_CONDITIONS = ("\\if", "\\elif", "\\else", "\\endif")
_FILES = ("\\i", "\\ir", "\\include", "\\include_relative", "\\copy")


class RowsFound(NamedTuple):
    """Rows of the source for one table, in COPY's text format."""

    table: Table
    columns: tuple[str, ...]
    rows: list[str]


class _Copied(NamedTuple):
    """A COPY whose rows are being read."""

    table: Table
    columns: tuple[str, ...]
    rows: CopiedRows


def read_schema(source: Path, show: Callable[[str], object]) -> Schema:
    """Return what a source creates. The whole source is read once.

    Args:
        source: A script or a folder of scripts.
        show: Gets a text about the progress, now and then.

    Raises:
        ValueError: The source cannot be migrated; the message is for the user.
        OSError: It cannot be read.
    """
    schema = Schema()
    for path in list_files(source):
        copied: _Copied | None = None
        for part in read_parts(read_lines(path)):
            if part.kind == "statement":
                collect_statement(schema, part)
            elif part.kind == "command":
                _note_command(schema, part, path)
            elif part.kind == "copy":
                copied = _find_target(schema, part)
            elif copied:
                _count_rows(schema, copied, part)
                show(f"Reading {path.name}: {sum(schema.rows.values()):,} rows")
    return schema


def collect_statement(schema: Schema, part: ScriptPart) -> None:
    """Collect a statement; the rows of an INSERT of literals are only counted."""
    if part.text[:6].lower() == "insert" and (found := read_insert(part.text)):
        table = schema.find_table(found.table)
        if table:
            columns = choose_columns(table, found.columns, len(found.rows[0]))
            note_insert(schema, table, columns, found.rows)
            return
    collect(schema, part.text, part.line)


def read_rows(source: Path, schema: Schema) -> Iterator[RowsFound]:
    """Yield the rows of a source, in its order; it is read again.

    Raises:
        OSError: It cannot be read.
    """
    paths = Schema(tables=schema.tables)
    for path in list_files(source):
        copied: _Copied | None = None
        for part in read_parts(read_lines(path)):
            if part.kind == "copy":
                copied = _find_target(paths, part)
            elif part.kind == "rows" and copied:
                rows = copied.rows.convert(part.rows)
                yield RowsFound(copied.table, copied.columns, rows)
            elif part.kind == "statement":
                low = part.text[:6].lower()
                if low == "insert":
                    yield from _read_insert_rows(paths, part)
                elif "search_path" in part.text:
                    collect(paths, part.text, part.line)


def _count_rows(schema: Schema, copied: _Copied, part: ScriptPart) -> None:
    rows = copied.rows.convert(part.rows)
    key = copied.table.name.key
    schema.rows[key] = schema.rows.get(key, 0) + len(rows)
    count_digits(schema, copied.table, copied.columns, rows)


def _read_insert_rows(schema: Schema, part: ScriptPart) -> Iterator[RowsFound]:
    found = read_insert(part.text)
    table = schema.find_table(found.table) if found else None
    if found and table:
        columns = choose_columns(table, found.columns, len(found.rows[0]))
        yield RowsFound(table, columns, [_encode(row) for row in found.rows])


def _encode(row: Cells) -> str:
    return "\t".join(map(encode_field, row))


def _find_target(schema: Schema, part: ScriptPart) -> _Copied | None:
    """Return the table that a COPY loads; `None` if it cannot be loaded, which is noted."""
    reason = "The source does not create its table, so its rows are not loaded."
    name = ""
    try:
        copy = read_copy(part.text)
        name = copy.table.sql
    except (SyntaxProblem, IndexError) as problem:
        reason = f"COPY cannot be read ({problem}), so its rows are not loaded."
    else:
        if table := schema.find_table(copy.table):
            return _Copied(table, choose_columns(table, copy.columns), CopiedRows(copy))
    schema.changes.append(Change("lost", "rows", name, part.text, "", reason, part.line))
    return None


def _note_command(schema: Schema, part: ScriptPart, path: Path) -> None:
    """Note a command of psql.

    Raises:
        ValueError: It decides what the script runs.
    """
    word = part.text.split()[0]
    if word in _CONDITIONS:
        raise ValueError(
            f"{path}, line {part.line:,}: the script has conditions ({word}), which a migration "
            "cannot evaluate. Write the script that psql would run, without them."
        )
    if word in _FILES:
        reason = "Files that a script names are not read. Add the file to the source, or import it."
        schema.changes.append(Change("lost", "files", "", part.text, "", reason, part.line))
    else:
        schema.leave_out("commands of psql", part.text)
