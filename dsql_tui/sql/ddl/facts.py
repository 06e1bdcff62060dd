"""The facts of the catalog from which DDL is written.

Definitions are texts of the server, in which every name has its schema.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal, NamedTuple

from dsql_tui.sql.names import fold_name, quote_name

Kind = Literal["role", "schema", "domain", "sequence", "table", "view", "function", "procedure"]
ExtraKind = Literal["index", "statistics"]

EVERYBODY = "PUBLIC"
"""The grantee that stands for all roles, as SQL writes it."""

_PRIMARY_KEY = "PRIMARY KEY ("
_LISTED = re.compile(r'"(?:[^"]|"")*"|[^",) ]+|\)')
"""A name in a list, or its end."""


class SchemaObject(NamedTuple):
    """A schema, an object that has a name in it, or a role."""

    key: str
    """The catalog and the OID."""
    kind: Kind
    schema: str
    name: str
    definition: str = ""
    """The query of a view, the options of a sequence, the type of a domain, the attributes of a
    role, or the whole statement of a function."""
    detail: str = ""
    """The options of a view, the column that owns a sequence, or the arguments of a function."""
    comment: str = ""


class Column(NamedTuple):
    """A column of a table or a view."""

    name: str
    type: str
    default: str = ""
    """The expression of the default."""
    identity: str = ""
    """`ALWAYS` or `BY DEFAULT`, for an identity column."""
    sequence: str = ""
    """The options of the sequence of an identity column."""
    generated: str = ""
    """The expression of a column that is computed."""
    not_null: bool = False
    comment: str = ""

    @property
    def definition(self) -> str:
        """The type, then default or identity, and NOT NULL."""
        parts = [self.type]
        if self.identity:
            parts.append(f"GENERATED {self.identity} AS IDENTITY ({self.sequence})")
        elif self.generated:
            parts.append(f"GENERATED ALWAYS AS ({self.generated}) STORED")
        elif self.default:
            parts.append(f"DEFAULT {self.default}")
        return " ".join([*parts, "NOT NULL"] if self.not_null else parts)


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

    @property
    def is_foreign_key(self) -> bool:
        """True for a foreign key."""
        return self.definition.startswith("FOREIGN KEY")

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of a primary key; none for another constraint."""
        if not self.definition.startswith(_PRIMARY_KEY):
            return ()
        parts = _LISTED.findall(self.definition[len(_PRIMARY_KEY) :])
        return tuple(fold_name(part) for part in takewhile(")".__ne__, parts))


class TableExtra(NamedTuple):
    """An index or extended statistics of a table."""

    name: str
    kind: ExtraKind
    definition: str
    comment: str = ""


class Grant(NamedTuple):
    """The privileges of one role on an object, or on one of its columns."""

    role: str
    """As SQL writes it; `PUBLIC` for all roles."""
    column: str
    """Empty for the whole object."""
    privileges: tuple[str, ...]
    grantable: frozenset[str] = frozenset()
    """The privileges that the role may grant to others."""

    def is_for(self, name: str) -> bool:
        """Return True if the role has a name, exact and without quotes; `PUBLIC` is all roles."""
        return self.role == (name if name == EVERYBODY else quote_name(name))

    @property
    def grantee(self) -> str:
        """The role, and the column: `reader`, `reader (name)`."""
        return f"{self.role} ({quote_name(self.column)})" if self.column else self.role


class DefaultSubject(NamedTuple):
    """The objects that default privileges are for."""

    creator: str
    """The role that creates them."""
    schema: str
    """Empty for those in any schema."""
    kind: str
    """As ALTER DEFAULT PRIVILEGES writes it: `tables`, `sequences`, `functions` or `schemas`."""


@dataclass(slots=True)
class SchemaFacts:
    """Everything about one schema, or about all of them; parts of objects are found by key."""

    objects: Sequence[SchemaObject] = ()
    columns: dict[str, list[Column]] = field(default_factory=lambda: defaultdict(list))
    constraints: dict[str, list[Constraint]] = field(default_factory=lambda: defaultdict(list))
    extras: dict[str, list[TableExtra]] = field(default_factory=lambda: defaultdict(list))
    needs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The keys of the objects that must exist before an object."""
    grants: dict[str, list[Grant]] = field(default_factory=lambda: defaultdict(list))
    """The privileges of other roles than the owner."""
    roles: Sequence[SchemaObject] | None = None
    """The custom roles of the cluster; `None` if they are unknown."""
    identities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The ARNs that each role is granted to, by its key; empty if they are unknown."""
    members: dict[str, dict[str, bool]] = field(default_factory=dict)
    """By the key of a role: the roles that it is granted to, and whether they may grant it."""
    defaults: dict[DefaultSubject, list[Grant]] = field(default_factory=dict)
    """The default privileges that were changed."""
    user: str = ""
    """The role of the session."""

    def get_primary_key(self, key: str) -> tuple[str, ...]:
        """Return the columns of a table's primary key; none if it has no key."""
        found = (each.key_columns for each in self.constraints.get(key, ()))
        return next(filter(None, found), ())
