"""Default privileges: what roles may do with objects that are created later.

Those of a schema are added to what a new object has anyway; those for all schemas replace it.
https://www.postgresql.org/docs/16/sql-alterdefaultprivileges.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsql_tui.sql.ddl.facts import (
    EVERYBODY,
    DefaultSubject,
    Grant,
    SchemaFacts,
    SchemaObject,
)
from dsql_tui.sql.ddl.grants import change_privileges
from dsql_tui.sql.names import quote_name

_KINDS = {
    "schema": "schemas",
    "table": "tables",
    "view": "tables",
    "sequence": "sequences",
    "function": "functions",
    "procedure": "functions",
}
"""The kinds of objects in ALTER DEFAULT PRIVILEGES."""

Grants = dict[str, Grant]
"""By role."""


def find_defaults(facts: SchemaFacts, subject: DefaultSubject) -> Grants:
    """Return the default privileges for a kind of objects, by role."""
    found = facts.defaults.get(subject)
    if found is None:
        found = list_built_in(subject.kind) if not subject.schema else []
    return {each.role: each for each in found}


def list_built_in(kind: str) -> list[Grant]:
    """Return the privileges of other roles that a new object of a kind has on its own."""
    return [Grant(EVERYBODY, "", ("EXECUTE",))] if kind == "functions" else []


def list_initial_grants(one: SchemaObject, facts: SchemaFacts) -> list[Grant]:
    """Return the privileges that an object has when the role of a session has just created it."""
    kind = _KINDS.get(one.kind)
    if kind is None:
        return []
    found = find_defaults(facts, DefaultSubject(facts.user, "", kind))
    if one.kind != "schema":
        inside = find_defaults(facts, DefaultSubject(facts.user, one.schema, kind))
        found = {role: _join(found.get(role), inside.get(role)) for role in [*found, *inside]}
    return list(found.values())


def change_default(
    subject: DefaultSubject, old: Grant | None, new: Grant | None, user: str
) -> list[str]:
    """Return the statements that change the default privileges of one role.

    Args:
        subject: The objects.
        old: The privileges now.
        new: The privileges that are wanted.
        user: The role that runs the statements.
    """
    creator = f" FOR ROLE {quote_name(subject.creator)}" if subject.creator != user else ""
    schema = f" IN SCHEMA {quote_name(subject.schema)}" if subject.schema else ""
    changes = change_privileges(subject.kind.upper(), old, new)
    return [f"ALTER DEFAULT PRIVILEGES{creator}{schema} {each}" for each in changes]


def create_defaults(
    facts: SchemaFacts, subjects: Iterable[DefaultSubject], user: str
) -> Iterator[str]:
    """Yield the statements for default privileges in a cluster that has none."""
    empty = SchemaFacts()
    for subject in sorted(subjects):
        old, new = find_defaults(empty, subject), find_defaults(facts, subject)
        for role in sorted(old.keys() | new.keys()):
            yield from change_default(subject, old.get(role), new.get(role), user)


def _join(one: Grant | None, other: Grant | None) -> Grant:
    """Return the privileges of two grants to one role together."""
    found = [each for each in (one, other) if each]
    names = dict.fromkeys(name for each in found for name in each.privileges)
    grantable = frozenset[str]().union(*(each.grantable for each in found))
    return found[0]._replace(privileges=tuple(names), grantable=grantable)
