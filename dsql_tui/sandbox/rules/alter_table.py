"""ALTER TABLE.

The errors name an action as PostgreSQL does (`alter_table_type_to_string` in
`src/backend/commands/tablecmds.c`). Recorded are ADD CONSTRAINT, DROP CONSTRAINT, VALIDATE
CONSTRAINT, ENABLE ROW SECURITY, and SET DATA TYPE, SET NOT NULL and SET STATISTICS of a column.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/alter-table-syntax-support.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import columns, sequences
from dsql_tui.sandbox.rules.create_index import build_start_job
from dsql_tui.sandbox.rules.object_limits import build_object_id
from dsql_tui.sandbox.rules.patterns import NAME
from dsql_tui.sandbox.rules.shape import Edit, Line, Shape, quote_literal
from dsql_tui.sandbox.rules.verdict import CatalogCheck, unsupported_error

_HEAD = re.compile(
    r"alter (?P<object>table|index|foreign table|materialized view) "
    r"(?P<async>async (?!(?:add|drop|alter|rename|set|validate|owner) ))?(?:if exists )?(?:only )?"
    rf"(?P<table>{NAME}) (?:\* )?(?P<action>\S)"
)

ACTIONS = (
    (r"validate constraint", "VALIDATE CONSTRAINT"),
    (r"alter (?:column )?\S+ (?:set data )?type", "ALTER COLUMN ... SET DATA TYPE"),
    (r"alter (?:column )?\S+ set not null", "ALTER COLUMN ... SET NOT NULL"),
    (r"alter (?:column )?\S+ set statistics", "ALTER COLUMN ... SET STATISTICS"),
    (r"alter (?:column )?\S+ set compression", "ALTER COLUMN ... SET COMPRESSION"),
    (r"alter (?:column )?\S+ set \(", "ALTER COLUMN ... SET"),
    (r"alter (?:column )?\S+ reset \(", "ALTER COLUMN ... RESET"),
    (r"alter (?:column )?\S+ options", "ALTER COLUMN ... OPTIONS"),
    (r"cluster on", "CLUSTER ON"),
    (r"set without cluster", "SET WITHOUT CLUSTER"),
    (r"set without oids", "SET WITHOUT OIDS"),
    (r"set (logged|unlogged|access method|tablespace)", "SET {}"),
    (r"set \(", "SET"),
    (r"reset \(", "RESET"),
    (r"((?:enable|disable)(?: always| replica)? trigger)(?! (?:all|user)$)", "{}"),
    (r"((?:enable|disable)(?: always| replica)? rule)", "{}"),
    (r"((?:no )?inherit)", "{}"),
    (r"((?:not )?of)", "{}"),
    (r"replica identity", "REPLICA IDENTITY"),
    (r"(enable|disable|force|no force) row level security", "{} ROW SECURITY"),
    (r"options", "OPTIONS"),
    (r"attach partition", "ATTACH PARTITION"),
    (r"detach partition .* finalize", "DETACH PARTITION ... FINALIZE"),
    (r"detach partition", "DETACH PARTITION"),
)
"""The beginning of an unsupported action, and its name."""

_ACTIONS = tuple((re.compile(rf"(?:{pattern})(?!\S)"), name) for pattern, name in ACTIONS)

_ADD_CONSTRAINT = re.compile(
    r"add (?:constraint \S+ )?(?P<kind>check|foreign key|unique|primary key|exclude)(?!\S)"
)
_ADD_COLUMN = re.compile(r"add (?:column )?(?:if not exists )?(?P<column>\S)")
_ADD_IDENTITY = re.compile(
    r"alter (?:column )?\S+ add generated (?:always|by default) as identity(?P<options> \( \))?$"
)
_SET_CACHE = re.compile(r"alter (?:column )?\S+ .*\bset cache")
_DROP_CONSTRAINT = re.compile(r"drop constraint (?:if exists )?(?P<name>\S+)")
_DROP_COLUMN = re.compile(r"drop (?:column )?(?:if exists )?(?P<name>\S+)")
_ALL_TRIGGERS = re.compile(r"(?:enable|disable) trigger (?P<all>all)$")


class _Action(NamedTuple):
    """An action of an ALTER TABLE."""

    line: Line
    first: int
    last: int


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of an ALTER TABLE."""
    head = _HEAD.match(shape.top.text)
    if head is None or _validates(head, shape):
        return None
    subject = head["object"].upper()
    error = (_find_action_error(shape, subject, action) for action in _actions(shape, head))
    return next(filter(None, error), None)


def catalog_checks(shape: Shape) -> tuple[CatalogCheck, ...]:
    """Return the catalog checks before an ALTER TABLE."""
    head = _HEAD.match(shape.top.text)
    if head is None:
        return ()
    table = build_object_id(_table(shape, head))
    found = (_action_ask(shape, table, action) for action in _actions(shape, head))
    return tuple(ask for ask in found if ask)


def edits(shape: Shape) -> list[Edit]:
    """Return the edits for PostgreSQL, in added columns and for triggers."""
    head = _HEAD.match(shape.top.text)
    found = (_edit(shape, action) for action in _actions(shape, head)) if head else ()
    return [edit for edit in found if edit]


def build_job_call(shape: Shape) -> str | None:
    """Return the call for ALTER TABLE ASYNC ... VALIDATE CONSTRAINT, `None` for others."""
    head = _HEAD.match(shape.top.text)
    if head is None or not _validates(head, shape):
        return None
    taken = shape.blank_out(shape.top.token(head.start("async")))
    return build_start_job("CONSTRAINT_VALIDATION", shape.apply_edits([taken]))


def _validates(head: re.Match[str], shape: Shape) -> bool:
    """Return whether it is the only form that takes ASYNC."""
    action = shape.top.text[head.start("action") :]
    return bool(head["async"]) and action.startswith("validate constraint ")


def _table(shape: Shape, head: re.Match[str]) -> str:
    first = shape.top.token(head.start("table"))
    return shape.source_text(first, shape.top.token(head.end("table") - 1) + 1)


def _actions(shape: Shape, head: re.Match[str]) -> Iterator[_Action]:
    for first, last in shape.parts(shape.top.token(head.start("action")), len(shape.words)):
        yield _Action(shape.line(first, last), first, last)


def _find_action_error(shape: Shape, subject: str, action: _Action) -> ServerError | None:
    text = action.line.text
    for pattern, name in _ACTIONS:
        match = pattern.match(text)
        if match:
            words = match[1].upper() if match.lastindex else ""
            return unsupported_error(f"unsupported ALTER {subject} {name.format(words)} statement")
    constraint = _ADD_CONSTRAINT.match(text)
    if constraint:
        return _find_constraint_error(text, constraint["kind"])
    identity = _ADD_IDENTITY.match(text)
    if identity:
        return sequences.find_identity_error(shape, _options(shape, action.line, identity), None)
    if _SET_CACHE.match(text):
        return sequences.find_cache_error("identity column", action.line)
    column = _read_added_column(shape, action)
    return columns.find_added_column_error(shape, column) if column else None


def _find_constraint_error(text: str, kind: str) -> ServerError | None:
    """Return the error of ADD CONSTRAINT, unless no row must be checked for it."""
    if kind != "check" and kind != "foreign key" and " not valid" in text:
        # PostgreSQL's parser rejects it, and says why.
        return None
    later = kind in ("check", "foreign key") and " not valid" in text
    indexed = kind == "unique" and " unique using index " in text
    return (
        None
        if later or indexed
        else unsupported_error("unsupported ALTER TABLE ADD CONSTRAINT statement")
    )


def _options(shape: Shape, line: Line, identity: re.Match[str]) -> Line:
    if not identity["options"]:
        return Line("", ())
    opening = line.token(identity.start("options") + 1)
    return shape.line(opening + 1, shape.closing(opening))


def _read_added_column(shape: Shape, action: _Action) -> columns.Column | None:
    text = action.line.text
    match = _ADD_COLUMN.match(text)
    if match is None or _ADD_CONSTRAINT.match(text) or text.startswith("add constraint "):
        return None
    return columns.read(shape, action.line.token(match.start("column")), action.last)


def _edit(shape: Shape, action: _Action) -> Edit | None:
    triggers = _ALL_TRIGGERS.match(action.line.text)
    if triggers:
        # For ALL, PostgreSQL needs a superuser, because of its own triggers.
        return Edit(*shape.spans[action.line.token(triggers.start("all"))], "USER")
    column = _read_added_column(shape, action)
    return columns.edit(shape, column) if column else None


def _action_ask(shape: Shape, table: str, action: _Action) -> CatalogCheck | None:
    text = action.line.text
    dropped = _DROP_CONSTRAINT.match(text)
    if dropped:
        name = quote_literal(shape.name(action.line.token(dropped.start("name"))))
        return CatalogCheck(
            "EXISTS (SELECT FROM pg_catalog.pg_constraint"
            f" WHERE conrelid = {table} AND conname = {name} AND contype = 'p')",
            unsupported_error("unsupported ALTER TABLE DROP CONSTRAINT statement"),
        )
    dropped = _DROP_COLUMN.match(text)
    if dropped is None:
        return None
    column = shape.name(action.line.token(dropped.start("name")))
    return CatalogCheck(
        "EXISTS (SELECT FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_attribute AS a"
        " ON a.attrelid = i.indrelid"
        " AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])"
        f" WHERE i.indrelid = {table} AND i.indisprimary AND a.attname = {quote_literal(column)})",
        unsupported_error(f"cannot drop primary key column {column}"),
    )
