"""What may stand at the cursor.

Queries are read clause by clause, and all other statements by the words that they have up to the
cursor, against a table of patterns.
"""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.sql.complete import clauses
from dsql_tui.sql.complete.clauses import ASKS, CASE, CLAUSES, EXPRESSION, OPERATORS, VALUE
from dsql_tui.sql.complete.leads import LEADS, MEANT, STARTS
from dsql_tui.sql.complete.place import Kind, Place
from dsql_tui.sql.complete.scope import query
from dsql_tui.sql.complete.words import Group, Item, Level, Word

_COMMANDS_TEXT = (
    """create alter drop set reset show comment aws analyze call copy begin start table explain"""
)
_COMMANDS = frozenset(_COMMANDS_TEXT.split())
"""First words of statements that hold a query at most somewhere inside."""
_RIGHTS = ("grant", "revoke")
"""First words of statements that speak of queries and hold none."""
_SHUT = ("*", "]", ".")
"""Signs behind which nothing is asked for: `*` is more often every column than times."""
_FAR = 60
"""Words of a level that a pattern looks at."""
_FIRST = clauses.keywords(EXPRESSION)
_SPOKEN = ("cast", "extract", "overlay", "position", "substring", "trim")
"""Functions whose arguments are parted by words."""
_SUBQUERY = ("SELECT", "WITH", "VALUES")
_COMPARES = frozenset(("in", "=", "<", ">", ",", "where", "and", "or", "not", "any", "all", "+"))


def place(levels: Sequence[Level]) -> Place | None:
    """What may stand at the cursor; `None` where only a new name can."""
    if [item.lower for item in levels[-1].before[-1:]] == ["::"]:
        return Place(("type",), named=True)
    first = levels[0].items[0].lower if levels[0].items else ""
    inside = first in _COMMANDS and not any(query(level) for level in levels)
    if inside or first in _RIGHTS or not levels[0].before:
        return _commanded(levels)
    return _queried(levels)


def _commanded(levels: Sequence[Level]) -> Place | None:
    """A place in a statement that is told by its words."""
    lead = _lead(levels)
    if not lead:
        return Place(keywords=STARTS)
    for pattern, kinds, keywords in LEADS:
        if pattern.fullmatch(lead):
            named = bool(kinds) and "function" not in kinds
            return Place(kinds, keywords, named, _setting(levels) if "value" in kinds else "")
    return None


def _lead(levels: Sequence[Level]) -> str:
    """The words before the cursor, with the names left out."""
    words: list[str] = []
    for number, level in enumerate(levels):
        if number:
            words.append("(")
        for item in level.before[-_FAR:]:
            word = _shape(item)
            if word == "_" and words[-2:] == ["_", "."]:
                words.pop()
            else:
                words.append(word)
    return " ".join(words)


def _shape(item: Item) -> str:
    if item.kind == "word":
        return item.lower if item.lower in MEANT else "_"
    return "_" if item.kind in ("quoted", "string", "number", "dollar") else item.lower


def _setting(levels: Sequence[Level]) -> str:
    """The setting that SET names."""
    words = [item.lower for item in levels[0].before[1:]]
    if words[:1] in (["local"], ["session"]):
        del words[0]
    if words[:2] == ["time", "zone"]:
        return "timezone"
    return "".join(words[: next(n for n, word in enumerate(words) if word in ("to", "="))])


def _queried(levels: Sequence[Level]) -> Place | None:
    """A place in a query."""
    before = levels[-1].before
    clause = None if _called(levels) in _SPOKEN else _clause(before)
    if clause is None:
        return _inside(levels) if len(levels) > 1 else None
    last = before[-1]
    if following := _following(clause, before):
        return Place(keywords=following)
    if last.lower == "as":
        return None
    rule = CLAUSES[clause]
    if not _asks(last):
        return Place(keywords=rule.after)
    if clause == "set" and _assigned(before):
        return Place(("column",), named=True, of="target")
    named = rule.named and (last.lower in (",", "only", "and") or last.lower in clause.split())
    return Place(rule.kinds, rule.first, named)


def _called(levels: Sequence[Level]) -> str:
    """The word before the brackets that the cursor is in."""
    return levels[-2].before[-1].lower if len(levels) > 1 and levels[-2].before else ""


def _following(clause: str, before: Sequence[Item]) -> tuple[str, ...]:
    """Keywords that alone may follow, told by the words just before."""
    last, earlier = before[-1], [item.lower for item in before[-3:-1]]
    if clause == "on conflict" and last.lower == "on":
        return ("CONFLICT",)
    if last.lower == "all" and earlier[-1:] and earlier[-1] in ("union", "intersect", "except"):
        return ("SELECT", "VALUES")
    if isinstance(last, Group) and clause == "with":
        ended = earlier[-1:] in (["as"], ["materialized"])
        return ("SELECT", "INSERT INTO", "UPDATE", "DELETE FROM") if ended else ("AS",)
    if isinstance(last, Group) and clause == "insert into":
        return ("VALUES", "SELECT", "OVERRIDING SYSTEM VALUE", "WITH")
    if last.kind != "word" or earlier[-1:] == ["."]:
        return ()
    return clauses.FOLLOWS.get(last.lower, ())


def _assigned(before: Sequence[Item]) -> bool:
    """Is it the left side of an assignment in SET?"""
    return next(item.lower for item in reversed(before) if item.lower in ("set", ",", "=")) != "="


def _inside(levels: Sequence[Level]) -> Place | None:
    """A place in brackets that hold no query, or none yet."""
    outer, before = levels[-2].before, levels[-1].before
    words = [item.lower for item in outer[-2:]]
    asks = not before or _asks(before[-1])
    last = words[-1] if words else ""
    if not before and last in ("from", "join", "exists", "lateral", "as", "materialized"):
        return Place(keywords=_SUBQUERY)
    if last == "over":
        return _windowed(before)
    if words == ["on", "conflict"] or _lists_columns(outer):
        return Place(("column",), named=True, of="target") if asks else None
    if last == "using":
        return Place(("column",), named=True, of="common") if asks else None
    if last in _SPOKEN:
        return _in_call(last, before)
    if asks:
        subquery = _SUBQUERY[:1] if not before and last in _COMPARES else ()
        return Place(VALUE, (*subquery, *_FIRST))
    return Place(keywords=clauses.keywords(f"{OPERATORS}|{CASE}|ORDER BY|FROM"))


def _windowed(before: Sequence[Item]) -> Place:
    """In the brackets of OVER."""
    if not before:
        return Place(keywords=("PARTITION BY", "ORDER BY"))
    if before[-1].lower in ("partition", "order"):
        return Place(keywords=("BY",))
    if _asks(before[-1]):
        return Place(VALUE, named=True)
    return Place(
        keywords=("ORDER BY", "ASC", "DESC", "NULLS LAST", "ROWS BETWEEN", "RANGE BETWEEN")
    )


def _in_call(called: str, before: Sequence[Item]) -> Place:
    """In the brackets of a function whose arguments are parted by words."""
    if called == "extract" and not before:
        return Place(keywords=clauses.PARTS)
    if called == "cast" and before and before[-1].lower == "as":
        return Place(("type",), named=True)
    if not before or _asks(before[-1]):
        return Place(VALUE)
    return Place(keywords=("AS",) if called == "cast" else ("FROM", "FOR", "IN"))


def _lists_columns(outer: Sequence[Item]) -> bool:
    """Do the brackets stand behind the table of an INSERT?"""
    words = [item.lower for item in outer]
    if "into" not in words:
        return False
    behind = outer[len(words) - words[::-1].index("into") :]
    names = [item for item in behind if item.lower != "."]
    return 0 < len(names) <= 4 and all(
        item.name and item.lower not in ("values", "select", "returning", "overriding")
        for item in names
    )


def _clause(items: Sequence[Item]) -> str | None:
    """The clause that the end of some items is in."""
    opened = (_opens(items, index) for index in range(len(items) - 1, -1, -1))
    return next(filter(None, opened), None)


def _opens(items: Sequence[Item], index: int) -> str | None:
    """The clause that a word opens."""
    word = items[index]
    if not isinstance(word, Word) or word.kind != "word":
        return None
    before = items[index - 1].lower if index else ""
    if before == ".":
        return None
    paired = clauses.PAIRS.get((before, word.lower))
    if paired is not None:
        return paired
    if word.lower == "on" and _inserts(items[:index]):
        return "on conflict"
    if word.lower == "using":
        return "using" if any(item.lower == "delete" for item in items[:index]) else None
    return clauses.OPENERS.get(word.lower)


def _inserts(items: Sequence[Item]) -> bool:
    """Is it an INSERT, and not in the joins of a query that it takes rows from?"""
    words = [item.lower for item in items]
    return "into" in words and "join" not in words[words.index("into") :]


def _asks(item: Item) -> bool:
    """Is a name or a value wanted behind this?"""
    if item.kind == "word":
        return item.lower in ASKS
    return item.kind == "other" and item.lower not in _SHUT


__all__ = ["Kind", "place"]
