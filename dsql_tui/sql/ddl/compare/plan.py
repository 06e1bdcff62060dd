"""The statements for each difference of two schemas, and the script of them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dsql_tui.sql.ddl.compare import reasons
from dsql_tui.sql.ddl.compare.access_steps import (
    change_access,
    change_grants,
    explain_access,
    write_access,
)
from dsql_tui.sql.ddl.compare.blocks import Blocks
from dsql_tui.sql.ddl.compare.column_steps import add_column, change_column, write_options
from dsql_tui.sql.ddl.compare.differences import Difference, list_differences
from dsql_tui.sql.ddl.compare.side import Name, Side
from dsql_tui.sql.ddl.compare.steps import (
    Phase,
    Step,
    add_comment,
    add_constraint,
    add_extra,
    drop_constraint,
    drop_extra,
)
from dsql_tui.sql.ddl.facts import Constraint, SchemaFacts
from dsql_tui.sql.ddl.write import write_object
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import quote_name

_CONSTRAINTS = ("unique", "check", "foreign key")
_EXTRAS = ("index", "statistics")


class Planned(NamedTuple):
    """A difference, with the statements that remove it."""

    difference: Difference
    steps: Sequence[Step]
    problem: str = ""
    """Why Aurora DSQL cannot remove it, or not all of it."""


class Comparison(NamedTuple):
    """The differences of two schemas."""

    planned: Sequence[Planned]
    steps: Sequence[Step]
    """All steps, in the order in which they can run."""


def compare(old: SchemaFacts, new: SchemaFacts) -> Comparison:
    """Compare two schemas; the statements bring the first to the second.

    Roles are compared if those of both clusters are known.
    """
    roles = old.roles is not None and new.roles is not None
    planner = _Planner(Side(old, roles), Side(new, roles))
    planned = [Planned(each, *planner.plan(each)) for each in planner.differences]
    steps = [step for each in planned for step in each.steps]
    steps += planner.plan_new_versions()
    steps += planner.plan_keys(planned)
    ordered = sorted(steps, key=lambda step: step[:2])
    return Comparison(planned, list(dict.fromkeys(ordered)))


class _Planner:
    """Finds the steps for each difference."""

    def __init__(self, old: Side, new: Side) -> None:
        self.differences = list_differences(old, new)
        self._old, self._new = old, new
        self._blocks = Blocks(old, new, self.differences)
        self._created = {name: place for place, name in enumerate(new.order)}
        self._dropped = {name: place for place, name in enumerate(reversed(old.order))}

    def plan(self, difference: Difference) -> tuple[list[Step], str]:
        """Return the steps for a difference, and why there are none or not all."""
        owner, kind = difference.owner, difference.kind
        place = self._created.get(owner, 0)
        if not difference.part and kind == owner.kind and difference.change == "added":
            return self._add_object(owner)
        if not difference.part and kind == owner.kind and difference.change == "removed":
            return self._remove_object(owner)
        if kind == "comment":
            text = quote_literal(difference.after) if difference.after else "NULL"
            step = f"COMMENT ON {difference.part} IS {text}"
            return [Step(Phase.NOTE, (place, 2), step)], ""
        if kind == "grant":
            if owner in self._blocks.recreated:
                return [], ""  # A new object gets all of them.
            return change_grants(self._old, self._new, self._blocks, difference, place)
        if kind == "default grant" or owner.kind == "role":
            return change_access(self._old, self._new, difference, place)
        if owner.kind == "domain":
            return [], reasons.DOMAIN
        if kind in _CONSTRAINTS or kind in _EXTRAS:
            return self._change_part(difference)
        if difference.part:
            return self._change_column(difference)
        return self._change_object(difference)

    def plan_new_versions(self) -> Iterator[Step]:
        """Yield the steps for the views and functions that are dropped and created again."""
        for name in self._blocks.recreated:
            yield self._drop(Phase.DROP_OBJECTS, name)
            if name in self._new.objects and name not in self._blocks.objects:
                yield from self._create(name)

    def plan_keys(self, planned: Iterable[Planned]) -> Iterator[Step]:
        """Yield the steps for foreign keys that need a unique key which is dropped."""
        uniques = {
            each.difference.owner
            for each in planned
            if "UNIQUE" in each.difference.before
            and any(step.phase is Phase.DROP_PARTS for step in each.steps)
        }
        for name in self._old.objects.keys() & self._new.objects.keys():
            for constraint in self._old.constraints(name).values():
                other = self._new.constraints(name).get(constraint.name)
                referred = self._old.find_target(constraint)
                if not other or other.definition != constraint.definition:
                    continue
                if referred in uniques and not self._refers_to_primary_key(constraint, referred):
                    yield drop_constraint(name, constraint)
                    yield from add_constraint(self._new, name, other, self._created[name])

    def _refers_to_primary_key(self, constraint: Constraint, referred: Name) -> bool:
        columns = ", ".join(map(quote_name, self._old.primary_key(referred)))
        return f"REFERENCES {referred}({columns})" in constraint.definition

    def _add_object(self, name: Name) -> tuple[list[Step], str]:
        """Return the steps that create an object with its parts."""
        if reason := self._blocks.objects.get(name, ""):
            return [], reason
        steps = list(self._create(name))
        place, problem = self._created[name], explain_access(self._old, self._new, name)
        for constraint in self._new.constraints(name).values():
            if not _is_inline(constraint):
                reason = self._find_block(name, constraint)
                steps += [] if reason else add_constraint(self._new, name, constraint, place)
                problem = problem or reason
        for extra in self._new.extras(name).values():
            steps += add_extra(self._new, name, extra, place)
        return steps, problem

    def _create(self, name: Name) -> Iterator[Step]:
        """Yield the statement that creates an object, and those for its comments."""
        one, place = self._new.objects[name], self._created[name]
        inline = [each for each in self._new.constraints(name).values() if _is_inline(each)]
        if text := write_object(self._new.facts, one, inline):
            yield Step(Phase.CREATE, (place, 0), text)
        if name.kind == "sequence" and one.detail:
            yield Step(Phase.NOTE, (place, 0), f"ALTER SEQUENCE {name} OWNED BY {one.detail}")
        late = {
            f"CONSTRAINT {quote_name(each.name)} ON {name}"
            for each in self._new.constraints(name).values()
            if not _is_inline(each)
        }
        for step in add_comment(self._new, name, "", place):
            if not any(f" {subject} " in step.text for subject in late):
                yield step
        for text in write_access(self._old, self._new, name):
            yield Step(Phase.GRANT, (place, 0), text)

    def _remove_object(self, name: Name) -> tuple[list[Step], str]:
        """Return the steps that drop an object."""
        if name.kind == "role":
            return [], reasons.ROLE
        if name in self._blocks.recreated:
            return [], ""
        if user := self._find_user(name):
            return [], reasons.explain_user(user)
        steps = [self._drop(Phase.REMOVE, name)]
        for constraint in self._old.constraints(name).values():
            referred = self._old.find_target(constraint)
            if referred is None or referred == name:
                continue
            in_cycle = self._dropped[referred] <= self._dropped[name]
            if in_cycle or not self._refers_to_primary_key(constraint, referred):
                steps.append(drop_constraint(name, constraint))  # Its index may be dropped first.
        return steps, ""

    def _find_user(self, name: Name) -> Name | None:
        """Return an object that needs one that is to be removed, and cannot be changed."""
        if name.kind != "schema":
            user = self._blocks.find_user(name)
            if user is None:
                for other in self._old.find_users(name) - self._new.objects.keys():
                    user = user or self._blocks.find_user(other)
            return user
        inside = (each for each in self._old.objects if each.schema == name.name != each.kind)
        users = (self._blocks.find_user(each) for each in inside if each.kind != "schema")
        return next(filter(None, users), None)

    def _drop(self, phase: Phase, name: Name) -> Step:
        kind = f"{name.kind.upper()}{' IF EXISTS' if name.kind == 'sequence' else ''}"
        return Step(phase, (self._dropped[name], 1), f"DROP {kind} {name}")

    def _change_object(self, difference: Difference) -> tuple[list[Step], str]:
        """Return the steps for the definition or options of an object."""
        name, place = difference.owner, self._created[difference.owner]
        one = self._new.objects[name]
        if reason := self._blocks.objects.get(name, ""):
            return [], reason
        if difference.kind == "owner":
            owner = f"ALTER SEQUENCE {name} OWNED BY {one.detail or 'NONE'}"
            return [Step(Phase.NOTE, (place, 0), owner)], ""
        if name.kind == "sequence":
            options = write_options(difference.before, difference.after)
            return [
                Step(Phase.CREATE, (place, 0), f"ALTER SEQUENCE {name} {' '.join(options)}")
            ], ""
        if name in self._blocks.recreated:
            return [], ""
        text = write_object(self._new.facts, one, ())
        if name.kind == "view":
            text = text.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
        return [Step(Phase.CREATE, (place, 0), text)], ""

    def _change_column(self, difference: Difference) -> tuple[list[Step], str]:
        """Return the steps for a column or the primary key."""
        name, part = difference.owner, difference.part
        place = self._created[name]
        if difference.kind == "primary key":
            return self._rename_key(difference)
        if reason := self._blocks.columns[name].get(part, ""):
            return [], reason
        if difference.kind != "column":
            return change_column(self._old, difference, place)
        if difference.change == "added":
            return add_column(self._new, difference, place)
        if part in self._old.primary_key(name):
            return [], reasons.KEY_COLUMN
        if user := self._blocks.find_user_of_column(name, part):
            return [], reasons.explain_user(user)
        text = f"ALTER TABLE {name} DROP COLUMN {quote_name(part)}"
        return [Step(Phase.REMOVE, (self._dropped[name], 0), text)], ""

    def _rename_key(self, difference: Difference) -> tuple[list[Step], str]:
        """Return the step that renames a primary key, if that is all."""
        name = difference.owner
        old, new = (_find_key(side, name) for side in (self._old, self._new))
        if old is None or new is None or old.definition != new.definition:
            return [], reasons.PRIMARY_KEY
        if difference.change == "removed":
            return [], ""
        text = (
            f"ALTER TABLE {name} RENAME CONSTRAINT {quote_name(old.name)} TO {quote_name(new.name)}"
        )
        return [Step(Phase.CREATE, (self._created[name], 0), text)], ""

    def _change_part(self, difference: Difference) -> tuple[list[Step], str]:
        """Return the steps for a constraint, an index or statistics."""
        name, part, place = difference.owner, difference.part, self._created[difference.owner]
        steps: list[Step] = []
        if difference.kind in _EXTRAS:
            if reason := self._blocks.find_mention(difference.after, [name]):
                return [], reason
            if difference.before:
                steps.append(drop_extra(name, self._old.extras(name)[part]))
            if difference.after:
                steps += add_extra(self._new, name, self._new.extras(name)[part], place)
            return steps, ""
        if difference.after:
            constraint = self._new.constraints(name)[part]
            if reason := self._find_block(name, constraint):
                return [], reason
            steps += add_constraint(self._new, name, constraint, place)
        if difference.before:
            steps.append(drop_constraint(name, self._old.constraints(name)[part]))
        return steps, ""

    def _find_block(self, name: Name, constraint: Constraint) -> str:
        """Return why a constraint cannot be added."""
        referred = self._new.find_target(constraint)
        tables = [name] if referred is None else [name, referred]
        if referred in self._blocks.objects:
            return reasons.explain_dependency(referred)
        if referred in self._blocks.keys:
            return reasons.explain_dependency(f"the primary key of {referred}")
        return self._blocks.find_mention(constraint.definition, tables)


def _is_inline(constraint: Constraint) -> bool:
    return constraint.valid and not constraint.is_foreign_key


def _find_key(side: Side, name: Name) -> Constraint | None:
    found: Iterable[Constraint] = side.constraints(name).values()
    return next((each for each in found if each.key_columns), None)
