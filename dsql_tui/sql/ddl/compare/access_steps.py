"""The statements that change roles and privileges. Who may connect is not changed."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.ddl.compare import reasons
from dsql_tui.sql.ddl.compare.blocks import Blocks
from dsql_tui.sql.ddl.compare.differences import Difference
from dsql_tui.sql.ddl.compare.side import Name, Side
from dsql_tui.sql.ddl.compare.steps import Phase, Step
from dsql_tui.sql.ddl.default_grants import (
    change_default,
    create_defaults,
    list_initial_grants,
)
from dsql_tui.sql.ddl.grants import (
    change_grant,
    change_membership,
    create_grants,
    write_identity,
)

Plan = tuple[list[Step], str]
"""The steps, and the reason why there are none or not all."""


def change_grants(old: Side, new: Side, blocks: Blocks, difference: Difference, place: int) -> Plan:
    """Return the steps for the privileges of a role on an object or a column."""
    name = difference.owner
    grants = [side.grants(name).get(difference.part) for side in (old, new)]
    column = next(each.column for each in grants if each)
    if column and column not in new.columns(name):
        return [], ""  # They end with the column.
    if column and column not in old.columns(name) and column in blocks.columns.get(name, {}):
        return [], blocks.columns[name][column]
    texts = change_grant(new.objects[name], *grants)
    return [Step(Phase.GRANT, (place, 0), text) for text in texts], ""


def change_access(old: Side, new: Side, difference: Difference, place: int) -> Plan:
    """Return the steps for default privileges, or for a role."""
    if difference.kind == "default grant":
        return _change_default_grant(old, new, difference, place)
    return _change_role(old, new, difference, place)


def _change_default_grant(old: Side, new: Side, difference: Difference, place: int) -> Plan:
    """Return the steps for the default privileges of a role."""
    found = [side.defaults(difference.owner).get(difference.part) for side in (old, new)]
    subject = next(each.subject for each in found if each)
    before, after = (each.grant if each else None for each in found)
    texts = change_default(subject, before, after, old.facts.user)
    if not _can_act_as(old, subject.creator):
        return [], reasons.explain_creator(subject.creator, texts)
    return [Step(Phase.GRANT, (place, 1), text) for text in texts], ""


def _change_role(old: Side, new: Side, difference: Difference, place: int) -> Plan:
    """Return the steps for the attributes and members of a role; none for its identities."""
    name, part = difference.owner, difference.part
    if difference.kind == "membership":
        members = [side.members(name).get(part) for side in (old, new)]
        texts = change_membership(name.name, part, *members)
        return [Step(Phase.GRANT, (place, 0), text) for text in texts], ""
    if part:
        text = write_identity(name.name, part, revoke=difference.change == "removed")
        return [], reasons.explain_identities([text])
    text = f"ALTER ROLE {name} WITH {new.objects[name].definition}"
    return [Step(Phase.CREATE, (place, 0), text)], ""


def write_access(old: Side, new: Side, name: Name) -> Iterator[str]:
    """Yield the statements for the privileges on a new object, and for the members of a role."""
    one = new.objects[name]
    yield from create_grants(new.facts, one, list_initial_grants(one, old.facts))
    for member, may_grant in new.members(name).items():
        yield from change_membership(name.name, member, None, may_grant)
    for creator, texts in _write_defaults(old, new, name):
        if _can_act_as(old, creator):
            yield from texts


def explain_access(old: Side, new: Side, name: Name) -> str:
    """Return which privileges a new object does not get; empty if it gets all."""
    texts = [write_identity(name.name, arn) for arn in new.identities(name)]
    if texts:
        return reasons.explain_identities(texts)
    for creator, statements in _write_defaults(old, new, name):
        if not _can_act_as(old, creator):
            return reasons.explain_creator(creator, statements)
    return ""


def _write_defaults(old: Side, new: Side, name: Name) -> list[tuple[str, list[str]]]:
    """Return the statements for the default privileges of a new schema or role, by creator."""
    subjects = new.list_subjects(name)
    return [
        (creator, list(create_defaults(new.facts, found, old.facts.user)))
        for creator in sorted({each.creator for each in subjects})
        if (found := [each for each in subjects if each.creator == creator])
    ]


def _can_act_as(old: Side, role: str) -> bool:
    """Return True if the role that runs the script may change what another creates."""
    user = old.facts.user
    return role == user or user in old.facts.members.get(f"role {role}", {})
