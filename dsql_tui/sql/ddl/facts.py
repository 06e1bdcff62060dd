"""The facts of the catalog from which DDL is written.

Definitions are texts of the server, in which every name has its schema.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["schema", "domain", "sequence", "table", "view", "function", "procedure"]
ExtraKind = Literal["index", "statistics"]


class SchemaObject(NamedTuple):
    """A schema, or an object that has a name in it."""

    key: str
    """The catalog and the OID."""
    kind: Kind
    schema: str
    name: str
    definition: str = ""
    """The query of a view, the options of a sequence, the type of a domain, or the whole statement
    of a function."""
    detail: str = ""
    """The options of a view, the column that owns a sequence, or the arguments of a function."""
    comment: str = ""


class Column(NamedTuple):
    """A column of a table or a view."""

    name: str
    definition: str
    """The type, then default or identity, and NOT NULL."""
    comment: str = ""


class Constraint(NamedTuple):
    """A constraint of a table or a domain."""

    name: str
    definition: str
    refers: str = ""
    """The key of the table that a foreign key refers to."""
    unique_index: str = ""
    """The index of the other table that a foreign key needs, unless it is that of a constraint."""
    valid: bool = True
    comment: str = ""


class TableExtra(NamedTuple):
    """An index or extended statistics of a table."""

    name: str
    kind: ExtraKind
    definition: str
    comment: str = ""


@dataclass(slots=True)
class SchemaFacts:
    """Everything about one schema, or about all of them; parts of objects are found by key."""

    objects: Sequence[SchemaObject] = ()
    columns: dict[str, list[Column]] = field(default_factory=lambda: defaultdict(list))
    constraints: dict[str, list[Constraint]] = field(default_factory=lambda: defaultdict(list))
    extras: dict[str, list[TableExtra]] = field(default_factory=lambda: defaultdict(list))
    needs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The keys of the objects that must exist before an object."""
