"""The statements that change roles and privileges. Who may connect is not changed."""

from __future__ import annotations

from dsql_tui.sql.ddl.compare import reasons
from dsql_tui.sql.ddl.compare.blocks import Blocks
from dsql_tui.sql.ddl.compare.differences import Difference
from dsql_tui.sql.ddl.compare.side import Name, Side
from dsql_tui.sql.ddl.compare.steps import Phase, Step
from dsql_tui.sql.ddl.grants import change_grant, write_identity

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


def change_role(new: Side, difference: Difference, place: int) -> Plan:
    """Return the steps for the attributes of a role; none for its identities."""
    name, arn = difference.owner, difference.part
    if arn:
        text = write_identity(name.name, arn, revoke=difference.change == "removed")
        return [], reasons.explain_identities([text])
    text = f"ALTER ROLE {name} WITH {new.objects[name].definition}"
    return [Step(Phase.CREATE, (place, 0), text)], ""


def explain_identities(new: Side, name: Name) -> str:
    """Return why a new role is not granted to its identities; empty if it has none."""
    texts = [write_identity(name.name, arn) for arn in new.identities(name)]
    return reasons.explain_identities(texts) if texts else ""
