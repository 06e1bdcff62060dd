"""GRANT and REVOKE statements from the access privileges of the catalog.

Their text is explained in https://www.postgresql.org/docs/16/ddl-priv.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dsql_tui.sql.ddl.facts import EVERYBODY, Grant, SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.write import qualify, write_object
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import quote_name

_ITEM = re.compile(r'("(?:[^"]|"")*"|[^"=]*)=([^/]*)/.*', re.DOTALL)
"""An item: `grantee=privileges/grantor`."""

_PRIVILEGES = {
    "r": "SELECT",
    "a": "INSERT",
    "w": "UPDATE",
    "d": "DELETE",
    "D": "TRUNCATE",
    "x": "REFERENCES",
    "t": "TRIGGER",
    "X": "EXECUTE",
    "U": "USAGE",
    "C": "CREATE",
}


def parse_grants(items: Iterable[tuple[str, str, str]]) -> list[Grant]:
    """Return the privileges on an object; those that several roles granted are joined.

    Args:
        items: For each item its column, the name of the owner, and the text of the catalog:
            `reader=r*w/admin`; without a name before `=` it is for all roles. Those of the owner
            are left out.
    """
    found: dict[tuple[str, str], Grant] = {}
    for column, owner, item in items:
        parts = _ITEM.fullmatch(item)
        if not parts or (parts[1] and _read_name(parts[1]) == owner):
            continue
        role = quote_name(_read_name(parts[1])) if parts[1] else EVERYBODY
        marks = [mark for mark in re.findall(r"(\w)(\*?)", parts[2]) if mark[0] in _PRIVILEGES]
        before = found.get((role, column), Grant(role, column, ()))
        names = [*before.privileges, *(_PRIVILEGES[letter] for letter, _ in marks)]
        grantable = {_PRIVILEGES[letter] for letter, star in marks if star}
        if names:
            privileges = tuple(dict.fromkeys(names))
            grant = Grant(role, column, privileges, before.grantable | grantable)
            found[role, column] = grant
    return list(found.values())


def _list_default_grants(one: SchemaObject) -> list[Grant]:
    """Return the privileges of other roles that a new object has."""
    if one.kind in ("function", "procedure"):
        return [Grant(EVERYBODY, "", ("EXECUTE",))]
    return []


def describe_grant(grant: Grant | None) -> str:
    """Return the privileges: `SELECT, UPDATE (may grant UPDATE)`; empty for none."""
    if grant is None:
        return ""
    grantable = ", ".join(each for each in grant.privileges if each in grant.grantable)
    return ", ".join(grant.privileges) + (f" (may grant {grantable})" if grantable else "")


def write_grants(facts: SchemaFacts, keys: set[str]) -> list[str]:
    """Return the statements for the objects with a key, as they are after their creation."""
    statements: list[str] = []
    for one in sorted(facts.objects, key=name_subject):
        if one.key in keys:
            statements += create_grants(facts, one)
    return statements


def create_grants(facts: SchemaFacts, one: SchemaObject) -> Iterator[str]:
    """Yield the statements for an object that was just created."""
    old = {each.grantee: each for each in _list_default_grants(one)}
    new = find_grants(facts, one)
    for grantee in sorted(old.keys() | new.keys()):
        yield from change_grant(one, old.get(grantee), new.get(grantee))


def find_grants(facts: SchemaFacts, one: SchemaObject) -> dict[str, Grant]:
    """Return the privileges on an object by role and column; if unknown, those of a new one."""
    found = facts.grants.get(one.key)
    return {each.grantee: each for each in (_list_default_grants(one) if found is None else found)}


def write_grant_section(facts: SchemaFacts, keys: set[str]) -> str:
    """Return the statements as a part of a script, with the roles that must exist as comments."""
    statements = write_grants(facts, keys)
    if not statements:
        return ""
    roles = {each.role for key in keys for each in facts.grants.get(key, ())}
    needed = [
        f"--   {_make_one_line(text)};\n"
        for role in facts.roles or ()
        if quote_name(role.name) in roles
        for text in write_role(role, facts.identities.get(role.key, ()))
    ]
    title = "-- Grants. The roles must exist"
    head = f"{title}:\n{''.join(needed)}" if needed else f"{title}.\n"
    return head + "".join(f"{each};\n" for each in statements)


def write_role(role: SchemaObject, identities: Iterable[str] = ()) -> Iterator[str]:
    """Yield the statements that create a role and let identities connect with it."""
    yield write_object(SchemaFacts(), role, ())
    for arn in identities:
        yield write_identity(role.name, arn)


def write_identity(role: str, arn: str, revoke: bool = False) -> str:
    """Return the statement that lets an identity connect with a role, or no longer."""
    verb, to = ("REVOKE", "FROM") if revoke else ("GRANT", "TO")
    return f"AWS IAM {verb} {quote_name(role)} {to} {quote_literal(arn)}"


def keep_granted_roles(*sides: SchemaFacts) -> None:
    """Remove the roles to which nothing is granted on any side."""
    granted = {each.role for facts in sides for found in facts.grants.values() for each in found}
    for facts in sides:
        if facts.roles is not None:
            facts.roles = [one for one in facts.roles if quote_name(one.name) in granted]


def change_grant(one: SchemaObject, old: Grant | None, new: Grant | None) -> list[str]:
    """Return the statements that change the privileges of one role on an object."""
    grant = new or old
    assert grant is not None
    before, after = old or grant._replace(privileges=()), new or grant._replace(privileges=())
    lost = [each for each in before.privileges if each not in after.privileges]
    kept = [each for each in before.privileges if each in after.privileges]
    less = [each for each in kept if each in before.grantable - after.grantable]
    more = [
        each
        for each in after.privileges
        if each not in before.privileges or each in after.grantable - before.grantable
    ]
    plain = [each for each in more if each not in after.grantable]
    grantable = [each for each in more if each in after.grantable]
    on, role = name_subject(one), grant.role
    texts = (
        (lost, "REVOKE {} ON {} FROM {}"),
        (less, "REVOKE GRANT OPTION FOR {} ON {} FROM {}"),
        (plain, "GRANT {} ON {} TO {}"),
        (grantable, "GRANT {} ON {} TO {} WITH GRANT OPTION"),
    )
    return [text.format(_join(names, grant), on, role) for names, text in texts if names]


def name_subject(one: SchemaObject) -> str:
    """Return an object as GRANT names it: `TABLE shop.orders`."""
    arguments = f"({one.detail})" if one.kind in ("function", "procedure") else ""
    kind = "table" if one.kind == "view" else one.kind
    return f"{kind.upper()} {qualify(one)}{arguments}"


def _join(privileges: Sequence[str], grant: Grant) -> str:
    column = f" ({quote_name(grant.column)})" if grant.column else ""
    return ", ".join(f"{each}{column}" for each in privileges)


def _read_name(written: str) -> str:
    """Return the name of a role that an item writes."""
    return written[1:-1].replace('""', '"') if written.startswith('"') else written


def _make_one_line(text: str) -> str:
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
