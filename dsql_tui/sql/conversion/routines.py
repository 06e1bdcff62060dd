"""Functions and procedures whose parameters follow the types of columns."""

from __future__ import annotations

import re
from collections import Counter

from dsql_tui.sql.conversion.cursor import Cursor, SyntaxProblem
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import ROUTINES, Change, LaterStatement, Schema
from dsql_tui.sql.conversion.types import recast

_SMALL_INTEGERS = ("smallint", "int2", "integer", "int", "int4")
_BODY = re.compile(r"(\$\w*\$)(.*)\1", re.DOTALL)
_REASON = (
    "Columns have other types now: a function that is called with their values takes bigint in "
    "place of smaller integers, and text in place of enums and other types that are not created."
)


def rewrite(schema: Schema, options: Options) -> None:
    """Give the parameters of routines, and casts in their bodies, the types of the columns."""
    widened = options.serial == "identity" and any(
        each.rule in ("identity", "foreign key types") for each in schema.changes
    )
    names = Counter(each.object for each in schema.later if each.kind in ROUTINES)
    changed = set()
    for at, each in enumerate(schema.later):
        if each.kind not in ROUTINES:
            continue
        text = _convert_body(schema, each.text)
        text = _convert_head(schema, text, each.kind, widened and names[each.object] == 1)
        if text == each.text:
            continue
        schema.later[at] = each._replace(text=text)
        changed.add(each.object)
        change = Change("changed", "routines", each.object, each.text, text, _REASON, each.line)
        schema.changes.append(change)
    for at, each in enumerate(schema.later):
        if each.kind == "comment" and (kind := _find_kind(each)) and each.object in changed:
            schema.later[at] = each._replace(text=_convert_head(schema, each.text, kind, widened))


def _find_kind(comment: LaterStatement) -> str:
    """Return the kind of routine that a comment is about; empty if it is about something else."""
    return Cursor(comment.text).peek(2) if Cursor(comment.text).peek(2) in ROUTINES else ""


def _convert_body(schema: Schema, text: str) -> str:
    """Return a routine with casts in its body to types that exist."""
    return _BODY.sub(lambda found: f"{found[1]}{recast(schema, found[2])}{found[1]}", text)


def _convert_head(schema: Schema, text: str, kind: str, widens: bool) -> str:
    """Return a statement about a routine with the new types before its body.

    Args:
        schema: What the script creates.
        text: The statement.
        kind: `function` or `procedure`, the word before the name.
        widens: True if integers among the parameters become bigint.
    """
    cursor = Cursor(text)
    while not cursor.done and not cursor.accept(kind):
        cursor.at += 1
    cursor.read_name()
    parts, done, depth, is_input = [], 0, 0, False
    while not cursor.done:
        word = cursor.words[cursor.at]
        if not depth and (word.kind == "string" or word.low in ("as", "begin")):
            break
        depth += (word.low == "(") - (word.low == ")")
        if cursor.words[cursor.at - 1].low in ("(", ",") and depth == 1:
            is_input = word.low not in ("out", "inout")
        widens = widens and word.low != "returns"
        new, end = _find_type(schema, cursor, widens and is_input and depth > 0)
        if new:
            parts.append(text[done : word.start] + new)
            done = end
    return "".join([*parts, text[done:]])


def _find_type(schema: Schema, cursor: Cursor, widens: bool) -> tuple[str, int]:
    """Read a word; return the type in place of it and the end of the old one, if it has one."""
    word = cursor.words[cursor.at]
    if word.kind not in ("word", "quoted"):
        cursor.at += 1
        return "", 0
    if word.low in _SMALL_INTEGERS:
        cursor.at += 1
        is_array = cursor.peek() in ("[", "array")
        return ("bigint", word.end) if widens and not is_array else ("", 0)
    try:
        name = schema.resolve(cursor.read_name())
    except SyntaxProblem:
        return "", 0
    return ("text", cursor.words[cursor.at - 1].end) if name.key in schema.types else ("", 0)
