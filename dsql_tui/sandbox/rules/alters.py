"""What ALTER TABLE may say.

An action that is refused is named as PostgreSQL names it (`alter_table_type_to_string` in
`src/backend/commands/tablecmds.c`): recorded for ADD CONSTRAINT, DROP CONSTRAINT, VALIDATE
CONSTRAINT, ENABLE ROW SECURITY, and SET DATA TYPE, SET NOT NULL, SET STATISTICS of a column.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/alter-table-syntax-support.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import columns, sequences
from dsql_tui.sandbox.rules.catalog import object_id
from dsql_tui.sandbox.rules.indexes import start_job
from dsql_tui.sandbox.rules.patterns import NAME
from dsql_tui.sandbox.rules.shape import Edit, Line, Shape, literal
from dsql_tui.sandbox.rules.verdict import Ask, unsupported

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
    (r"((?:enable|disable)(?: always| replica)? trigger)(?! all$)", "{}"),
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
"""The beginning of an action that is refused, and its name."""

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
    """One of the things that an ALTER TABLE does."""

    line: Line
    first: int
    last: int


def refusal(shape: Shape) -> Refusal | None:
    """The refusal of an ALTER TABLE."""
    head = _HEAD.match(shape.top.text)
    if head is None or _validates(head, shape):
        return None
    subject = head["object"].upper()
    refused = (_action_refusal(shape, subject, action) for action in _actions(shape, head))
    return next(filter(None, refused), None)


def asks(shape: Shape) -> tuple[Ask, ...]:
    """What the catalog must be asked before an ALTER TABLE."""
    head = _HEAD.match(shape.top.text)
    if head is None:
        return ()
    table = object_id(_table(shape, head))
    found = (_action_ask(shape, table, action) for action in _actions(shape, head))
    return tuple(ask for ask in found if ask)


def edits(shape: Shape) -> list[Edit]:
    """What PostgreSQL must read instead: in columns that are added, and for triggers."""
    head = _HEAD.match(shape.top.text)
    found = (_edit(shape, action) for action in _actions(shape, head)) if head else ()
    return [edit for edit in found if edit]


def job_text(shape: Shape) -> str | None:
    """What PostgreSQL runs for ALTER TABLE ASYNC ... VALIDATE CONSTRAINT, `None` for others."""
    head = _HEAD.match(shape.top.text)
    if head is None or not _validates(head, shape):
        return None
    taken = shape.blank(shape.top.token(head.start("async")))
    return start_job("CONSTRAINT_VALIDATION", shape.edited([taken]))


def _validates(head: re.Match[str], shape: Shape) -> bool:
    """Is it the one form that takes ASYNC?"""
    action = shape.top.text[head.start("action") :]
    return bool(head["async"]) and action.startswith("validate constraint ")


def _table(shape: Shape, head: re.Match[str]) -> str:
    first = shape.top.token(head.start("table"))
    return shape.written(first, shape.top.token(head.end("table") - 1) + 1)


def _actions(shape: Shape, head: re.Match[str]) -> Iterator[_Action]:
    for first, last in shape.parts(shape.top.token(head.start("action")), len(shape.words)):
        yield _Action(shape.line(first, last), first, last)


def _action_refusal(shape: Shape, subject: str, action: _Action) -> Refusal | None:
    text = action.line.text
    for pattern, name in _ACTIONS:
        match = pattern.match(text)
        if match:
            words = match[1].upper() if match.lastindex else ""
            return unsupported(f"unsupported ALTER {subject} {name.format(words)} statement")
    constraint = _ADD_CONSTRAINT.match(text)
    if constraint:
        return _constraint_refusal(text, constraint["kind"])
    identity = _ADD_IDENTITY.match(text)
    if identity:
        return sequences.identity_refusal(shape, _options(shape, action.line, identity), None)
    if _SET_CACHE.match(text):
        return sequences.cache_refusal("IDENTITY column", action.line)
    column = _added(shape, action)
    return columns.added_refusal(column) if column else None


def _constraint_refusal(text: str, kind: str) -> Refusal | None:
    """Only what needs no look at the rows may be added: not yet valid, or an index that exists."""
    later = kind in ("check", "foreign key") and " not valid" in text
    indexed = kind == "unique" and " unique using index " in text
    return (
        None
        if later or indexed
        else unsupported("unsupported ALTER TABLE ADD CONSTRAINT statement")
    )


def _options(shape: Shape, line: Line, identity: re.Match[str]) -> Line:
    if not identity["options"]:
        return Line("", ())
    opening = line.token(identity.start("options") + 1)
    return shape.line(opening + 1, shape.closing(opening))


def _added(shape: Shape, action: _Action) -> columns.Column | None:
    text = action.line.text
    match = _ADD_COLUMN.match(text)
    if match is None or _ADD_CONSTRAINT.match(text) or text.startswith("add constraint "):
        return None
    return columns.read(shape, action.line.token(match.start("column")), action.last)


def _edit(shape: Shape, action: _Action) -> Edit | None:
    triggers = _ALL_TRIGGERS.match(action.line.text)
    if triggers:
        # For all of them, PostgreSQL wants a superuser; those of its own are no concern here.
        return Edit(*shape.spans[action.line.token(triggers.start("all"))], "USER")
    column = _added(shape, action)
    return columns.edit(shape, column) if column else None


def _action_ask(shape: Shape, table: str, action: _Action) -> Ask | None:
    text = action.line.text
    dropped = _DROP_CONSTRAINT.match(text)
    if dropped:
        name = literal(shape.name(action.line.token(dropped.start("name"))))
        return Ask(
            "EXISTS (SELECT FROM pg_catalog.pg_constraint"
            f" WHERE conrelid = {table} AND conname = {name} AND contype = 'p')",
            unsupported("unsupported ALTER TABLE DROP CONSTRAINT statement"),
        )
    dropped = _DROP_COLUMN.match(text)
    if dropped is None:
        return None
    column = shape.name(action.line.token(dropped.start("name")))
    return Ask(
        "EXISTS (SELECT FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_attribute AS a"
        " ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
        f" WHERE i.indrelid = {table} AND i.indisprimary AND a.attname = {literal(column)})",
        unsupported(f"cannot drop primary key column {column}"),
    )
