"""The tables whose rows a statement changes or locks, by its text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dsql_tui.sql.names import fold_name
from dsql_tui.sql.scan import scan

_TARGETS = {("insert", "into"), ("delete", "from"), ("merge", "into")}
_NO_TARGET = ("for", "do", "key", "on", "then")
"""Words before an UPDATE that is not a statement: `FOR UPDATE`, `DO UPDATE`."""
_LOCKS = {("for", "update"), ("key", "share")}


def find_changed_tables(text: str) -> tuple[str, ...]:
    """Return the names as they are written, each once: `shop.orders`, `orders`.

    With FOR UPDATE or FOR KEY SHARE, the tables that are read count too. A function that changes
    rows is not looked into.
    """
    words = list(_read_words(text))
    locks = any(pair in _LOCKS for pair in pairwise(words))
    found: dict[str, None] = {}
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        is_target = (before, word) in _TARGETS or (word == "update" and before not in _NO_TARGET)
        is_source = locks and word in ("from", "join")
        is_copy = word == "copy" and not place and "from" in words
        if is_target or is_source or is_copy:
            name = next((each for each in words[place + 1 : place + 3] if each != "only"), "")
            if name not in ("", "(", "select", "set"):
                found[name] = None
    return tuple(found)


def is_same_table(one: str, other: str) -> bool:
    """Return True if two names may mean the same table: a schema that is not written is any."""
    first, second = one.split("."), other.split(".")
    length = min(len(first), len(second))
    return first[-length:] == second[-length:]


def _read_words(text: str) -> Iterator[str]:
    """Yield words and names, each with what is behind its dots, and brackets."""
    name, dotted = "", False
    for kind, start, end in scan(text):
        token = text[start:end]
        if kind in ("word", "quoted"):
            if name and not dotted:
                yield name
                name = ""
            name = f"{name}.{fold_name(token)}" if dotted else fold_name(token)
            dotted = False
        elif token == "." and name:
            dotted = True
        elif kind not in ("space", "comment"):
            if name:
                yield name
            name, dotted = "", False
            yield token
    if name:
        yield name
