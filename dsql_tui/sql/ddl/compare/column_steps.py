"""The statements that change the columns of a table."""

from __future__ import annotations

import re

from dsql_tui.sql.ddl.compare import reasons
from dsql_tui.sql.ddl.compare.differences import Difference
from dsql_tui.sql.ddl.compare.side import Side
from dsql_tui.sql.ddl.compare.steps import Phase, Step, add_comment
from dsql_tui.sql.names import quote_name

_OPTION = re.compile(r"(INCREMENT BY|MINVALUE|MAXVALUE|START WITH|CACHE) (-?\d+)|(CYCLE)", re.ASCII)
_IDENTITY = re.compile(r"(ALWAYS|BY DEFAULT) \((.*)\)")

Plan = tuple[list[Step], str]
"""The steps, and the reason why there are none or not all."""


def add_column(new: Side, difference: Difference, place: int) -> Plan:
    """Return the steps that add a column, without what cannot be added."""
    column = new.columns(difference.owner)[difference.part]
    name = quote_name(column.name)
    text = f"ALTER TABLE {difference.owner} ADD COLUMN {name} {column.type}"
    if column.default and not column.identity:
        text += f", ALTER COLUMN {name} SET DEFAULT {column.default}"
    problem = reasons.IDENTITY if column.identity else reasons.NOT_NULL if column.not_null else ""
    comment = add_comment(new, difference.owner, column.name, place)
    return [Step(Phase.CREATE, (place, 1), text), *comment], problem


def change_column(old: Side, difference: Difference, place: int) -> Plan:
    """Return the steps for a change of a column other than of its type."""
    before, after = difference.before, difference.after
    column = old.columns(difference.owner)[difference.part]
    action, rank, problem = "", 2, ""
    match difference.kind:
        case "default":
            action, rank = (f"SET DEFAULT {after}", 3) if after else ("DROP DEFAULT", 1)
        case "expression":
            action = "DROP EXPRESSION"
        case "nullability" if after == "NOT NULL":
            problem = reasons.NOT_NULL
        case "nullability" if column.name in old.primary_key(difference.owner):
            problem = reasons.KEY_COLUMN
        case "nullability":
            action, rank = "DROP NOT NULL", 4
        case _ if not after:
            action = "DROP IDENTITY"
        case _ if not before:
            if not column.not_null or column.type != "bigint":
                problem = reasons.IDENTITY
            action = f"ADD GENERATED {after.replace(' (', ' AS IDENTITY (', 1)}"
        case _:
            action = _change_identity(before, after)
    if problem:
        return [], problem
    name = quote_name(column.name)
    text = f"ALTER TABLE {difference.owner} ALTER COLUMN {name} {action}"
    return [Step(Phase.CREATE, (place, rank), text)], ""


def write_options(before: str, after: str) -> list[str]:
    """Return the options of a sequence that change, with the defaults of those that end."""
    old, new = _read_options(before), _read_options(after)
    return [new[name] for name in new if new[name] != old[name]]


def _change_identity(before: str, after: str) -> str:
    old, new = _IDENTITY.fullmatch(before), _IDENTITY.fullmatch(after)
    assert old
    assert new
    actions = [f"GENERATED {new[1]}"] if new[1] != old[1] else []
    return " ".join(f"SET {each}" for each in [*actions, *write_options(old[2], new[2])])


def _read_options(text: str) -> dict[str, str]:
    """Return the options of a sequence by name, as ALTER SEQUENCE writes them."""
    found = {match[1] or match[3]: match[0] for match in _OPTION.finditer(text)}
    falls = "INCREMENT BY -" in text
    start = found.get("MAXVALUE" if falls else "MINVALUE", "").rpartition(" ")[2]
    defaults = {
        "INCREMENT BY": "INCREMENT BY 1",
        "MINVALUE": "NO MINVALUE",
        "MAXVALUE": "NO MAXVALUE",
        "START WITH": f"START WITH {start or ('-1' if falls else '1')}",
        "CACHE": "CACHE 1",
        "CYCLE": "NO CYCLE",
    }
    return defaults | found
