"""Collecting what a script creates, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Callable

from dsql_tui.sql.conversion.alter import read_alter
from dsql_tui.sql.conversion.cursor import Cursor, Name, SyntaxProblem
from dsql_tui.sql.conversion.schema import (
    ROUTINES,
    Change,
    Domain,
    Index,
    LaterStatement,
    Schema,
    Sequence,
)
from dsql_tui.sql.conversion.tables import read_table
from dsql_tui.sql.conversion.unsupported import LEFT_OUT, UNSUPPORTED

_Reader = Callable[[Schema, Cursor, str, int], None]

_SETVAL = re.compile(
    r"select\s+(?:pg_catalog\.)?setval\s*\(\s*'([^']+)'(?:::regclass)?\s*,\s*(\d+)\s*"
    r"(?:,\s*(true|false)\s*)?\)",
    re.IGNORECASE,
)
_INCREMENT = re.compile(r"\bincrement\s+(?:by\s+)?(-?\d+)", re.IGNORECASE)
_SEARCH_PATH = re.compile(r"set\s+(?:session\s+)?search_path\s*(?:=|to)\s*([^,;]+)", re.IGNORECASE)
_SET_CONFIG = re.compile(r"select\s+(?:pg_catalog\.)?set_config\s*\(", re.IGNORECASE)
_LANGUAGE = re.compile(r"\blanguage\s+'?\"?(\w+)", re.IGNORECASE)
_RETURNS_TRIGGER = re.compile(r"\breturns\s+(?:event_)?trigger\b", re.IGNORECASE)
_COMMENTED = ("table", "column", "view", "schema", "domain", "sequence", *ROUTINES)
_LANGUAGES = ("sql", "plpgsql")


def collect(schema: Schema, text: str, line: int) -> None:
    """Add what a statement creates to the schema, or note that it is left out."""
    try:
        if not _dispatch(schema, text, line):
            reason = "dsql-tui does not know this kind of statement, so it is not run."
            _lose(schema, "unknown statements", "", text, reason, line)
    except (SyntaxProblem, IndexError) as problem:
        reason = f"The statement cannot be read ({problem or 'it ends too early'}); it is not run."
        _lose(schema, "unknown statements", "", text, reason, line)


def _dispatch(schema: Schema, text: str, line: int) -> bool:
    """Return whether the statement was known."""
    if found := _SETVAL.match(text):
        _set_value(schema, found)
        return True
    if _SET_CONFIG.match(text):
        schema.leave_out("settings of the session", text)
        return True
    if found := _SEARCH_PATH.match(text):
        first = found[1].strip().strip("'\"")
        schema.search_path = "" if first in ("", "pg_catalog", "DEFAULT", "default") else first
        schema.leave_out("settings of the session", text)
        return True
    cursor = Cursor(text)
    for phrase, reader in _READERS:
        if _begins(cursor, phrase):
            reader(schema, cursor, text, line)
            return True
    words = " ".join(word.low for word in cursor.words[:30]).replace("or replace ", "")
    for reason, pattern in LEFT_OUT:
        if pattern.match(words):
            schema.leave_out(reason, text)
            return True
    for rule, pattern, reason in UNSUPPORTED:
        if pattern.match(words):
            _lose(schema, rule, _name_object(cursor), text, reason, line)
            return True
    return False


def _begins(cursor: Cursor, phrase: str) -> bool:
    """Return whether a statement begins with a phrase; `?` marks a word that may be missing."""
    at = 0
    for word in phrase.split():
        if cursor.peek(at) == word.removesuffix("?"):
            at += 1
        elif not word.endswith("?"):
            return False
    return True


def _lose(schema: Schema, rule: str, name: str, text: str, reason: str, line: int) -> None:
    schema.changes.append(Change("lost", rule, name, text, "", reason, line))


def _name_object(cursor: Cursor) -> str:
    """Return the name behind the words of CREATE, as far as it can be seen."""
    for word in cursor.words[2:]:
        if word.kind == "quoted" or word.low not in _WORDS_BEFORE_NAME:
            cursor.at = cursor.words.index(word)
            try:
                return cursor.read_name().sql
            except SyntaxProblem:
                return ""
    return ""


_WORDS_BEFORE_NAME_TEXT = """
    if not exists or replace trigger aggregate extension type constraint operator procedure rule
    policy procedural language event text search configuration foreign table
"""
_WORDS_BEFORE_NAME = frozenset(_WORDS_BEFORE_NAME_TEXT.split())


def _set_value(schema: Schema, found: re.Match[str]) -> None:
    name = schema.resolve(Cursor(found[1]).read_name())
    sequence = schema.sequences.setdefault(name.key, Sequence(name))
    used = (found[3] or "true").lower() == "true"
    step = _INCREMENT.search(sequence.options)
    sequence.next_value = int(found[2]) + used * (int(step[1]) if step else 1)


def _read_schema(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("create", "schema")
    cursor.accept("if", "not", "exists")
    name = cursor.read_part()
    if name not in ("public", *schema.schemas):
        schema.schemas.append(name)


def _read_table(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    table = read_table(schema, text, line)
    known = schema.tables.setdefault(table.name.key, table)
    if known is table:
        return
    if " if not exists " in " ".join(word.low for word in cursor.words[:8]):
        schema.leave_out("tables that the script has created before", text)
        return
    reason = f"Line {known.line} creates a table with this name; the first one is used."
    _lose(schema, "names that collide", table.name.sql, text, reason, line)


def _read_type(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("create", "type")
    name = schema.resolve(cursor.read_name())
    if cursor.accept("as", "enum"):
        labels = tuple(cursor.read_list())
        schema.types[name.key] = Domain(name, "text", text, labels, line)
        return
    schema.types[name.key] = Domain(name, "text", text, (), line)
    reason = "Aurora DSQL has no types of this kind; columns of the type are text."
    _lose(schema, "types", name.sql, text, reason, line)


def _add_label(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("alter", "type")
    name = schema.resolve(cursor.read_name())
    kind = schema.types.get(name.key)
    if kind and cursor.accept("add", "value"):
        cursor.accept("if", "not", "exists")
        kind.labels += (cursor.words[cursor.at].text,)
    else:
        schema.leave_out("ownership", text)


def _read_domain(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("create", "domain")
    name = schema.resolve(cursor.read_name())
    cursor.accept("as")
    clauses = ("constraint", "not", "null", "default", "check", "collate")
    base = cursor.skip(lambda word: word.low in clauses)
    if cursor.accept("collate"):
        cursor.read_name()
    schema.domains[name.key] = Domain(name, base, text, (), line, cursor.rest())


def _read_sequence(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("create", "sequence")
    cursor.accept("if", "not", "exists")
    name = schema.resolve(cursor.read_name())
    schema.sequences[name.key] = Sequence(name, cursor.rest(), line=line)


def _alter_sequence(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("alter", "sequence")
    cursor.accept("if", "exists")
    name = schema.resolve(cursor.read_name())
    sequence = schema.sequences.get(name.key)
    if sequence and cursor.accept("owned", "by") and cursor.peek() != "none":
        parts = [cursor.read_part()]
        while cursor.accept("."):
            parts.append(cursor.read_part())
        table = Name(parts[-3] if len(parts) > 2 else "", parts[-2])
        sequence.owner = (schema.resolve(table), parts[-1])
    elif sequence and cursor.accept("restart"):
        cursor.accept("with")
        sequence.next_value = int(cursor.peek())
    else:
        schema.leave_out("ownership", text)


def _read_index(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("create")
    unique = cursor.accept("unique")
    cursor.expect("index")
    cursor.accept_any("concurrently", "async")
    cursor.accept("if", "not", "exists")
    name = "" if cursor.peek() == "on" else cursor.read_name().name
    cursor.expect("on")
    cursor.accept("only")
    table = schema.resolve(cursor.read_name())
    method = cursor.read_part() if cursor.accept("using") else "btree"
    keys = cursor.read_list()
    schema.indexes.append(Index(name, table, unique, method, keys, cursor.rest(), line, text))


def _read_view(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("create")
    cursor.accept("or", "replace")
    while not cursor.accept("view"):
        cursor.at += 1
    cursor.accept("if", "not", "exists")
    schema.later.append(LaterStatement("view", schema.resolve(cursor.read_name()).sql, text, line))


def _read_stored_view(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("create", "materialized", "view")
    cursor.accept("if", "not", "exists")
    name = schema.resolve(cursor.read_name())
    columns = f" ({', '.join(cursor.read_list())})" if cursor.peek() == "(" else ""
    while not cursor.accept("as"):
        cursor.at += 1
    query = re.sub(r"\s+with\s+(no\s+)?data\s*$", "", cursor.rest(), flags=re.IGNORECASE)
    made = f"CREATE VIEW {name.sql}{columns} AS\n{query}"
    schema.later.append(LaterStatement("view", name.sql, made, line))
    reason = "Aurora DSQL has no materialized views: the view runs its query at each read."
    change = Change("weaker", "materialized views", name.sql, text, made, reason, line)
    schema.changes.append(change)


def _read_routine(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("create")
    cursor.accept("or", "replace")
    kind = cursor.accept_any("function", "procedure")
    name = schema.resolve(cursor.read_name()).sql
    language = _LANGUAGE.search(text)
    if _RETURNS_TRIGGER.search(text):
        reason = "Aurora DSQL has no triggers, which would call it."
        _lose(schema, "trigger functions", name, text, reason, line)
    elif language and language[1].lower() not in _LANGUAGES:
        reason = f"Aurora DSQL has no {kind}s in {language[1]}."
        _lose(schema, f"{kind}s", name, text, reason, line)
    else:
        schema.later.append(LaterStatement(kind, name, text, line))


def _read_comment(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    cursor.expect("comment", "on")
    if cursor.accept_any(*_COMMENTED):
        schema.later.append(LaterStatement("comment", cursor.read_name().sql, text, line))
    else:
        schema.leave_out("comments on extensions, indexes, constraints and other objects", text)


def _keep(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    schema.later.append(LaterStatement("statement", "", text, line))


def _alter_table(schema: Schema, cursor: Cursor, text: str, line: int) -> None:
    read_alter(schema, text, line)


_READERS: tuple[tuple[str, _Reader], ...] = (
    ("create schema", _read_schema),
    ("create unlogged? table", _read_table),
    ("create type", _read_type),
    ("alter type", _add_label),
    ("create domain", _read_domain),
    ("create sequence", _read_sequence),
    ("alter sequence", _alter_sequence),
    ("create unique? index", _read_index),
    ("create materialized view", _read_stored_view),
    ("create or? replace? recursive? view", _read_view),
    ("create or? replace? function", _read_routine),
    ("create or? replace? procedure", _read_routine),
    ("comment on", _read_comment),
    ("alter table", _alter_table),
    ("alter foreign table", _alter_table),
    ("update", _keep),
    ("delete from", _keep),
    ("with", _keep),
    ("insert into", _keep),
)
