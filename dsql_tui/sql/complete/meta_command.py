r"""The arguments of psql's backslash commands that are names: `\d cu|`."""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.sql.complete.slot import Kind, Slot
from dsql_tui.sql.complete.words import MAX_DISTANCE, Surroundings
from dsql_tui.sql.names import fold_name
from dsql_tui.sql.scan import scan

_COMMAND = re.compile(r"\\(?P<name>[a-z]+)[S+]*\s+(?P<rest>.*)", re.DOTALL)
_NAME = r'(?:"[^"]*(?:"|\Z)|[^\s".,()])*'
_LAST = re.compile(rf"(?P<owner>(?:{_NAME}\.)?)(?P<typed>{_NAME})\Z")
_TAIL = re.compile(r'[\w$]*"?')

_RELATIONS: tuple[Kind, ...] = ("relation", "schema")
_SCHEMAS = Slot(("value",), requires_name=True, of="search_path")
_SLOTS = {
    "d": Slot(("relation", "sequence", "index", "schema"), requires_name=True),
    **dict.fromkeys(("dt", "dv", "dm", "dp", "z", "copy"), Slot(_RELATIONS, requires_name=True)),
    "di": Slot(("index", "schema"), requires_name=True),
    "ds": Slot(("sequence", "schema"), requires_name=True),
    **dict.fromkeys(("df", "sf", "ef"), Slot(("function", "schema"), requires_name=True)),
    **dict.fromkeys(("du", "dg"), Slot(("role",), requires_name=True)),
    "dn": _SCHEMAS,
}


class MetaCommand(NamedTuple):
    """A backslash command with the cursor at a name."""

    surroundings: Surroundings
    owner: list[str]
    """The schema before the name, if there is one."""
    slot: Slot


def read_meta_command(text: str, cursor: int) -> MetaCommand | None:
    """Return the backslash command at the cursor if the cursor is at a name."""
    near = max(0, cursor - MAX_DISTANCE)
    if "\\" not in text[near:cursor]:
        return None
    *_, last = scan(text[near:cursor])
    command = _COMMAND.fullmatch(text, near + last.start, cursor) if last.kind == "meta" else None
    slot = _SLOTS.get(command["name"]) if command else None
    if command is None or slot is None:
        return None
    begin = max(command["rest"].rfind(" "), command["rest"].rfind("\t")) + 1
    if command["name"] == "copy" and begin:
        return None
    found = _LAST.match(command["rest"], begin)
    if found is None:
        return None
    start = command.start("rest") + found.start("typed")
    tail = _TAIL.match(text, cursor)
    end = tail.end() if tail and start < cursor else cursor
    owner = [fold_name(found["owner"][:-1])] if found["owner"] else []
    return MetaCommand(Surroundings(found["typed"], start, end, []), owner, slot)
