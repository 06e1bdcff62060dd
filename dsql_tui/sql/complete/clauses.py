"""The clauses of a query: the names that each takes, and the keywords that can follow."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.sql.complete.slot import Kind


class Clause(NamedTuple):
    """A clause of a query."""

    kinds: tuple[Kind, ...]
    """The kinds of names that it takes, the most likely first."""
    first: tuple[str, ...]
    """Keywords that can be there instead of a name."""
    after: tuple[str, ...]
    """Keywords that can follow."""
    requires_name: bool = False
    """True if the clause begins with a name."""


def _clause(kinds: tuple[Kind, ...], first: str, after: str, requires_name: bool = False) -> Clause:
    return Clause(kinds, split_keywords(first), split_keywords(after), requires_name)


def split_keywords(text: str) -> tuple[str, ...]:
    """Return keywords that are separated by bars."""
    return tuple(word for each in text.split("|") if (word := " ".join(each.split())))


VALUE: tuple[Kind, ...] = ("column", "source", "function")
"""The kinds of names in an expression."""
EXPRESSION = "CASE|NOT|NULL|TRUE|FALSE|EXISTS|CAST|INTERVAL|CURRENT_TIMESTAMP|CURRENT_DATE"
OPERATORS = "IS NULL|IS NOT NULL|IN|NOT IN|LIKE|NOT LIKE|ILIKE|BETWEEN|IS DISTINCT FROM|AND|OR"
CASE = "WHEN|THEN|ELSE|END"
_RELATIONS: tuple[Kind, ...] = ("relation", "schema")
_SETS = "UNION|UNION ALL|INTERSECT|EXCEPT"
_TAIL = f"ORDER BY|LIMIT|OFFSET|{_SETS}|FOR UPDATE|FOR KEY SHARE"
_JOINS = "JOIN|LEFT JOIN|RIGHT JOIN|FULL JOIN|INNER JOIN|CROSS JOIN|NATURAL JOIN"
_FROM = f"WHERE|{_JOINS}|ON|USING|AS|GROUP BY|ORDER BY|LIMIT|HAVING|WINDOW|OFFSET|{_SETS}"

CLAUSES: dict[str, Clause] = {
    "select": _clause(VALUE, f"DISTINCT|ALL|{EXPRESSION}", f"FROM|AS|OVER|{OPERATORS}|{CASE}"),
    "from": _clause(_RELATIONS, "LATERAL|ONLY", f"{_FROM}|FOR UPDATE", True),
    "using": _clause(_RELATIONS, "", "WHERE|AS|RETURNING", True),
    "join": _clause(("join", *_RELATIONS), "LATERAL", f"ON|USING|AS|{_JOINS}", True),
    "on": _clause(("condition", *VALUE), EXPRESSION, f"AND|OR|{_FROM}|{OPERATORS}", True),
    "where": _clause(VALUE, EXPRESSION, f"{OPERATORS}|GROUP BY|RETURNING|{_TAIL}|{CASE}"),
    "group by": _clause(("output", *VALUE), "ROLLUP|CUBE|GROUPING SETS", f"HAVING|{_TAIL}"),
    "having": _clause(("function", *VALUE), EXPRESSION, f"{OPERATORS}|{_TAIL}"),
    "order by": _clause(("output", *VALUE), "CASE", f"ASC|DESC|NULLS FIRST|NULLS LAST|{_TAIL}"),
    "limit": _clause((), "ALL", "OFFSET|FOR UPDATE"),
    "offset": _clause((), "", "LIMIT|ROWS|FETCH FIRST"),
    "insert into": _clause(_RELATIONS, "", "VALUES|SELECT|DEFAULT VALUES|WITH|AS", True),
    "update": _clause(_RELATIONS, "ONLY", "SET|AS", True),
    "delete from": _clause(_RELATIONS, "ONLY", "WHERE|USING|RETURNING|AS", True),
    "set": _clause(VALUE, f"DEFAULT|{EXPRESSION}", f"WHERE|FROM|RETURNING|{OPERATORS}|{CASE}"),
    "values": _clause(("function",), f"DEFAULT|{EXPRESSION}", "ON CONFLICT|RETURNING"),
    "returning": _clause(VALUE, EXPRESSION, "AS"),
    "on conflict": _clause(
        (), "ON CONSTRAINT|DO NOTHING|DO UPDATE SET", "DO NOTHING|DO UPDATE SET"
    ),
    "for": _clause((), "UPDATE|KEY SHARE", "OF"),
    "window": _clause((), "", "AS"),
    "with": _clause((), "RECURSIVE", "AS"),
}
"""The clauses by the words that open them; `using` is the one of DELETE."""

OPENERS = {
    "select": "select",
    "from": "from",
    "join": "join",
    "on": "on",
    "where": "where",
    "having": "having",
    "set": "set",
    "values": "values",
    "returning": "returning",
    "limit": "limit",
    "offset": "offset",
    "update": "update",
    "window": "window",
    "with": "with",
    "for": "for",
}
"""Single words that open a clause, and the clause."""

PAIRS: dict[tuple[str, str], str] = {
    ("group", "by"): "group by",
    ("order", "by"): "order by",
    ("insert", "into"): "insert into",
    ("delete", "from"): "delete from",
    ("on", "conflict"): "on conflict",
    ("do", "update"): "on conflict",
    ("for", "update"): "for",
    ("distinct", "from"): "",
    ("distinct", "on"): "",
}
"""Pairs of words that open a clause, or that open none although one of them would."""

FOLLOWS: dict[str, tuple[str, ...]] = {
    word: split_keywords(following)
    for word, following in {
        "is": "NULL|NOT NULL|TRUE|FALSE|DISTINCT FROM|NOT DISTINCT FROM",
        "group": "BY",
        "order": "BY",
        "partition": "BY",
        "nulls": "FIRST|LAST",
        "left": "JOIN|OUTER JOIN",
        "right": "JOIN|OUTER JOIN",
        "full": "JOIN|OUTER JOIN",
        "inner": "JOIN",
        "outer": "JOIN",
        "cross": "JOIN",
        "natural": "JOIN|LEFT JOIN",
        "do": "NOTHING|UPDATE SET",
        "insert": "INTO",
        "delete": "FROM",
        "union": "SELECT|ALL|VALUES",
        "intersect": "SELECT|ALL|VALUES",
        "except": "SELECT|ALL|VALUES",
        "key": "SHARE",
    }.items()
}
"""Words that only a few keywords can follow."""

_ASKS_TEXT = """
    select distinct all from join where and or not on having by set values returning when then
    else case in like ilike between limit offset using lateral only into update any some
    exists conflict with interval similar to escape over for
"""
ASKS = frozenset(_ASKS_TEXT.split())
"""Words that a name or a value follows."""

PARTS = split_keywords(
    "YEAR|MONTH|DAY|HOUR|MINUTE|SECOND|EPOCH|DOW|ISODOW|DOY|WEEK|QUARTER|ISOYEAR"
)
"""The fields of EXTRACT."""
