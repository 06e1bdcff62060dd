"""The slot at the cursor: the names and keywords that can be written there.

A query is read clause by clause; the words of every other statement before the cursor are compared
with a table of patterns.
"""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.sql.complete import clauses
from dsql_tui.sql.complete.clauses import ASKS, CASE, CLAUSES, EXPRESSION, OPERATORS, VALUE
from dsql_tui.sql.complete.command_patterns import COMMAND_PATTERNS, PATTERN_WORDS, STARTS
from dsql_tui.sql.complete.queries import find_query
from dsql_tui.sql.complete.slot import Slot
from dsql_tui.sql.complete.words import WORDY_CALLS, Group, Item, Level, Word

_COMMANDS_TEXT = (
    """create alter drop set reset show comment aws analyze call copy begin start table explain"""
)
_COMMANDS = frozenset(_COMMANDS_TEXT.split())
"""First words of statements that are not queries, but may contain one."""
_PRIVILEGES = ("grant", "revoke")
"""First words of statements with names of queries, but without queries."""
_NOTHING_FOLLOWS = ("*", "]", ".")
"""Signs that no name follows: `*` usually means every column, not a multiplication."""
_MAX_WORDS = 60
"""Words of a level to compare with the patterns."""
_MAX_LEVELS = 5
"""Parentheses within one another in statements that are not queries."""
_FIRST = clauses.split_keywords(EXPRESSION)
_SUBQUERY = ("SELECT", "WITH", "VALUES")
_COMPARES = frozenset(("in", "=", "<", ">", ",", "where", "and", "or", "not", "any", "all", "+"))


def find_slot(levels: Sequence[Level]) -> Slot | None:
    """Return what can be written at the cursor, or `None` if that can only be a new name."""
    if [item.lower for item in levels[-1].before[-1:]] == ["::"]:
        return Slot(("type",), requires_name=True)
    first = levels[0].items[0].lower if levels[0].items else ""
    command = first in _COMMANDS and not any(find_query(level) for level in levels)
    if command or first in _PRIVILEGES or not levels[0].before:
        return _find_command_slot(levels)
    return _find_query_slot(levels)


def _find_command_slot(levels: Sequence[Level]) -> Slot | None:
    """Return the slot in a statement that is not a query."""
    if len(levels) > _MAX_LEVELS:
        return None
    words = _words_before(levels)
    if not words:
        return Slot(keywords=STARTS)
    for pattern, kinds, keywords in COMMAND_PATTERNS:
        if pattern.fullmatch(words):
            requires_name = bool(kinds) and "function" not in kinds
            setting = _setting(levels) if "value" in kinds else ""
            return Slot(kinds, keywords, requires_name, setting)
    return None


def _words_before(levels: Sequence[Level]) -> str:
    """Return the words before the cursor, in the form that the patterns have."""
    words: list[str] = []
    for number, level in enumerate(levels):
        if number:
            words.append("(")
        for item in level.before[-_MAX_WORDS:]:
            word = _pattern_word(item)
            if word == "_" and words[-2:] == ["_", "."]:
                words.pop()
            else:
                words.append(word)
    return " ".join(words)


def _pattern_word(item: Item) -> str:
    if item.kind == "word":
        return item.lower if item.lower in PATTERN_WORDS else "_"
    return "_" if item.kind in ("quoted", "string", "number", "dollar") else item.lower


def _setting(levels: Sequence[Level]) -> str:
    """Return the setting that SET names."""
    words = [item.lower for item in levels[0].before[1:]]
    if words[:1] in (["local"], ["session"]):
        del words[0]
    if words[:2] == ["time", "zone"]:
        return "timezone"
    return "".join(words[: next(n for n, word in enumerate(words) if word in ("to", "="))])


def _find_query_slot(levels: Sequence[Level]) -> Slot | None:
    before = levels[-1].before
    clause = None if _function_name(levels) in WORDY_CALLS else _find_clause(before)
    if clause is None:
        return _find_group_slot(levels) if len(levels) > 1 else None
    last = before[-1]
    if following := _following(clause, before):
        return Slot(keywords=following)
    if last.lower == "as":
        return None
    rule = CLAUSES[clause]
    if not _asks(last):
        return Slot(keywords=rule.after)
    if clause == "set" and _is_assignment_target(before):
        return Slot(("column",), requires_name=True, of="target")
    begins = last.lower in (",", "only", "and") or last.lower in clause.split()
    return Slot(rule.kinds, rule.first, rule.requires_name and begins)


def _function_name(levels: Sequence[Level]) -> str:
    """Return the word before the parentheses around the cursor."""
    return levels[-2].before[-1].lower if len(levels) > 1 and levels[-2].before else ""


def _following(clause: str, before: Sequence[Item]) -> tuple[str, ...]:
    """Return the keywords that alone can follow the words before the cursor."""
    last, earlier = before[-1], [item.lower for item in before[-3:-1]]
    if clause == "on conflict" and last.lower == "on":
        return ("CONFLICT",)
    if last.lower == "all" and earlier[-1:] and earlier[-1] in ("union", "intersect", "except"):
        return ("SELECT", "VALUES")
    if isinstance(last, Group) and clause == "with":
        ends = earlier[-1:] in (["as"], ["materialized"])
        return ("SELECT", "INSERT INTO", "UPDATE", "DELETE FROM") if ends else ("AS",)
    if isinstance(last, Group) and clause == "insert into":
        return ("VALUES", "SELECT", "OVERRIDING SYSTEM VALUE", "WITH")
    if last.kind != "word" or earlier[-1:] == ["."]:
        return ()
    return clauses.FOLLOWS.get(last.lower, ())


def _is_assignment_target(before: Sequence[Item]) -> bool:
    """Return True on the left side of an assignment in SET."""
    return next(item.lower for item in reversed(before) if item.lower in ("set", ",", "=")) != "="


def _find_group_slot(levels: Sequence[Level]) -> Slot | None:
    """Return the slot in parentheses without a query."""
    outer, before = levels[-2].before, levels[-1].before
    words = [item.lower for item in outer[-2:]]
    asks = not before or _asks(before[-1])
    last = words[-1] if words else ""
    if not before and last in ("from", "join", "exists", "lateral", "as", "materialized"):
        return Slot(keywords=_SUBQUERY)
    if not before and last == "filter":
        return Slot(keywords=("WHERE",))
    if last == "over":
        return _find_window_slot(before)
    if words == ["on", "conflict"] or _lists_columns(outer):
        return Slot(("column",), requires_name=True, of="target") if asks else None
    if last == "using":
        return Slot(("column",), requires_name=True, of="common") if asks else None
    if last in WORDY_CALLS:
        return _find_wordy_slot(last, before)
    if asks:
        subquery = _SUBQUERY[:1] if not before and last in _COMPARES else ()
        return Slot(VALUE, (*subquery, *_FIRST))
    return Slot(keywords=clauses.split_keywords(f"{OPERATORS}|{CASE}|ORDER BY|FROM"))


def _find_window_slot(before: Sequence[Item]) -> Slot:
    """Return the slot in the parentheses of OVER."""
    if not before:
        return Slot(keywords=("PARTITION BY", "ORDER BY"))
    if before[-1].lower in ("partition", "order"):
        return Slot(keywords=("BY",))
    if _asks(before[-1]):
        return Slot(VALUE, requires_name=True)
    return Slot(keywords=("ORDER BY", "ASC", "DESC", "NULLS LAST", "ROWS BETWEEN", "RANGE BETWEEN"))


def _find_wordy_slot(called: str, before: Sequence[Item]) -> Slot:
    """Return the slot in the parentheses of a function with words between its arguments."""
    if called == "extract" and not before:
        return Slot(keywords=clauses.PARTS)
    if called == "cast" and before and before[-1].lower == "as":
        return Slot(("type",), requires_name=True)
    if not before or _asks(before[-1]):
        return Slot(VALUE)
    return Slot(keywords=("AS",) if called == "cast" else ("FROM", "FOR", "IN"))


def _lists_columns(outer: Sequence[Item]) -> bool:
    """Return True in the parentheses behind the table of an INSERT."""
    words = [item.lower for item in outer]
    if "into" not in words:
        return False
    behind = outer[len(words) - words[::-1].index("into") :]
    names = [item for item in behind if item.lower != "."]
    return 0 < len(names) <= 4 and all(
        item.name and item.lower not in ("values", "select", "returning", "overriding")
        for item in names
    )


def _find_clause(items: Sequence[Item]) -> str | None:
    """Return the clause that the last of some items is in."""
    words = [item.lower for item in items]
    opened = (_find_open_clause(items, index, words) for index in range(len(items) - 1, -1, -1))
    return next(filter(None, opened), None)


def _find_open_clause(items: Sequence[Item], index: int, words: Sequence[str]) -> str | None:
    """Return the clause that an item opens."""
    item, word = items[index], words[index]
    if not isinstance(item, Word) or item.kind != "word":
        return None
    before = words[index - 1] if index else ""
    if before == ".":
        return None
    pair = clauses.PAIRS.get((before, word))
    if pair is not None:
        return pair
    if word == "on" and _is_conflict(words[:index]):
        return "on conflict"
    if word == "using":
        return "using" if "delete" in words[:index] else None
    return clauses.OPENERS.get(word)


def _is_conflict(words: Sequence[str]) -> bool:
    """Return True if an ON behind some words is that of ON CONFLICT, and not that of a join."""
    return "into" in words and "join" not in words[words.index("into") :]


def _asks(item: Item) -> bool:
    """Return True if a name or a value follows an item."""
    if item.kind == "word":
        return item.lower in ASKS
    return item.kind == "other" and item.lower not in _NOTHING_FOLLOWS
