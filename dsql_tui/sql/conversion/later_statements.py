"""Views, functions and other statements behind the rows, without those that cannot work."""

from __future__ import annotations

import re

from dsql_tui.sql.conversion.cursor import Cursor
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import ROUTINES, Change, LaterStatement, Schema
from dsql_tui.sql.conversion.types import recast

_LOST_RULES = ("aggregates", "functions", "trigger functions", "procedures")
_WORD = re.compile(r"[^\W\d][\w$]*")


def rewrite(schema: Schema, options: Options) -> None:
    """Recast views, and leave out objects that call what is not created."""
    missing = {
        name: f"{change.rule.removesuffix('s')} {change.object}"
        for change in schema.changes
        if change.rule in _LOST_RULES and (name := _get_last_part(change.object))
    }
    kept: list[LaterStatement] = []
    for each in schema.later:
        called = _find_missing(each, missing)
        if each.kind in ("view", *ROUTINES) and called:
            reason = f"It calls the {called}, which is not created."
            schema.changes.append(
                Change("lost", f"{each.kind}s", each.object, each.text, "", reason, each.line)
            )
            missing[_get_last_part(each.object)] = f"{each.kind} {each.object}"
        elif each.kind == "comment" and (
            _get_last_part(each.object) in missing or _is_part(schema, each)
        ):
            schema.leave_out("comments on objects that are not created", each.text)
        else:
            text = recast(schema, each.text) if each.kind == "view" else each.text
            kept.append(each._replace(text=text))
    schema.later = _sort_by_use(kept)


def _sort_by_use(statements: list[LaterStatement]) -> list[LaterStatement]:
    """Return the statements with each function and view behind those that it uses.

    A dump switches off the check of bodies, so it may create a function before one that it calls.
    """
    kinds = (*ROUTINES, "view", "comment", "statement")
    named: dict[str, list[LaterStatement]] = {}
    for each in statements:
        if each.kind in ("view", *ROUTINES):
            named.setdefault(_get_last_part(each.object), []).append(each)
    ordered: dict[LaterStatement, None] = {}

    def add(each: LaterStatement, path: tuple[LaterStatement, ...]) -> None:
        if each in ordered or each in path:
            return
        if each.kind in ("view", *ROUTINES):
            own = _get_last_part(each.object)
            for word in dict.fromkeys(_WORD.findall(each.text)):
                for used in named.get(word, ()) if word != own else ():
                    add(used, (*path, each))
        ordered[each] = None

    for each in sorted(statements, key=lambda each: kinds.index(each.kind)):
        add(each, ())
    return list(ordered)


def _find_missing(later: LaterStatement, missing: dict[str, str]) -> str:
    if later.kind not in ("view", *ROUTINES):
        return ""
    words = set(_WORD.findall(later.text)) - {_get_last_part(later.object)}
    return next((missing[word] for word in words if word in missing), "")


def _is_part(schema: Schema, comment: LaterStatement) -> bool:
    """Return whether a comment is about a partition."""
    table = schema.find_table(Cursor(comment.object).read_name())
    return bool(table and table.part_of)


def _get_last_part(name: str) -> str:
    """Return the last part of a name."""
    return Cursor(name).words[-1].text.strip('"') if name else ""
