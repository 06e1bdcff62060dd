"""Statements that rename, drop or index an object of the schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.sql.catalog import Relation
from dsql_tui.sql.names import quote_name

MAX_NAME_BYTES = 63
"""The server cuts longer names off."""


class Target(NamedTuple):
    """An object that a statement can change."""

    kind: str
    """In the words of SQL, such as `table`."""
    schema: str
    name: str
    parent: str = ""
    """The table or view of a column or a constraint."""
    parent_kind: str = "table"
    arguments: str = ""
    """The arguments of a function, as its DROP needs them."""

    @property
    def title(self) -> str:
        """The kind and the name, for people."""
        above = [] if self.kind == "schema" else [self.schema, self.parent]
        return f"{self.kind} {'.'.join([*filter(None, above), self.name])}"

    @property
    def can_rename(self) -> bool:
        """Whether Aurora DSQL renames it: it has no ALTER INDEX."""
        return self.kind != "index"


def write_rename(target: Target, name: str) -> str:
    """Return the statement that gives an object another name."""
    new = quote_name(name)
    if target.parent:
        part = f"{target.kind} {quote_name(target.name)}"
        return f"alter {target.parent_kind} {_qualify_parent(target)} rename {part} to {new};"
    return f"alter {target.kind} {_qualify(target)} rename to {new};"


def write_drop(target: Target) -> str:
    """Return the statement that drops an object, but nothing that depends on it."""
    if target.parent:
        part = f"{target.kind} {quote_name(target.name)}"
        return f"alter {target.parent_kind} {_qualify_parent(target)} drop {part};"
    return f"drop {target.kind} {_qualify(target)};"


def write_index(relation: Relation, columns: Sequence[str], unique: bool = False) -> str:
    """Return the statement that builds an index; the server chooses a name that is free."""
    kind = "unique index" if unique else "index"
    table = f"{quote_name(relation.schema)}.{quote_name(relation.name)}"
    return f"create {kind} async on {table} ({', '.join(map(quote_name, columns))});"


def check_new_name(target: Target, name: str) -> str:
    """Return the problem with a new name of an object; empty if there is none."""
    if not name:
        return "Type a name."
    if name == target.name:
        return "This is the name already."
    if "\0" in name:
        return "A name cannot contain a NUL character."
    if len(name.encode()) > MAX_NAME_BYTES:
        return f"A name can have at most {MAX_NAME_BYTES} bytes; the server would cut it off."
    return ""


def _qualify(target: Target) -> str:
    names = [target.name] if target.kind in ("schema", "role") else [target.schema, target.name]
    written = ".".join(map(quote_name, names))
    return f"{written}({target.arguments})" if target.kind in ("function", "procedure") else written


def _qualify_parent(target: Target) -> str:
    return f"{quote_name(target.schema)}.{quote_name(target.parent)}"
