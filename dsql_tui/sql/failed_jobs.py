"""The statements that help after a failed job: find the rows that it failed for, and clean up."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.sql.names import quote_name

_MAX_ROWS = 1000
"""Rows that a query for the cause returns."""


class FailedIndex(NamedTuple):
    """A unique index whose build failed."""

    schema: str
    name: str
    table: str
    keys: tuple[str, ...]
    """The columns and expressions of the key, as SQL."""
    predicate: str = ""
    """The condition of a partial index, as SQL."""
    nulls_equal: bool = False
    """True with NULLS NOT DISTINCT."""

    @property
    def explanation(self) -> str:
        """The cause, and what to do."""
        return (
            f"Rows of {_join_names(self.schema, self.table)} are equal in {', '.join(self.keys)}, "
            f"so {quote_name(self.name)} cannot be unique. The index remains, but it is invalid: "
            "no query uses it. Drop it, find and correct the equal rows, and create it again."
        )

    @property
    def query(self) -> str:
        """A query for the rows that are equal."""
        table = _join_names(self.schema, self.table)
        keys = [f"quote_nullable({key})" if self.nulls_equal else key for key in self.keys]
        where = f"\n    where {self.predicate}" if self.predicate else ""
        also = f"\n    and ({self.predicate})" if self.predicate else ""
        return (
            f"select *\nfrom {table}\nwhere ({', '.join(keys)}) in (\n"
            f"    select {', '.join(keys)}\n    from {table}{where}\n"
            f"    group by {', '.join(map(str, range(1, len(keys) + 1)))}\n"
            f"    having count(*) > 1\n){also}\n"
            f"order by {', '.join(self.keys)}\nlimit {_MAX_ROWS};"
        )

    @property
    def removal(self) -> str:
        """The statement that drops the invalid index."""
        return f"drop index {_join_names(self.schema, self.name)};"


class FailedCheck(NamedTuple):
    """A CHECK constraint whose validation failed."""

    schema: str
    table: str
    name: str
    condition: str

    @property
    def explanation(self) -> str:
        """The cause, and what to do."""
        return _explain_constraint(self.name, f"contradict {self.condition}")

    @property
    def query(self) -> str:
        """A query for the rows that contradict the constraint."""
        table = _join_names(self.schema, self.table)
        return f"select *\nfrom {table}\nwhere ({self.condition}) is false\nlimit {_MAX_ROWS};"

    @property
    def removal(self) -> str:
        """The statement that drops the constraint."""
        return _drop_constraint(self.schema, self.table, self.name)


class FailedForeignKey(NamedTuple):
    """A foreign key whose validation failed."""

    schema: str
    table: str
    name: str
    columns: tuple[str, ...]
    other_schema: str
    other_table: str
    other_columns: tuple[str, ...]
    match_full: bool = False

    @property
    def explanation(self) -> str:
        """The cause, and what to do."""
        other = _join_names(self.other_schema, self.other_table)
        return _explain_constraint(self.name, f"refer to no row of {other}")

    @property
    def query(self) -> str:
        """A query for the rows that refer to no row."""
        columns = [f"t.{quote_name(column)}" for column in self.columns]
        pairs = zip(self.other_columns, columns, strict=True)
        equal = " and ".join(f"o.{quote_name(other)} = {column}" for other, column in pairs)
        either = " or " if self.match_full else " and "
        given = either.join(f"{column} is not null" for column in columns)
        return (
            f"select t.*\nfrom {_join_names(self.schema, self.table)} t\nwhere ({given})\n"
            f"    and not exists (\n        select from "
            f"{_join_names(self.other_schema, self.other_table)} o\n"
            f"        where {equal}\n    )\nlimit {_MAX_ROWS};"
        )

    @property
    def removal(self) -> str:
        """The statement that drops the constraint."""
        return _drop_constraint(self.schema, self.table, self.name)


Failure = FailedIndex | FailedCheck | FailedForeignKey
"""The object of a failed job, with the statements that help."""


def _explain_constraint(name: str, fault: str) -> str:
    return (
        f"Rows {fault}, so {quote_name(name)} is not validated. The constraint remains: it checks "
        "new and changed rows only. Find the rows, correct them, and run ALTER TABLE ASYNC … "
        "VALIDATE CONSTRAINT again, or drop the constraint."
    )


def _drop_constraint(schema: str, table: str, name: str) -> str:
    return f"alter table {_join_names(schema, table)} drop constraint {quote_name(name)};"


def _join_names(*names: str) -> str:
    return ".".join(map(quote_name, names))
