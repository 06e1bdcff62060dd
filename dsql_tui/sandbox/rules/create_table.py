"""CREATE TABLE and CREATE VIEW.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/create-table-syntax-support.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import columns, types
from dsql_tui.sandbox.rules.patterns import NAME, find_rule_error, make_rule
from dsql_tui.sandbox.rules.shape import Edit, Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

COLUMNS = 256
"""The most columns that a cluster was seen to accept; the documentation says 255."""

_HEAD = rf"create (?:\S+ )?(?:\S+ )?table (?:if not exists )?{NAME}"

CLAUSES = (
    make_rule(
        rf"{_HEAD}.* as (?:select|with|values|table|execute|\()",
        "unsupported statement: CreateTableAs",
    ),
    make_rule(
        r"create (?:local |global )?temp(?:orary)? table",
        "TEMPORARY or TEMP table not supported for CREATE TABLE",
    ),
    make_rule(r"create unlogged table", "UNLOGGED table not supported for CREATE TABLE"),
    make_rule(
        rf"{_HEAD}(?: \( \))? .*\bpartition by",
        "PARTITION BY clause not supported for CREATE TABLE",
    ),
    # Recorded up to here; the next follow the pattern.
    make_rule(rf"{_HEAD} partition of", "PARTITION OF clause not supported for CREATE TABLE"),
    make_rule(rf"{_HEAD} of", "OF clause not supported for CREATE TABLE"),
    make_rule(
        rf"{_HEAD} \( \).* (inherits|using|with|tablespace)",
        "{} clause not supported for CREATE TABLE",
    ),
    make_rule(rf"{_HEAD} \( \).* (on commit)", "{} clause not supported for CREATE TABLE"),
)

_VIEWS = (
    # The next messages are not recorded; they follow those above.
    make_rule(
        r"create (?:or replace )?temp(?:orary)? (?:recursive )?view",
        "TEMPORARY or TEMP view not supported for CREATE VIEW",
    ),
)

_CONSTRAINTS = frozenset({"constraint", "primary", "unique", "check", "foreign", "like"})
_KEY = re.compile(r"(?:constraint \S+ )?(?:primary key|unique(?: nulls (?:not )?distinct)?) (\()")
_DEFERRABLE = re.compile(r"(?<! not) deferrable| initially deferred")
_EXCLUDE = re.compile(r"(?:constraint \S+ )?exclude (?:using|\()")


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a CREATE TABLE."""
    error = find_rule_error(CLAUSES, shape.top.text)
    if error:
        return error
    known: dict[str, types.Type] = {}
    keys = []
    for first, last in _elements(shape):
        if _is_constraint(shape, first):
            keys.append((first, last))
            continue
        column = columns.read(shape, first, last)
        error = columns.find_error(shape, column)
        if error:
            return error
        if column.type:
            known[column.name] = column.type
    if len(known) > COLUMNS:
        return ServerError("tables can have at most 255 columns", "54011")
    return next(filter(None, (_find_constraint_error(shape, known, *key) for key in keys)), None)


def find_view_error(shape: Shape) -> ServerError | None:
    """Return the error of a CREATE VIEW."""
    return find_rule_error(_VIEWS, shape.top.text)


def edits(shape: Shape) -> list[Edit]:
    """Return the edits for PostgreSQL."""
    found_edits = [
        columns.edit(shape, columns.read(shape, first, last))
        for first, last in _elements(shape)
        if not _is_constraint(shape, first)
    ]
    return [each for each in found_edits if each]


def _elements(shape: Shape) -> Iterator[tuple[int, int]]:
    """Return the columns and constraints in the brackets."""
    if "(" in shape.words:
        yield from shape.items(shape.words.index("("))


def _is_constraint(shape: Shape, first: int) -> bool:
    word = shape.words[first]
    return word in _CONSTRAINTS or (
        # The word may also be the name of a column.
        word == "exclude" and shape.words[first + 1 : first + 2] in (["using"], ["("])
    )


def _find_constraint_error(
    shape: Shape, known: dict[str, types.Type], first: int, last: int
) -> ServerError | None:
    line = shape.line(first, last)
    if _EXCLUDE.match(line.text):
        # The message is not recorded.
        return unsupported_error("EXCLUDE constraint not supported for CREATE TABLE")
    key = _KEY.match(line.text)
    if key is None:
        return None
    if _DEFERRABLE.search(line.text):
        return columns.deferrable_error()
    names = [shape.name(left) for left, _ in shape.items(line.token(key.start(1)))]
    if len(names) > columns.KEY_COLUMNS:
        return columns.too_many_keys_error()
    error = (types.find_key_error(known[name]) for name in names if name in known)
    return next(filter(None, error), None)
