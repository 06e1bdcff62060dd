"""One of two schemas that are compared. Its objects are found by name: OIDs differ by cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from dsql_tui.dsql.role import ADMIN
from dsql_tui.sql.ddl.default_grants import find_defaults
from dsql_tui.sql.ddl.facts import (
    Column,
    Constraint,
    DefaultSubject,
    Grant,
    SchemaFacts,
    SchemaObject,
    TableExtra,
)
from dsql_tui.sql.ddl.grants import find_grants
from dsql_tui.sql.ddl.order import sort_objects
from dsql_tui.sql.names import quote_name


class Name(NamedTuple):
    """The identity of an object."""

    kind: str
    schema: str
    name: str
    arguments: str = ""
    """The types of the arguments of a function."""

    def __str__(self) -> str:
        """Return the name as SQL writes it."""
        if self.kind in ("role", "schema"):
            return quote_name(self.name)
        called = f"({self.arguments})" if self.is_routine else ""
        return f"{quote_name(self.schema)}.{quote_name(self.name)}{called}"

    @property
    def is_routine(self) -> bool:
        """True for a function or a procedure."""
        return self.kind in ("function", "procedure")


class DefaultGrant(NamedTuple):
    """The default privileges of a role on objects that are created later."""

    subject: DefaultSubject
    grant: Grant

    @property
    def title(self) -> str:
        """The role and the objects: `app on tables that admin creates`."""
        creator = quote_name(self.subject.creator)
        return f"{self.grant.role} on {self.subject.kind} that {creator} creates"


class Side:
    """A schema, and the roles of its cluster if wanted, by the names of the objects."""

    def __init__(self, facts: SchemaFacts, roles: bool = False) -> None:
        if roles:
            # Every cluster has this role, which nobody can change; it may have default privileges.
            admin = SchemaObject(f"role {ADMIN}", "role", "", ADMIN)
            facts = replace(facts, objects=[admin, *(facts.roles or ()), *facts.objects])
        self.facts = facts
        names = {one.key: _identify(one) for one in facts.objects}
        self.objects: dict[Name, SchemaObject] = {names[one.key]: one for one in facts.objects}
        self.order = [names[one.key] for one in sort_objects(facts)]
        """The names in an order in which the objects can be created."""
        self.needs = {
            name: {names[key] for key in facts.needs.get(one.key, ()) if key in names} - {name}
            for name, one in self.objects.items()
        }
        """The objects that the server requires for an object."""

    def columns(self, name: Name) -> dict[str, Column]:
        """Return the columns of an object."""
        return {each.name: each for each in self.facts.columns.get(self.objects[name].key, ())}

    def constraints(self, name: Name) -> dict[str, Constraint]:
        """Return the constraints of a table or a domain."""
        return {each.name: each for each in self.facts.constraints.get(self.objects[name].key, ())}

    def extras(self, name: Name) -> dict[str, TableExtra]:
        """Return the indexes and statistics of a table."""
        return {each.name: each for each in self.facts.extras.get(self.objects[name].key, ())}

    def grants(self, name: Name) -> dict[str, Grant]:
        """Return the privileges on an object, by role and column."""
        return find_grants(self.facts, self.objects[name])

    def members(self, name: Name) -> dict[str, bool]:
        """Return the roles that a role is granted to, and whether they may grant it."""
        return self.facts.members.get(self.objects[name].key, {})

    def defaults(self, name: Name) -> dict[str, DefaultGrant]:
        """Return the default privileges in a schema, or those of a creator in all schemas."""
        found = [
            DefaultGrant(subject, grant)
            for subject in {*self.list_subjects(name), *_list_built_in(name)}
            for grant in find_defaults(self.facts, subject).values()
        ]
        return {each.title: each for each in found}

    def list_subjects(self, name: Name) -> list[DefaultSubject]:
        """Return the objects whose default privileges were changed: in a schema, or by a creator.

        Those of a creator are for all schemas.
        """
        if name.kind not in ("schema", "role"):
            return []
        wanted = (name.name, "") if name.kind == "role" else ("", name.name)
        return [
            each
            for each in self.facts.defaults
            if (each.schema == wanted[1] and each.creator == (wanted[0] or each.creator))
        ]

    def identities(self, name: Name) -> tuple[str, ...]:
        """Return the ARNs that a role is granted to."""
        return self.facts.identities.get(self.objects[name].key, ())

    def primary_key(self, name: Name) -> tuple[str, ...]:
        """Return the columns of the primary key of a table."""
        return self.facts.get_primary_key(self.objects[name].key)

    def relation_names(self, name: Name) -> set[tuple[str, str, str]]:
        """Return the names that no other object may have: of an object, its indexes and keys."""
        names = {name.name}
        if name.kind == "table":
            names |= {each.name for each in self.extras(name).values() if each.kind == "index"}
            names |= {
                each.name
                for each in self.constraints(name).values()
                if each.key_columns or each.definition.startswith("UNIQUE")
            }
        space = f"routine({name.arguments})" if name.is_routine else "relation"
        return {(space, name.schema, each) for each in names if name.schema}

    def find_target(self, constraint: Constraint) -> Name | None:
        """Return the table that a foreign key refers to, if it is one of the schema."""
        return next(
            (name for name, one in self.objects.items() if one.key == constraint.refers), None
        )

    def find_users(self, name: Name) -> set[Name]:
        """Return the objects that need an object, directly or through others."""
        users: set[Name] = set()
        left = [name]
        while left:
            needed = left.pop()
            found = {each for each, needs in self.needs.items() if needed in needs} - users
            users |= found
            left += found
        return users


def _identify(one: SchemaObject) -> Name:
    arguments = one.detail if one.kind in ("function", "procedure") else ""
    return Name(one.kind, one.schema, one.name, arguments)


def _list_built_in(name: Name) -> list[DefaultSubject]:
    """Return the objects that others get privileges on if nobody has changed that."""
    return [DefaultSubject(name.name, "", "functions")] if name.kind == "role" else []
