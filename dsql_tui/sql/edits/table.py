"""The tables and views that the columns of a result come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from dsql_tui.sql.names import quote_name

Origin = tuple[int, int]
"""The OID of a table or view, and the number of one of its columns."""


class TableColumn(NamedTuple):
    """A column of a table, as the catalog describes it."""

    name: str
    type: str
    """The type with its modifiers, such as `numeric(10,2)`."""
    nullable: bool = True
    filled: bool = False
    """True if the server fills it when an INSERT leaves it out: a default or an identity."""
    fixed: Literal["", "generated", "identity"] = ""
    """The reason that it cannot be written: a generated column, or an identity ALWAYS."""


class TableInfo(NamedTuple):
    """A table or a view."""

    schema: str
    name: str
    columns: Mapping[int, TableColumn]
    """The columns by number."""
    keys: tuple[tuple[int, ...], ...] = ()
    """The numbers of the columns of each key without NULL, the primary key first."""
    query: str = ""
    """The query of a view; empty for a table."""
    origins: Mapping[int, Origin] = {}
    """The origin of each column of a view, unless it is computed."""
    nullable_key: tuple[int, ...] = ()
    """The columns of a unique key in which NULL is possible, so that it does not identify rows."""

    @property
    def title(self) -> str:
        """The name with its schema, as it is written in a sentence."""
        return f"{self.schema}.{self.name}"

    @property
    def quoted(self) -> str:
        """The name with its schema, as SQL needs it."""
        return f"{quote_name(self.schema)}.{quote_name(self.name)}"
