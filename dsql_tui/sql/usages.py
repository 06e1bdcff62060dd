"""The objects that use a table or one of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog, Relation
from dsql_tui.sql.names import fold_name
from dsql_tui.sql.scan import scan


class Definition(NamedTuple):
    """A view, a function or a procedure, and the SQL that defines it."""

    kind: str
    schema: str
    name: str
    text: str


class Usage(NamedTuple):
    """An object that uses another one."""

    kind: str
    schema: str
    name: str
    """The name of a view or function, or of the table that has a foreign key."""
    columns: tuple[str, ...] = ()
    """The columns of a foreign key."""


def find_usages(
    catalog: Catalog, definitions: Iterable[Definition], relation: Relation, column: str = ""
) -> list[Usage]:
    """Return what uses a relation, or a column of it.

    Foreign keys are exact. Views and functions are those whose definition names the relation, and
    the column: a function that builds its SQL from parts is not found.
    """
    found = list(_find_foreign_keys(catalog, relation, column))
    for kind, schema, name, text in definitions:
        itself = (schema, name) == (relation.schema, relation.name)
        # The server writes every name in a view with its schema; functions are as they were typed.
        paths = [(relation.schema, relation.name), *([] if kind == "view" else [(relation.name,)])]
        if not itself and _is_named(text, paths, column):
            found.append(Usage(kind, schema, name))
    return found


def _is_named(text: str, paths: Iterable[tuple[str, ...]], column: str) -> bool:
    """Return True if SQL contains one of the names, perhaps with more behind it, and the column."""
    names = list(_read_names(text))
    if column and not any(column in name for name in names):
        return False
    return any(name[: len(path)] == path for name in names for path in paths)


def _find_foreign_keys(catalog: Catalog, relation: Relation, column: str) -> Iterator[Usage]:
    for other in catalog.relations():
        for key in other.foreign:
            if (key.schema, key.relation) == (relation.schema, relation.name) and (
                not column or column in key.refers
            ):
                yield Usage("foreign key", other.schema, other.name, key.columns)


def _read_names(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every name as its parts: `shop.orders` as two; those in dollar quotes too."""
    path: list[str] = []
    dotted = False
    for kind, start, end in scan(text):
        if kind in ("word", "quoted"):
            if not dotted and path:
                yield tuple(path)
                path = []
            path.append(fold_name(text[start:end]))
            dotted = False
        elif text[start:end] == "." and path:
            dotted = True
        elif kind not in ("space", "comment"):
            if path:
                yield tuple(path)
            path, dotted = [], False
            if kind == "dollar":
                yield from _read_names(_strip_dollar_quotes(text[start:end]))
    if path:
        yield tuple(path)


def _strip_dollar_quotes(quoted: str) -> str:
    """Return the text between dollar quotes."""
    tag = quoted[: quoted.index("$", 1) + 1]
    return quoted[len(tag) :].removesuffix(tag)
