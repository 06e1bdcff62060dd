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

_OF_ROLE = re.compile(r"(?:grant|revoke)\b(?!.*\son\s)", re.IGNORECASE | re.DOTALL)

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


def create_grants(
    facts: SchemaFacts, one: SchemaObject, initial: Sequence[Grant] | None = None
) -> Iterator[str]:
    """Yield the statements for an object that was just created.

    Args:
        facts: The privileges that are wanted.
        one: The object.
        initial: Those that it has when it is created; by default, those of any new object.
    """
    found = _list_default_grants(one) if initial is None else initial
    old = {each.grantee: each for each in found}
    new = find_grants(facts, one)
    for grantee in sorted(old.keys() | new.keys()):
        yield from change_grant(one, old.get(grantee), new.get(grantee))


def find_grants(facts: SchemaFacts, one: SchemaObject) -> dict[str, Grant]:
    """Return the privileges on an object by role and column; if unknown, those of a new one."""
    found = facts.grants.get(one.key)
    return {each.grantee: each for each in (_list_default_grants(one) if found is None else found)}


def write_role(role: SchemaObject, identities: Iterable[str] = ()) -> Iterator[str]:
    """Yield the statements that create a role and let identities connect with it."""
    yield write_object(SchemaFacts(), role, ())
    for arn in identities:
        yield write_identity(role.name, arn)


def grants_role(text: str) -> bool:
    """Return True for a GRANT or REVOKE of a role, not of privileges on something."""
    return _OF_ROLE.match(text) is not None


def change_membership(role: str, member: str, old: bool | None, new: bool | None) -> list[str]:
    """Return the statements that grant a role to another one, or revoke it.

    Args:
        role: The role that is granted.
        member: The role that gets it.
        old: Whether the member may grant it to others; `None` if it is no member.
        new: The same, as it is wanted.
    """
    names = quote_name(role), quote_name(member)
    if new is None:
        return [] if old is None else [f"REVOKE {names[0]} FROM {names[1]}"]
    if old and not new:
        return [f"REVOKE ADMIN OPTION FOR {names[0]} FROM {names[1]}"]
    if old == new:
        return []
    return [f"GRANT {names[0]} TO {names[1]}{' WITH ADMIN OPTION' if new else ''}"]


def write_identity(role: str, arn: str, revoke: bool = False) -> str:
    """Return the statement that lets an identity connect with a role, or no longer."""
    verb, to = ("REVOKE", "FROM") if revoke else ("GRANT", "TO")
    return f"AWS IAM {verb} {quote_name(role)} {to} {quote_literal(arn)}"


def keep_granted_roles(*sides: SchemaFacts) -> None:
    """Remove the roles to which nothing is granted on any side."""
    granted = {
        each.role
        for facts in sides
        for found in (*facts.grants.values(), *facts.defaults.values())
        for each in found
    }
    for facts in sides:
        if facts.roles is not None:
            facts.roles = [one for one in facts.roles if quote_name(one.name) in granted]


def change_grant(one: SchemaObject, old: Grant | None, new: Grant | None) -> list[str]:
    """Return the statements that change the privileges of one role on an object."""
    return change_privileges(name_subject(one), old, new)


def change_privileges(subject: str, old: Grant | None, new: Grant | None) -> list[str]:
    """Return the statements that change the privileges of one role.

    Args:
        subject: The object, or a kind of objects, as SQL names it.
        old: The privileges now.
        new: The privileges that are wanted.
    """
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
    role = grant.role
    texts = (
        (lost, "REVOKE {} ON {} FROM {}"),
        (less, "REVOKE GRANT OPTION FOR {} ON {} FROM {}"),
        (plain, "GRANT {} ON {} TO {}"),
        (grantable, "GRANT {} ON {} TO {} WITH GRANT OPTION"),
    )
    return [text.format(_join(names, grant), subject, role) for names, text in texts if names]


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
