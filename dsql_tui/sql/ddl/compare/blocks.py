"""The changes that cannot be made, and those that cannot be made because of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from dsql_tui.sql.ddl.compare import reasons
from dsql_tui.sql.ddl.compare.differences import Difference
from dsql_tui.sql.ddl.compare.side import Name, Side
from dsql_tui.sql.ddl.write import write_object
from dsql_tui.sql.names import quote_name


class Blocks:
    """The changes that cannot be made, and the views and functions that are created again."""

    def __init__(self, old: Side, new: Side, differences: Iterable[Difference]) -> None:
        self.columns: dict[Name, dict[str, str]] = defaultdict(dict)
        """The reasons by column, for each table."""
        self.objects: dict[Name, str] = {}
        """The reasons by object."""
        self.keys: set[Name] = set()
        """The tables whose primary keys are wrong."""
        self.recreated: set[Name] = set()
        """The views and functions that are dropped first; some are not created again."""
        self._old, self._new = old, new
        self._touched: set[Name] = set()
        """The views, functions and added objects whose statements must run."""
        for each in differences:
            self._block_columns(each)
            is_new = each.change == "added" and not each.part
            if is_new or each.kind in ("view", "options", "function", "procedure"):
                self._touched.add(each.owner)
        self._settle()

    def find_mention(self, text: str, tables: Iterable[Name]) -> str:
        """Return the reason if a text names a blocked column of one of the tables."""
        for table in tables:
            for column in self.columns.get(table, ()):
                if _mentions(text, column):
                    return reasons.explain_dependency(f"column {table}.{quote_name(column)}")
        return ""

    def find_user(self, name: Name) -> Name | None:
        """Return an object that needs one that is to be removed, and cannot be changed."""
        for user, needed in self._old.needs.items():
            if name in needed and user in self._new.objects and self._keeps(user):
                return user
        return None

    def find_user_of_column(self, table: Name, column: str) -> Name | None:
        """Return an object that uses a column, and cannot be changed."""
        for user, needed in self._old.needs.items():
            if (
                table in needed
                and user in self.objects
                and _mentions(self._old.objects[user].definition, column)
            ):
                return user
        return None

    def _keeps(self, user: Name) -> bool:
        """Return True if an object stays as it is although it should change."""
        return user in self.objects or bool(self.columns.get(user))

    def _block_columns(self, difference: Difference) -> None:
        owner, part = difference.owner, difference.part
        match difference.change, difference.kind:
            case "changed", "type":
                self.columns[owner][part] = reasons.TYPE
            case "changed", "expression" if difference.after:
                self.columns[owner][part] = reasons.EXPRESSION
            case "added", "column" if self._new.columns(owner)[part].generated:
                self.columns[owner][part] = reasons.GENERATED
            case "removed", "column" if part in self._old.primary_key(owner):
                self.columns[owner][part] = reasons.KEY_COLUMN
            case _, "primary key":
                if self._old.primary_key(owner) != self._new.primary_key(owner):
                    self.keys.add(owner)

    def _settle(self) -> None:
        """Find the objects that are blocked, until no other follows."""
        blocked = -1
        while blocked < len(self.objects):
            blocked = len(self.objects)
            self._recreate()
            for name in self._new.order:
                if name in self._touched | self.recreated and name not in self.objects:
                    reason = self._find_reason(name)
                    if reason:
                        self.objects[name] = reason

    def _recreate(self) -> None:
        """Find the objects to drop first: those that cannot be replaced, and their users."""
        self.recreated = set()
        taken = {
            each
            for name in self._new.objects.keys() - self._old.objects.keys()
            for each in self._new.relation_names(name)
        }
        for name in self._old.objects.keys() - self._new.objects.keys():
            if self._old.relation_names(name) & taken:
                self.recreated |= {name, *self._old.find_users(name)}
        for name in self._new.order:
            if name not in self._touched or name in self.objects or name not in self._old.objects:
                continue
            if _can_replace(self._old, self._new, name):
                continue
            users = self._old.find_users(name)
            stuck = [user for user in users if user.kind == "table" or user in self.objects]
            if stuck:
                self.objects[name] = reasons.explain_user(min(stuck))
            else:
                self.recreated |= {name, *users}

    def _find_reason(self, name: Name) -> str:
        """Return why an object cannot be created or replaced."""
        text = self._write(name)
        needed = set(self._new.needs[name])
        if name.is_routine:  # The catalog does not tell what a body needs.
            needed |= {
                each for each in {*self.objects, *self.columns, *self.keys} if each.name in text
            }
        for each in sorted(needed - {name}):
            if each in self.objects:
                return reasons.explain_dependency(each)
            if each in self.keys and "GROUP BY" in text:
                return reasons.explain_dependency(f"the primary key of {each}")
        return self.find_mention(text, needed)

    def _write(self, name: Name) -> str:
        one = self._new.objects[name]
        inline = [each for each in self._new.constraints(name).values() if not each.is_foreign_key]
        return write_object(self._new.facts, one, inline)


def _can_replace(old: Side, new: Side, name: Name) -> bool:
    """Return True if CREATE OR REPLACE changes an object: its columns or result stay."""
    if name.is_routine:
        texts = (side.objects[name].definition.split("\n")[:2] for side in (old, new))
        return len({tuple(text) for text in texts}) == 1
    columns = [
        [(each.name, each.type) for each in side.columns(name).values()] for side in (old, new)
    ]
    return columns[1][: len(columns[0])] == columns[0]


def _mentions(text: str, column: str) -> bool:
    """Return True if a text may name a column."""
    return bool(re.search(rf'(?<![\w"]){re.escape(quote_name(column))}(?![\w"])', text))
