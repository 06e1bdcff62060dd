"""Names like the one that the server did not find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from dsql_tui.dsql.sqlstate import UNDEFINED_COLUMN, UNDEFINED_SCHEMA, UNDEFINED_TABLE
from dsql_tui.events import ServerError
from dsql_tui.sql.catalog import Catalog, Relation
from dsql_tui.sql.names import fold_name, quote_name
from dsql_tui.sql.scan import scan

_MIN_RATIO = 0.7
"""The least similarity of two names, from 0 to 1."""
_MAX_LENGTH = 200
"""Longer names are not compared: it takes time proportional to the square of the length."""

_UNDEFINED = (UNDEFINED_TABLE, UNDEFINED_SCHEMA)
_UNKNOWN_ALIAS = ("missing FROM-clause entry", "invalid reference to FROM-clause entry")
"""Beginnings of errors with the SQLSTATE of an unknown table."""

_NAMES = ("word", "quoted")
_HINTED_COLUMN = re.compile(r'Perhaps you meant to reference the column "(?:[^"]*\.)?([^".]+)"')


class NearName(NamedTuple):
    """A name that exists, for one that does not."""

    start: int
    """The offset of the wrong name in the statement."""
    end: int
    written: str
    """The wrong name, as it is written."""
    name: str
    """The name that exists, as SQL must write it."""

    def apply(self, statement: str) -> str:
        """Return the statement with the name replaced."""
        return statement[: self.start] + self.name + statement[self.end :]


def find_near_name(error: ServerError, statement: str, catalog: Catalog) -> NearName | None:
    """Return a name like the one that the server did not find; `None` if there is none.

    Args:
        error: The error, with its position in the statement.
        statement: The statement as it was sent.
        catalog: The names that exist.
    """
    if error.position is None or not 0 < error.position <= len(statement):
        return None
    start, end = _locate_name(statement, error.position - 1)
    written = statement[start:end]
    parts = [fold_name(each) for each in _split(written)]
    if not parts or len(written) > _MAX_LENGTH:
        return None
    name: Sequence[str] | None = None
    if error.sqlstate in _UNDEFINED and not error.message.startswith(_UNKNOWN_ALIAS):
        name = _find_relation(parts, catalog)
    elif error.sqlstate == UNDEFINED_COLUMN:
        name = _find_column(parts, error.hint, statement, catalog)
    if name is None or list(name) == parts:
        return None
    return NearName(start, end, written, ".".join(map(quote_name, name)))


def _find_relation(parts: Sequence[str], catalog: Catalog) -> Sequence[str] | None:
    """Return the name of a relation: the same one in another schema, or one like it."""
    *schemas, name = parts
    relations = list(catalog.relations())
    in_schema = {each.name for each in relations if not schemas or each.schema == schemas[-1]}
    names = {each.name for each in relations}
    near = name if name in names else _closest(name, in_schema) or _closest(name, names)
    named = [each for each in relations if each.name == near]
    if not named:
        return None
    if not schemas:
        return catalog.qualify(catalog.relation(None, named[0].name) or named[0])
    found = max(named, key=lambda each: SequenceMatcher(None, schemas[-1], each.schema).ratio())
    return (found.schema, found.name)


def _find_column(
    parts: Sequence[str], hint: str | None, statement: str, catalog: Catalog
) -> Sequence[str] | None:
    """Return the name of a column of a relation of the statement; the server's hint comes first."""
    *qualifier, name = parts
    if hinted := _HINTED_COLUMN.search(hint or ""):
        return [*qualifier, hinted[1]]
    columns = {
        column.name for each in _find_relations(statement, catalog) for column in each.columns
    }
    near = _closest(name, columns)
    return None if near is None else [*qualifier, near]


def _find_relations(statement: str, catalog: Catalog) -> Iterable[Relation]:
    """Return the relations whose name is somewhere in a statement."""
    words = {
        fold_name(statement[token.start : token.end])
        for token in scan(statement)
        if token.kind in _NAMES
    }
    return [each for each in catalog.relations() if each.name in words]


def _closest(name: str, names: Iterable[str]) -> str | None:
    """Return the name that is most like another; `None` if none is like it."""
    matcher = SequenceMatcher(None, b=name)
    best, ratio = None, _MIN_RATIO
    for each in sorted(names):
        matcher.set_seq1(each)
        # The first two are upper bounds that are cheap to compute.
        if matcher.real_quick_ratio() >= ratio and matcher.quick_ratio() >= ratio:
            exact = matcher.ratio()
            if exact > ratio or (best is None and exact == ratio):
                best, ratio = each, exact
    return best


def _locate_name(statement: str, offset: int) -> tuple[int, int]:
    """Return the start and the end of the name with its qualifiers that begins at an offset."""
    start = end = offset
    expect_name = True
    for token in scan(statement):
        if token.start < offset or token.kind in ("space", "comment"):
            continue
        if expect_name and token.kind in _NAMES:
            end, expect_name = token.end, False
        elif not expect_name and statement[token.start : token.end] == ".":
            expect_name = True
        else:
            break
    return start, end


def _split(written: str) -> list[str]:
    """Return the parts of a name with qualifiers, as they are written."""
    return [written[each.start : each.end] for each in scan(written) if each.kind in _NAMES]
