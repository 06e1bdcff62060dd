"""The objects that a script creates, as far as they have to be rewritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from dsql_tui.sql.conversion.cursor import Name

Severity = Literal["lost", "weaker", "changed", "noted"]
"""The severity of a change: an object is not migrated; it checks or does less than before; it has
another type or form; no query can see the difference."""
ROUTINES = ("function", "procedure")
"""The kinds of objects whose code may call others."""

SEVERITIES: tuple[Severity, ...] = ("lost", "weaker", "changed", "noted")


class Change(NamedTuple):
    """A rewrite: what the source says, what Aurora DSQL gets, and the reason."""

    severity: Severity
    rule: str
    """The name of the rewrite, by which changes are grouped."""
    object: str
    before: str
    after: str
    """Empty if nothing is created."""
    reason: str
    line: int = 0
    """The line of the source; 0 if it is not known."""


def choose_free_name(base: str, taken: set[str]) -> str:
    """Return a name as PostgreSQL would choose it, and note it as taken."""
    name = base = base[:60]
    number = 0
    while name in taken:
        number += 1
        name = f"{base}{number}"
    taken.add(name)
    return name


@dataclass
class Column:
    """A column of a table."""

    name: str
    type: str
    """The type as it is written."""
    not_null: bool = False
    default: str = ""
    identity: Literal["", "always", "by default"] = ""
    options: str = ""
    """The options of its identity, as written in parentheses; `virtual` if it is generated so."""
    generated: str = ""
    """The expression of a generated column."""
    convert: tuple[str, ...] = ()
    """The conversion of its values: a name of `values.CONVERSIONS` and its arguments."""
    start: int | None = None
    """The value that the source would give the next row."""


@dataclass
class Constraint:
    """A constraint of a table."""

    kind: Literal["primary key", "unique", "check", "foreign key", "exclude"]
    columns: tuple[str, ...] = ()
    name: str = ""
    text: str = ""
    """The expression of a CHECK, or what follows the columns."""
    refers: Name | None = None
    other_columns: tuple[str, ...] = ()
    line: int = 0


@dataclass
class Table:
    """A table, with what later statements add to it."""

    name: Name
    columns: list[Column]
    constraints: list[Constraint] = field(default_factory=list)
    parents: list[Name] = field(default_factory=list)
    """The tables that it inherits from."""
    part_of: Name | None = None
    """The table whose partition it is."""
    line: int = 0
    source: str = ""

    def find(self, name: str) -> Column | None:
        """Return a column by name."""
        return next((each for each in self.columns if each.name == name), None)


@dataclass
class Sequence:
    """A sequence, with its owner and its value."""

    name: Name
    options: str = ""
    owner: tuple[Name, str] | None = None
    """The table and the column that it belongs to."""
    next_value: int | None = None
    line: int = 0


@dataclass
class Index:
    """An index."""

    name: str
    table: Name
    unique: bool
    method: str
    keys: list[str]
    tail: str
    """The text behind the keys: INCLUDE, NULLS NOT DISTINCT, WHERE."""
    line: int
    source: str


@dataclass
class Domain:
    """A domain, or an enum with its labels."""

    name: Name
    base: str
    source: str
    labels: tuple[str, ...] = ()
    line: int = 0
    tail: str = ""
    """The clauses behind the base."""


class LaterStatement(NamedTuple):
    """A statement that is taken as it is, after the rows."""

    kind: str
    """The kind of object: `view`, `function`, `procedure`, `comment`, `statement`."""
    object: str
    text: str
    line: int


@dataclass
class Schema:
    """All that a script creates."""

    schemas: list[str] = field(default_factory=list)
    types: dict[str, Domain] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    sequences: dict[str, Sequence] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    indexes: list[Index] = field(default_factory=list)
    later: list[LaterStatement] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    """Statements that a cluster does not need, by reason."""
    rows: dict[str, int] = field(default_factory=dict)
    """The rows in the source, by the key of the table that they are loaded into."""
    digits: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """The most digits before and after the point in the rows, by table and numeric column."""
    maxima: dict[tuple[str, str], int] = field(default_factory=dict)
    """The highest values that an INSERT has or takes from a sequence, by table and column."""
    search_path: str = ""

    def resolve(self, name: Name) -> Name:
        """Return a name with the schema that an unqualified one means."""
        return name if name.schema else Name(self.search_path or "public", name.name)

    def find_table(self, name: Name) -> Table | None:
        """Return a table by name."""
        return self.tables.get(self.resolve(name).key)

    def find_root(self, table: Table) -> Table:
        """Return the table that a partition belongs to, at the top."""
        seen = {table.name.key}
        while table.part_of and (above := self.tables.get(table.part_of.key)):
            if above.name.key in seen:
                break
            seen.add(above.name.key)
            table = above
        return table

    def leave_out(self, reason: str, text: str) -> None:
        """Note a statement that a cluster does not need."""
        self.left_out.setdefault(reason, []).append(text)
