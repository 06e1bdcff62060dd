"""Statements about one table or view, made from its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from dsql_tui.sql.catalog import Relation
from dsql_tui.sql.names import quote_name

FIRST_ROWS = 100
"""Rows of a table that are shown on request."""


def qualify(relation: Relation) -> str:
    """Return the name of a relation with its schema, as SQL must write it."""
    return f"{quote_name(relation.schema)}.{quote_name(relation.name)}"


def write_first_rows(relation: Relation) -> str:
    """Return a query for some rows of a relation."""
    return f"select * from {qualify(relation)} limit {FIRST_ROWS};"


def write_count(relation: Relation) -> str:
    """Return a query for the number of rows of a relation."""
    return f"select count(*) from {qualify(relation)};"


def write_template(kind: str, relation: Relation) -> str:
    """Return a template; each value is a parameter, for which a run asks."""
    return _TEMPLATES[kind](relation)


def list_templates(relation: Relation) -> list[str]:
    """Return the kinds of templates for a relation."""
    if relation.view:
        return ["select"]
    return [kind for kind in _TEMPLATES if kind != "upsert" or relation.primary]


def _select(relation: Relation) -> str:
    names = _quote(column.name for column in relation.columns)
    listed = ",\n    ".join(names) or "*"
    return f"select\n    {listed}\nfrom {qualify(relation)}\nlimit {FIRST_ROWS};"


def _insert(relation: Relation) -> str:
    return f"{_insert_values(relation)};"


def _insert_values(relation: Relation) -> str:
    names = [column.name for column in relation.columns]
    if not names:
        return f"insert into {qualify(relation)} default values"
    parameters = _name_parameters(names)
    listed = ",\n    ".join(_quote(names))
    values = ",\n    ".join(parameters[name] for name in names)
    return f"insert into {qualify(relation)} (\n    {listed}\n) values (\n    {values}\n)"


def _update(relation: Relation) -> str:
    changed = _list_value_columns(relation) or [column.name for column in relation.columns]
    parameters = _name_parameters(changed)
    assigned = ",\n    ".join(f"{quote_name(name)} = {parameters[name]}" for name in changed)
    return f"update {qualify(relation)}\nset {assigned}\n{_where(relation, changed)};"


def _delete(relation: Relation) -> str:
    return f"delete from {qualify(relation)}\n{_where(relation, ())};"


def _upsert(relation: Relation) -> str:
    key = ", ".join(_quote(relation.primary))
    assigned = ",\n    ".join(
        f"{name} = excluded.{name}" for name in _quote(_list_value_columns(relation))
    )
    action = f"update\nset {assigned}" if assigned else "nothing"
    return f"{_insert_values(relation)}\non conflict ({key}) do {action};"


_TEMPLATES: dict[str, Callable[[Relation], str]] = {
    "select": _select,
    "insert": _insert,
    "update": _update,
    "delete": _delete,
    "upsert": _upsert,
}


def _where(relation: Relation, changed: Sequence[str]) -> str:
    """Return the condition for one row; a changed column is compared with its old value."""
    key = relation.primary or [column.name for column in relation.columns[:1]]
    names = _name_parameters([f"old_{name}" if name in changed else name for name in key])
    compared = zip(_quote(key), names.values(), strict=True)
    return "where " + "\n    and ".join(f"{name} = {parameter}" for name, parameter in compared)


def _list_value_columns(relation: Relation) -> list[str]:
    """Return the columns that are not in the primary key."""
    return [column.name for column in relation.columns if column.name not in relation.primary]


def _quote(names: Iterable[str]) -> list[str]:
    return [quote_name(name) for name in names]


def _name_parameters(names: Iterable[str]) -> dict[str, str]:
    """Return a parameter for each name; parameters have only letters, digits and `_`."""
    parameters: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        parameter = f":{re.sub('[^A-Za-z0-9_]', '_', name)}"
        if parameter in parameters.values() or parameter[1].isdigit():
            parameter = f":c{number}_{parameter[1:]}"
        parameters[name] = parameter
    return parameters
