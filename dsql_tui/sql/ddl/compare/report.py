"""The text of a comparison: one line for each difference, and the script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.sql.ddl.compare.differences import Difference
from dsql_tui.sql.ddl.compare.plan import Comparison
from dsql_tui.sql.names import quote_name

_HEADER = """\
-- Run it with: dsql-tui exec TARGET -f FILE --retry-conflicts 10 --wait-jobs, or psql -f FILE
-- Each statement is a transaction of its own. Read it first: what it drops is lost.

\\set ON_ERROR_STOP on

"""
_MARKS = {"added": "+", "removed": "-", "changed": "~"}
_WRITTEN = ("comment", "grant", "default grant", "IAM mapping")
"""The kinds of parts whose names are written as in SQL already."""
_MAX_LENGTH = 60
"""Characters of a definition in a line."""


def describe(difference: Difference) -> str:
    """Return a difference as one line: `~ shop.orders: default of total: 0 → 1`."""
    owner = f"{difference.owner.kind} {difference.owner}"
    part = describe_part(difference)
    return make_one_line(f"{_MARKS[difference.change]} {owner}{': ' if part else ''}{part}")


def describe_part(difference: Difference) -> str:
    """Return the line without the object: `default of total: 0 → 1`; empty for the object."""
    kind, part = difference.kind, difference.part
    line = ""
    if part:
        shown = part if kind in _WRITTEN else quote_name(part)
        own = kind in ("type", "default", "nullability", "identity", "expression", "comment")
        line = f"{kind} of {shown}" if own else f"{kind} {shown}"
        if kind in ("grant", "default grant", "membership"):
            line = f"{'grant' if kind == 'membership' else kind} to {shown}"
    elif kind != difference.owner.kind:
        line = kind
    if part and (difference.before or difference.after):
        texts = [_shorten(each) for each in (difference.before, difference.after)]
        if difference.change == "changed":
            line += f": {texts[0] or '(none)'} → {texts[1] or '(none)'}"
        else:
            line += f": {texts[0] or texts[1]}"
    return make_one_line(line)


def describe_object(differences: Sequence[Difference]) -> str:
    """Return the line of an object with differences: `~ table shop.orders`."""
    first = differences[0]
    whole = not first.part and first.kind == first.owner.kind
    mark = _MARKS[first.change if whole else "changed"]
    return make_one_line(f"{mark} {first.owner.kind} {first.owner}")


def list_lines(comparison: Comparison) -> Iterator[str]:
    """Yield a line for each difference, and one below it for what is not possible."""
    for each in comparison.planned:
        yield describe(each.difference)
        if each.problem:
            yield f"    Not possible: {make_one_line(each.problem)}"


def write_script(comparison: Comparison) -> str:
    """Return the script; differences that it cannot remove are comments."""
    problems = "".join(
        f"-- Not possible: {describe(each.difference)}\n--   {make_one_line(each.problem)}\n"
        for each in comparison.planned
        if each.problem
    )
    statements = "\n".join(f"{step.text};\n" for step in comparison.steps)
    return "\n".join(each for each in (problems, _HEADER * bool(statements) + statements) if each)


def make_one_line(text: str) -> str:
    """Return a text without characters that end a line, and with it a comment."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}…"
