"""The privileges of roles on schemas and their objects, as far as they have an effect."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from dsql_tui.dsql.role import ADMIN
from dsql_tui.sql.ddl.facts import EVERYBODY, Grant, SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.grants import change_grant, describe_grant, find_grants
from dsql_tui.sql.names import quote_name

FIXED_SCHEMA = "public"
"""The schema whose privileges Aurora DSQL does not let anyone change."""

_LETTERS = {"SELECT": "S", "INSERT": "I", "UPDATE": "U", "DELETE": "D"}
_USUAL = {"schema": "USAGE", "sequence": "USAGE", "table": "SELECT", "view": "SELECT"}
"""The privilege to grant first, by kind of object; EXECUTE for the others."""
_WORDS = {"USAGE": "use", "CREATE": "create", "EXECUTE": "call"}


@dataclass
class AccessReport:
    """The roles and privileges of a cluster."""

    facts: SchemaFacts = field(default_factory=SchemaFacts)
    """Objects, grants, custom roles and their identities."""
    owners: dict[str, str] = field(default_factory=dict)
    """The owner of each object, by its key."""
    memberships: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The roles that each role is a direct member of."""
    defaults: list[str] = field(default_factory=list)
    """The privileges that objects get when they are created, one line for each."""

    @property
    def role_names(self) -> list[str]:
        """The roles that can have privileges: all together, the administrator, custom ones."""
        return [EVERYBODY, ADMIN, *(each.name for each in self.facts.roles or ())]

    @cached_property
    def schemas(self) -> dict[str, SchemaObject]:
        """The schemas by name."""
        return {each.name: each for each in self.facts.objects if each.kind == "schema"}

    def find_identities(self, role: str) -> tuple[str, ...]:
        """Return the ARNs that may connect as a custom role, as far as they are visible."""
        key = next((each.key for each in self.facts.roles or () if each.name == role), "")
        return self.facts.identities.get(key, ())

    def find_roles_of(self, role: str) -> list[str]:
        """Return the roles whose privileges a role has, directly or through others."""
        found: list[str] = []
        left = sorted(self.memberships.get(role, ()))
        while left:
            each = left.pop(0)
            if each not in found and each != role:
                found.append(each)
                left += sorted(self.memberships.get(each, ()))
        return found


class Access(NamedTuple):
    """The privileges of a role on an object, and their origin."""

    owner: str = ""
    """The owner, if the role is that, or a member of it."""
    grants: tuple[Grant, ...] = ()
    """The privileges that count: its own first, then those of its roles and of PUBLIC."""
    blocked: bool = False
    """True if it lacks USAGE on the schema, without which the others do not count."""


def find_access(report: AccessReport, one: SchemaObject, role: str) -> Access:
    """Return what a role may do with an object."""
    inherited = report.find_roles_of(role)
    owner = report.owners.get(one.key, "")
    if role != EVERYBODY and owner in (role, *inherited):
        return Access(owner)
    names = [EVERYBODY] if role == EVERYBODY else [*map(quote_name, (role, *inherited)), EVERYBODY]
    found = find_grants(report.facts, one).values()
    grants = tuple(each for name in names for each in found if each.role == name)
    return Access("", grants, bool(grants) and _lacks_usage(report, one, role))


def describe_short(one: SchemaObject, access: Access) -> str:
    """Return a cell of the matrix: `owner`, `SI--`, `use`; lower case for columns only."""
    if access.owner:
        return "owner"
    if one.kind == "schema" and one.name == FIXED_SCHEMA:
        return "fixed"
    whole = {name for each in access.grants if not each.column for name in each.privileges}
    parts = {name for each in access.grants if each.column for name in each.privileges}
    if not whole | parts:
        return ""
    if one.kind in ("table", "view"):
        text = "".join(
            letter if name in whole else letter.lower() if name in parts else "-"
            for name, letter in _LETTERS.items()
        )
        text += "+" if (whole | parts) - _LETTERS.keys() else ""
    else:
        text = ", ".join(_WORDS.get(name, name.lower()) for name in sorted(whole, reverse=True))
    return f"{text} !" if access.blocked else text


def describe_access(report: AccessReport, one: SchemaObject, role: str) -> list[str]:
    """Return lines about what a role may do with an object, and why."""
    access = find_access(report, one, role)
    shown = role if role == EVERYBODY else quote_name(role)
    if access.owner:
        through = "" if access.owner == role else f" (as a member of {quote_name(access.owner)})"
        return [f"{shown} owns it{through}, and has all privileges on it."]
    lines = []
    for grant in access.grants:
        where = f" on column {quote_name(grant.column)}" if grant.column else ""
        through = "" if grant.role == shown else f", through {grant.role}"
        lines.append(f"{describe_grant(grant)}{where}{through}")
    if access.blocked:
        schema = quote_name(one.schema)
        lines.append(f"This has no effect: {shown} lacks USAGE on schema {schema}.")
    if one.kind == "schema" and one.name == FIXED_SCHEMA:
        lines.append("Aurora DSQL does not let the privileges on this schema be changed.")
    return lines or [f"{shown} has no privileges on it."]


def describe_role(report: AccessReport, role: str) -> list[str]:
    """Return lines about a role: who may connect with it, and what it is a member of."""
    if role == EVERYBODY:
        return ["PUBLIC means all roles, also those that are created later."]
    if role == ADMIN:
        lines = ["admin exists in every cluster. Identities need dsql:DbConnectAdmin to use it."]
    else:
        one = next(each for each in report.facts.roles or () if each.name == role)
        arns = report.find_identities(role)
        lines = [f"Granted to {arn}" for arn in arns]
        if one.definition != "LOGIN":
            lines.append("It has no LOGIN, so no identity can connect with it.")
        elif not arns:
            lines.append("It is granted to no identity (AWS IAM GRANT), as far as you may see.")
    if inherited := report.find_roles_of(role):
        lines.append(f"It is a member of {', '.join(map(quote_name, inherited))}.")
    return lines


def write_change(report: AccessReport, one: SchemaObject, role: str) -> str:
    """Return a statement that takes a role's privileges on an object away, or grants some."""
    shown = role if role == EVERYBODY else quote_name(role)
    own = [each for each in find_grants(report.facts, one).values() if each.role == shown]
    if own:
        return ";\n".join(text for each in own for text in change_grant(one, each, None))
    usual = _USUAL.get(one.kind, "EXECUTE")
    return "\n".join(change_grant(one, None, Grant(shown, "", (usual,))))


def _lacks_usage(report: AccessReport, one: SchemaObject, role: str) -> bool:
    if one.kind == "schema" or one.schema == FIXED_SCHEMA:
        return False
    if one.schema not in report.schemas:
        return False
    access = find_access(report, report.schemas[one.schema], role)
    return not access.owner and not any("USAGE" in each.privileges for each in access.grants)
