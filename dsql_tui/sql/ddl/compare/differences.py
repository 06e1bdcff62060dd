"""The differences of two schemas. The order of columns in a table is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeVar

from dsql_tui.sql.ddl.compare.side import Name, Side
from dsql_tui.sql.ddl.facts import Column, Constraint, TableExtra
from dsql_tui.sql.ddl.grants import describe_grant
from dsql_tui.sql.ddl.write import list_comments

Change = Literal["added", "removed", "changed"]

T = TypeVar("T")


class Difference(NamedTuple):
    """A difference, seen from the first schema."""

    change: Change
    owner: Name
    """The object that has it."""
    kind: str
    """The kind of the object or its part: `table`, `column`, `default`, `index`."""
    part: str = ""
    """The name of the part; empty for the object."""
    before: str = ""
    after: str = ""


def list_differences(old: Side, new: Side) -> list[Difference]:
    """Return the differences of two schemas, by object."""
    found: list[Difference] = []
    for name in sorted(old.objects.keys() | new.objects.keys(), key=_rank):
        if name not in old.objects:
            found.append(Difference("added", name, name.kind))
        elif name not in new.objects:
            found.append(Difference("removed", name, name.kind))
        else:
            found += _compare_objects(old, new, name)
    return found


def _rank(name: Name) -> tuple[object, ...]:
    return (name.schema, name.kind != "schema", name.name, *name)


def _compare_objects(old: Side, new: Side, name: Name) -> Iterator[Difference]:
    """Yield the differences of an object that both schemas have."""
    before, after = old.objects[name], new.objects[name]
    if before.definition.strip() != after.definition.strip():
        yield Difference("changed", name, name.kind, "", before.definition, after.definition)
    if not name.is_routine and before.detail != after.detail:
        kind = "owner" if name.kind == "sequence" else "options"
        yield Difference("changed", name, kind, "", before.detail, after.detail)
    if name.kind == "table":
        for part, column, other in _pair(old.columns(name), new.columns(name)):
            yield from _compare_columns(name, part, column, other)
    for part, constraint, other_one in _pair(old.constraints(name), new.constraints(name)):
        before_text, after_text = _describe(constraint), _describe(other_one)
        kind = _name_kind(before_text or after_text)
        yield from _compare_texts(name, kind, part, before_text, after_text)
    for part, extra, other_extra in _pair(old.extras(name), new.extras(name)):
        kind = next(each.kind for each in (extra, other_extra) if each)
        yield from _compare_texts(name, kind, part, _describe(extra), _describe(other_extra))
    yield from _compare_comments(old, new, name)
    yield from _compare_access(old, new, name)


def _compare_access(old: Side, new: Side, name: Name) -> Iterator[Difference]:
    """Yield the differences of privileges, members and identities."""
    for part, grant, other_grant in _pair(old.grants(name), new.grants(name)):
        texts = describe_grant(grant), describe_grant(other_grant)
        yield from _compare_texts(name, "grant", part, *texts)
    for part, member, other_member in _pair(old.members(name), new.members(name)):
        texts = _describe_member(member), _describe_member(other_member)
        yield from _compare_texts(name, "membership", part, *texts)
    for part, default, other_default in _pair(old.defaults(name), new.defaults(name)):
        texts = (
            describe_grant(default.grant if default else None),
            describe_grant(other_default.grant if other_default else None),
        )
        yield from _compare_texts(name, "default grant", part, *texts)
    before_arns, after_arns = set(old.identities(name)), set(new.identities(name))
    for arn in sorted(before_arns ^ after_arns):
        change: Change = "added" if arn in after_arns else "removed"
        yield Difference(change, name, "IAM mapping", arn)


def _compare_columns(
    name: Name, part: str, old: Column | None, new: Column | None
) -> Iterator[Difference]:
    """Yield the differences of a column."""
    if old is None or new is None:
        texts = ("" if old is None else old.definition, "" if new is None else new.definition)
        yield from _compare_texts(name, "column", part, *texts)
        return
    for kind, before, after in (
        ("type", old.type, new.type),
        ("expression", old.generated, new.generated),
        ("identity", _describe_identity(old), _describe_identity(new)),
        ("default", old.default, new.default),
        (
            "nullability",
            "NOT NULL" if old.not_null else "NULL",
            "NOT NULL" if new.not_null else "NULL",
        ),
    ):
        if before != after:
            yield Difference("changed", name, kind, part, before, after)


def _compare_texts(
    name: Name, kind: str, part: str, before: str, after: str
) -> Iterator[Difference]:
    """Yield the difference of a part that has one text; an empty one is missing."""
    if before != after:
        change: Change = "added" if not before else "removed" if not after else "changed"
        yield Difference(change, name, kind, part, before, after)


def _compare_comments(old: Side, new: Side, name: Name) -> Iterator[Difference]:
    """Yield the differences of the comments on what both schemas have."""
    before = dict(list_comments(old.facts, old.objects[name]))
    after = dict(list_comments(new.facts, new.objects[name]))
    for subject in before.keys() & after.keys():
        if before[subject] != after[subject]:
            yield Difference("changed", name, "comment", subject, before[subject], after[subject])


def _pair(old: Mapping[str, T], new: Mapping[str, T]) -> Iterator[tuple[str, T | None, T | None]]:
    """Yield each name with what it has on both sides."""
    for name in sorted(old.keys() | new.keys()):
        yield name, old.get(name), new.get(name)


def _describe_identity(column: Column) -> str:
    return f"{column.identity} ({column.sequence})" if column.identity else ""


def _describe_member(may_grant: bool | None) -> str:
    """Return what a role may do with one that is granted to it."""
    return "" if may_grant is None else f"MEMBER{' WITH ADMIN OPTION' if may_grant else ''}"


def _describe(part: Constraint | TableExtra | None) -> str:
    return part.definition if part else ""


def _name_kind(definition: str) -> str:
    """Return the kind of a constraint, such as `primary key` or `check`."""
    first, second, *_ = f"{definition} ".split(" ")
    return f"{first} {second}".lower() if second == "KEY" else first.lower()
