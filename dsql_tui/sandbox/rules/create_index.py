"""CREATE INDEX, and how an asynchronous one reaches PostgreSQL.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/create-index-syntax-support.html
"""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import columns, types
from dsql_tui.sandbox.rules.object_limits import build_object_id
from dsql_tui.sandbox.rules.patterns import NAME, find_rule_error, make_rule
from dsql_tui.sandbox.rules.shape import Edit, Shape, quote_literal
from dsql_tui.sandbox.rules.verdict import CatalogCheck, unsupported_error

INDEXES = 24
"""The most indexes of a table, its primary key included."""

_HEAD = re.compile(
    r"create (?:unique )?index (?P<async>async (?!\())?(?P<together>concurrently )?"
    rf"(?:if not exists )?.*?\bon (?:only )?(?P<table>{NAME}) (?:using \S+ )?(?P<keys>\()"
)

CLAUSES = (
    make_rule(
        r"create (?:unique )?index (?:async )?(concurrently)",
        "{} not supported for CREATE INDEX",
    ),
    # The next message is not recorded; it follows those above.
    make_rule(
        rf"create (?:unique )?index .*?\bon (?:only )?{NAME} \( \).* (with|tablespace)",
        "{} not supported for CREATE INDEX",
    ),
)

_METHOD = re.compile(rf"create (?:unique )?index .*?\bon (?:only )?{NAME} using (?P<method>\S+)")
_USING = unsupported_error("USING not supported for CREATE INDEX")
_MODE = unsupported_error("unsupported mode. please use CREATE INDEX ASYNC.")
_SYNC_IS_OFF = (
    "COALESCE(pg_catalog.lower(pg_catalog.current_setting('dsql.disable_sync_create_index', true)),"
    " 'on') NOT IN ('off', 'false', 'no', '0')"
)
"""Without ASYNC, only this setting allows an index, and only on an empty table."""

_ORDER = unsupported_error("specifying sort order not supported for index keys")
_OPCLASS = unsupported_error("opclass not supported for index keys")
_COLLATION = re.compile(rf" collate {NAME}(?= |$)")
_NULLS = re.compile(r" nulls (?:first|last)$")
_SORTED = re.compile(r" (?:asc|desc)$")
_OPENED = re.compile(r"(?:\( \)|(?:\S+ \. )*\S+(?: \( \))?)")


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a CREATE INDEX."""
    error = find_rule_error(CLAUSES[:1], shape.top.text)
    method = _METHOD.match(shape.top.text)
    if error is None and method and _read_method(shape, method) != "btree_index":
        return _USING
    error = error or find_rule_error(CLAUSES[1:], shape.top.text)
    head = _HEAD.match(shape.top.text)
    if error or head is None:
        return error
    keys = list(shape.items(shape.top.token(head.start("keys"))))
    if len(keys) > columns.KEY_COLUMNS:
        return columns.too_many_keys_error()
    return next(filter(None, (_find_key_error(shape, *key) for key in keys)), None)


def catalog_checks(shape: Shape) -> tuple[CatalogCheck, ...]:
    """Return the catalog checks before a CREATE INDEX."""
    head = _HEAD.match(shape.top.text)
    if head is None:
        return ()
    table = _source_text(shape, head, "table")
    asked = [_type_ask(shape, head, table, name) for name in types.KEY_TYPES]
    asked.append(_count_ask(table))
    if not head["async"]:
        asked.append(CatalogCheck(f"{_SYNC_IS_OFF} OR EXISTS (SELECT FROM {table})", _MODE))
    return tuple(asked)


def build_job_call(shape: Shape) -> str | None:
    """Return the call for CREATE INDEX ASYNC, `None` for others.

    `pg_dsql_start_job` runs the statement and returns the job's identifier, so that the client gets
    its row in either protocol.
    """
    head = _HEAD.match(shape.top.text)
    if head is None or not head["async"]:
        return None
    blank = shape.blank_out(shape.top.token(head.start("async")))
    return build_start_job("INDEX_BUILD", shape.apply_edits([blank, *edits(shape)]))


def edits(shape: Shape) -> list[Edit]:
    """Return the edit for PostgreSQL, whose name for the access method is another."""
    method = _METHOD.match(shape.top.text)
    if method is None:
        return []
    start, end = shape.spans[shape.top.token(method.start("method"))]
    return [Edit(start, end, "btree".ljust(end - start))]


def _read_method(shape: Shape, method: re.Match[str]) -> str:
    return shape.name(shape.top.token(method.start("method")))


def build_start_job(kind: str, statement: str) -> str:
    """Return the call that runs a statement as a job."""
    return f"SELECT pg_catalog.pg_dsql_start_job('{kind}', {quote_literal(statement)}) AS job_id"


def _find_key_error(shape: Shape, first: int, last: int) -> ServerError | None:
    """Return the error of a key: a column or expression, collation, class, order and nulls."""
    line = _NULLS.sub("", shape.line(first, last).text)
    if _SORTED.search(line):
        return _ORDER
    line = _COLLATION.sub("", line)
    return None if _OPENED.fullmatch(line) else _OPCLASS


def _type_ask(shape: Shape, head: re.Match[str], table: str, name: str) -> CatalogCheck:
    """Return the check that no key is a column of a type."""
    keys = [
        quote_literal(shape.name(first))
        for first, last in shape.items(shape.top.token(head.start("keys")))
        if last - first == 1 or shape.words[first + 1] in ("nulls", "collate")
    ]
    return CatalogCheck(
        f"EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {build_object_id(table)} AND"
        f" attname IN ({', '.join(keys) or 'NULL'})"
        f" AND atttypid = '{name}'::pg_catalog.regtype)",
        unsupported_error(f"datatype {name} is not supported in a key"),
    )


def _count_ask(table: str) -> CatalogCheck:
    return CatalogCheck(
        "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_index"
        f" WHERE indrelid = {build_object_id(table)}) >= {INDEXES}",
        ServerError(f"more than {INDEXES} indexes per table are not allowed", "54000"),
    )


def _source_text(shape: Shape, match: re.Match[str], group: str) -> str:
    """Return a group of a match with the top line, in the client's words."""
    first = shape.top.token(match.start(group))
    return shape.source_text(first, shape.top.token(match.end(group) - 1) + 1)
