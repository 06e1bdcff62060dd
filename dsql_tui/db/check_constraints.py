"""The CHECK constraints of a table, as far as a query can evaluate them for rows of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dsql_tui.db.loading import CopyTarget
from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.sql.names import quote_name

_QUERY = """
select k.conname, pg_get_expr(k.conbin, k.conrelid), a.attname,
    format_type(a.atttypid, a.atttypmod), a.atthasdef or a.attidentity <> ''
from pg_catalog.pg_constraint k
left join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
where k.contype = 'c' and k.conrelid = to_regclass($1)
order by k.conname, a.attnum"""


@dataclass(frozen=True, slots=True)
class CheckConstraint:
    """A CHECK constraint."""

    name: str
    expression: str
    """The condition, with the names of columns."""
    missing: Mapping[str, str]
    """The types of the columns that are not in the file, by name; they become NULL."""

    @property
    def problem(self) -> str:
        """The reason why a row is rejected that violates it."""
        return f"The row violates CHECK constraint “{self.name}”: {self.expression}."


@dataclass(frozen=True, slots=True)
class CheckConstraints:
    """The constraints of a table."""

    checked: tuple[CheckConstraint, ...] = ()
    """The constraints that can be evaluated, in the order in which the server does."""
    unchecked: tuple[str, ...] = ()
    """A sentence for each of the others."""

    def skip_all(self, reason: str) -> CheckConstraints:
        """Return constraints of which none is checked, for a reason."""
        dropped = (explain_gap(each.name, reason) for each in self.checked)
        return CheckConstraints((), (*self.unchecked, *dropped))


def explain_gap(name: str, reason: str) -> str:
    """Return a sentence about a constraint that is not checked."""
    return f"CHECK constraint “{name}” was not checked: {reason}"


def read_check_constraints(
    session: Session, target: CopyTarget, types: Mapping[str, str], updates: bool
) -> CheckConstraints:
    """Return the CHECK constraints of a table; each is tried without rows.

    Args:
        session: A read-only session.
        target: The table, and the columns of the file.
        types: The types of the table's columns by name.
        updates: Whether rows of the table may be updated: they keep values that are not in the
            file.

    Raises:
        CatalogError: The server does not tell.
    """
    found: dict[str, CheckConstraint] = {}
    unchecked: dict[str, str] = {}
    for name, expression, column, kind, default in fetch_rows(
        session.run(_QUERY, (target.table,)), 5
    ):
        constraint = found.setdefault(name or "", CheckConstraint(name or "", expression or "", {}))
        if column is None or column in target.columns:
            continue
        found[constraint.name] = CheckConstraint(
            constraint.name, constraint.expression, {**constraint.missing, column: kind or "text"}
        )
        if default == "t":
            unchecked[constraint.name] = f"column “{column}” is not in the file and has a default."
        elif updates:
            unchecked[constraint.name] = f"column “{column}” is not in the file."
    for constraint in found.values():
        if constraint.name not in unchecked and (
            reason := _try(session, target, types, constraint)
        ):
            unchecked[constraint.name] = reason
    return CheckConstraints(
        tuple(each for each in found.values() if each.name not in unchecked),
        tuple(explain_gap(name, reason) for name, reason in unchecked.items()),
    )


def format_failed_check(constraints: Sequence[CheckConstraint], values: Mapping[str, str]) -> str:
    """Return an SQL expression for the number of the first constraint that a row violates.

    Args:
        constraints: The constraints.
        values: An SQL expression for the value of each column of the file.
    """
    if not constraints:
        return "null"
    missing = {name: kind for each in constraints for name, kind in each.missing.items()}
    columns = {**{name: f"null::{kind}" for name, kind in missing.items()}, **values}
    named = ", ".join(f"{value} as {quote_name(name)}" for name, value in columns.items())
    # The names in a constraint are not qualified: only the inner query may have columns for them.
    cases = " ".join(
        f"when ({each.expression}) is false then {number}"
        for number, each in enumerate(constraints)
    )
    return f"(select case {cases} end from (select {named}) as checked)"


def _try(
    session: Session, target: CopyTarget, types: Mapping[str, str], constraint: CheckConstraint
) -> str:
    """Return why a constraint cannot be evaluated; empty if it can."""
    names = [f"c{place}" for place in range(len(target.columns))]
    values = {
        column: f"v.{name}::{types[column]}"
        for column, name in zip(target.columns, names, strict=True)
    }
    # Two rows, because the server computes with the values of a single one, although none is asked.
    row = f"({', '.join(['null::text'] * len(names))})"
    try:
        fetch_rows(
            session.run(
                f"select {format_failed_check([constraint], values)}\n"
                f"from (values {row}, {row}) as v ({', '.join(names)}) where false"
            )
        )
    except CatalogError as error:
        return error.error.message
    return ""
