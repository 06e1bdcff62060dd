"""The part of a script with the grants, behind the objects."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.ddl.default_grants import create_defaults
from dsql_tui.sql.ddl.facts import SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.grants import change_membership, write_grants, write_role
from dsql_tui.sql.names import quote_name


def write_grant_section(facts: SchemaFacts, keys: set[str]) -> str:
    """Return the statements as a part of a script, with the roles that must exist as comments.

    Default privileges are written for the schemas with a key, and come last: they must not change
    what the objects of the script get.
    """
    schemas = {each.name for each in facts.objects if each.kind == "schema" and each.key in keys}
    subjects = [each for each in facts.defaults if schemas and each.schema in ("", *schemas)]
    statements = write_grants(facts, keys)
    statements += create_defaults(facts, subjects, facts.user)
    if not statements:
        return ""
    roles = {each.role for key in keys for each in facts.grants.get(key, ())}
    roles |= {each.role for subject in subjects for each in facts.defaults[subject]}
    roles |= {quote_name(each.creator) for each in subjects}
    found = _find_roles(facts, roles)
    needed = [f"--   {_make_one_line(text)};\n" for text in _write_roles(facts, found)]
    title = "-- Grants. The roles must exist"
    head = f"{title}:\n{''.join(needed)}" if needed else f"{title}.\n"
    return head + "".join(f"{each};\n" for each in statements)


def _find_roles(facts: SchemaFacts, written: set[str]) -> list[SchemaObject]:
    """Return the custom roles with these names, and their members, directly or through others."""
    custom = facts.roles or ()
    wanted = {role.name for role in custom if quote_name(role.name) in written}
    while more := {
        member
        for role in custom
        if role.name in wanted
        for member in facts.members.get(role.key, {})
        if member not in wanted and any(other.name == member for other in custom)
    }:
        wanted |= more
    return [role for role in custom if role.name in wanted]


def _write_roles(facts: SchemaFacts, roles: list[SchemaObject]) -> Iterator[str]:
    """Yield the statements that create roles, with their identities and members."""
    for role in roles:
        yield from write_role(role, facts.identities.get(role.key, ()))
    for role in roles:
        for member, may_grant in sorted(facts.members.get(role.key, {}).items()):
            yield from change_membership(role.name, member, None, may_grant)


def _make_one_line(text: str) -> str:
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
