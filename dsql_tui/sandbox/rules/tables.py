"""What CREATE TABLE may say.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/create-table-syntax-support.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import columns, types
from dsql_tui.sandbox.rules.patterns import NAME, found, rule
from dsql_tui.sandbox.rules.shape import Edit, Shape
from dsql_tui.sandbox.rules.verdict import unsupported

COLUMNS = 256
"""The most that were seen accepted; the documentation says 255."""

_HEAD = rf"create (?:\S+ )?(?:\S+ )?table (?:if not exists )?{NAME}"

CLAUSES = (
    rule(
        rf"{_HEAD}.* as (?:select|with|values|table|execute|\()",
        "unsupported statement: CreateTableAs",
    ),
    rule(
        r"create (?:local |global )?temp(?:orary)? table",
        "TEMPORARY or TEMP table not supported for CREATE TABLE",
    ),
    rule(r"create unlogged table", "UNLOGGED table not supported for CREATE TABLE"),
    rule(
        rf"{_HEAD}(?: \( \))? .*\bpartition by",
        "PARTITION BY clause not supported for CREATE TABLE",
    ),
    # Recorded up to here; the rest follows from the pattern.
    rule(rf"{_HEAD} partition of", "PARTITION OF clause not supported for CREATE TABLE"),
    rule(rf"{_HEAD} of", "OF clause not supported for CREATE TABLE"),
    rule(
        rf"{_HEAD} \( \).* (inherits|using|with|tablespace)",
        "{} clause not supported for CREATE TABLE",
    ),
    rule(rf"{_HEAD} \( \).* (on commit)", "{} clause not supported for CREATE TABLE"),
)

_VIEWS = (
    # The words are ours, after those above.
    rule(
        r"create (?:or replace )?temp(?:orary)? (?:recursive )?view",
        "TEMPORARY or TEMP view not supported for CREATE VIEW",
    ),
)

_CONSTRAINTS = frozenset({"constraint", "primary", "unique", "check", "foreign", "like"})
_KEY = re.compile(r"(?:constraint \S+ )?(?:primary key|unique(?: nulls (?:not )?distinct)?) (\()")
_EXCLUDE = re.compile(r"(?:constraint \S+ )?exclude (?:using|\()")


def refusal(shape: Shape) -> Refusal | None:
    """The refusal of a CREATE TABLE."""
    refused = found(CLAUSES, shape.top.text)
    if refused:
        return refused
    known: dict[str, types.Type] = {}
    keys = []
    for first, last in _elements(shape):
        if _is_constraint(shape, first):
            keys.append((first, last))
            continue
        column = columns.read(shape, first, last)
        refused = columns.refusal(shape, column)
        if refused:
            return refused
        if column.type:
            known[column.name] = column.type
    if len(known) > COLUMNS:
        return Refusal("tables can have at most 255 columns", "54011")
    return next(filter(None, (_constraint_refusal(shape, known, *key) for key in keys)), None)


def view_refusal(shape: Shape) -> Refusal | None:
    """The refusal of a CREATE VIEW."""
    return found(_VIEWS, shape.top.text)


def edits(shape: Shape) -> list[Edit]:
    """What PostgreSQL must read instead."""
    found_edits = [
        columns.edit(shape, columns.read(shape, first, last))
        for first, last in _elements(shape)
        if not _is_constraint(shape, first)
    ]
    return [each for each in found_edits if each]


def _elements(shape: Shape) -> Iterator[tuple[int, int]]:
    """The columns and constraints in the brackets."""
    if "(" in shape.words:
        yield from shape.items(shape.words.index("("))


def _is_constraint(shape: Shape, first: int) -> bool:
    word = shape.words[first]
    return word in _CONSTRAINTS or (
        # This word may also be the name of a column.
        word == "exclude" and shape.words[first + 1 : first + 2] in (["using"], ["("])
    )


def _constraint_refusal(
    shape: Shape, known: dict[str, types.Type], first: int, last: int
) -> Refusal | None:
    line = shape.line(first, last)
    if _EXCLUDE.match(line.text):
        # The words are ours.
        return unsupported("EXCLUDE constraint not supported for CREATE TABLE")
    key = _KEY.match(line.text)
    if key is None:
        return None
    names = [shape.name(left) for left, _ in shape.items(line.token(key.start(1)))]
    if len(names) > columns.KEY_COLUMNS:
        return columns.too_many_keys()
    refused = (types.key_refusal(known[name]) for name in names if name in known)
    return next(filter(None, refused), None)
