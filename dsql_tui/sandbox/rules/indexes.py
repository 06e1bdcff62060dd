"""What CREATE INDEX may say, and how an asynchronous one reaches PostgreSQL.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/create-index-syntax-support.html
"""

from __future__ import annotations

import re

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import columns, types
from dsql_tui.sandbox.rules.catalog import object_id
from dsql_tui.sandbox.rules.patterns import NAME, found, rule
from dsql_tui.sandbox.rules.shape import Shape, literal
from dsql_tui.sandbox.rules.verdict import Ask, unsupported

INDEXES = 24
"""The most that a table may have, its primary key included."""

_HEAD = re.compile(
    r"create (?:unique )?index (?P<async>async (?!\())?(?P<together>concurrently )?"
    rf"(?:if not exists )?.*?\bon (?:only )?(?P<table>{NAME}) (?:using \S+ )?(?P<keys>\()"
)

CLAUSES = (
    rule(
        r"create (?:unique )?index (?:async )?(concurrently)",
        "{} not supported for CREATE INDEX",
    ),
    rule(
        rf"create (?:unique )?index .*?\bon (?:only )?{NAME} (using)",
        "{} not supported for CREATE INDEX",
    ),
    # The words of the next are ours, after those above.
    rule(
        rf"create (?:unique )?index .*?\bon (?:only )?{NAME} \( \).* (with|tablespace)",
        "{} not supported for CREATE INDEX",
    ),
)

_MODE = unsupported("unsupported mode. please use CREATE INDEX ASYNC.")
_ORDER = unsupported("specifying sort order not supported for index keys")
_OPCLASS = unsupported("opclass not supported for index keys")
_COLLATION = re.compile(rf" collate {NAME}(?= |$)")
_NULLS = re.compile(r" nulls (?:first|last)$")
_SORTED = re.compile(r" (?:asc|desc)$")
_OPENED = re.compile(r"(?:\( \)|(?:\S+ \. )*\S+(?: \( \))?)")


def refusal(shape: Shape) -> Refusal | None:
    """The refusal of a CREATE INDEX."""
    refused = found(CLAUSES, shape.top.text)
    head = _HEAD.match(shape.top.text)
    if refused or head is None:
        return refused
    keys = list(shape.items(shape.top.token(head.start("keys"))))
    if len(keys) > columns.KEY_COLUMNS:
        return columns.too_many_keys()
    return next(filter(None, (_key_refusal(shape, *key) for key in keys)), None)


def asks(shape: Shape) -> tuple[Ask, ...]:
    """What the catalog must be asked before a CREATE INDEX."""
    head = _HEAD.match(shape.top.text)
    if head is None:
        return ()
    table = _written(shape, head, "table")
    asked = [_type_ask(shape, head, table, name) for name in types.KEY_TYPES]
    asked.append(_count_ask(table))
    if not head["async"]:
        asked.append(Ask(f"EXISTS (SELECT FROM {table})", _MODE))
    return tuple(asked)


def job_text(shape: Shape) -> str | None:
    """What PostgreSQL runs for CREATE INDEX ASYNC, `None` where it is not asynchronous.

    `sys.start_job` runs the statement and answers with the identifier of a job: so the row that
    the client expects comes by itself, in either protocol.
    """
    head = _HEAD.match(shape.top.text)
    if head is None or not head["async"]:
        return None
    taken = shape.blank(shape.top.token(head.start("async")))
    return start_job("INDEX_BUILD", shape.edited([taken]))


def start_job(kind: str, statement: str) -> str:
    """The call that runs a statement as a job."""
    return f"SELECT sys.start_job('{kind}', {literal(statement)}) AS job_id"


def _key_refusal(shape: Shape, first: int, last: int) -> Refusal | None:
    """The refusal of a key: a column or an expression, then collation, class, order, nulls."""
    line = _NULLS.sub("", shape.line(first, last).text)
    if _SORTED.search(line):
        return _ORDER
    line = _COLLATION.sub("", line)
    return None if _OPENED.fullmatch(line) else _OPCLASS


def _type_ask(shape: Shape, head: re.Match[str], table: str, name: str) -> Ask:
    """Is one of the keys a column of this type?"""
    keys = [
        literal(shape.name(first))
        for first, last in shape.items(shape.top.token(head.start("keys")))
        if last - first == 1 or shape.words[first + 1] in ("nulls", "collate")
    ]
    return Ask(
        f"EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {object_id(table)} AND"
        f" attname IN ({', '.join(keys) or 'NULL'})"
        f" AND atttypid = '{name}'::pg_catalog.regtype)",
        unsupported(f"datatype {name} is not supported in a key"),
    )


def _count_ask(table: str) -> Ask:
    return Ask(
        "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_index"
        f" WHERE indrelid = {object_id(table)}) >= {INDEXES}",
        Refusal(f"more than {INDEXES} indexes per table are not allowed", "54000"),
    )


def _written(shape: Shape, match: re.Match[str], group: str) -> str:
    """What a group of a match with the top line says, in the client's own words."""
    first = shape.top.token(match.start(group))
    return shape.written(first, shape.top.token(match.end(group) - 1) + 1)
