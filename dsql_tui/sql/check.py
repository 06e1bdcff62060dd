"""A query that shows whether a statement was executed, if its text allows one."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.sql.scan import Token, scan

_NAME = ("word", "quoted")


def check_query(text: str) -> str | None:
    """Return a query to run after a lost link; `None` if no query can be derived.

    For UPDATE and DELETE of one table it selects the rows of the condition, for INSERT and COPY it
    counts the rows of the table, for CREATE and DROP it looks for the table or view.
    """
    words = [
        _Word(text[token.start : token.end], token)
        for token in scan(text)
        if token.kind not in ("space", "comment", "semicolon")
    ]
    first = [word.lower() for word in words[:2]]
    if first[:1] == ["update"]:
        return _select_rows(text, words, 1)
    if first == ["delete", "from"]:
        return _select_rows(text, words, 2)
    if first == ["insert", "into"] or first[:1] == ["copy"]:
        name = _read_name(words, 2 if first[1:] == ["into"] else 1)
        return name and f"select count(*) from {name}"
    return _find_relation(words) if first[:1] in (["create"], ["drop"]) else None


class _Word(str):
    """A token as it is written, with its place in the text."""

    token: Token

    def __new__(cls, written: str, token: Token) -> _Word:
        word = super().__new__(cls, written)
        word.token = token
        return word


def _select_rows(text: str, words: Sequence[_Word], at: int) -> str | None:
    """Return a query for the rows of an UPDATE or DELETE whose table is at a place."""
    name, lower = _read_name(words, at), [word.lower() for word in words]
    if name is None or {"from", "using"} & set(lower[at:]):
        return None
    if "where" not in lower:
        return f"select count(*) from {name}"
    start = words[lower.index("where")].token.start
    last = words[lower.index("returning") - 1] if "returning" in lower else words[-1]
    return f"select * from {name} {text[start : last.token.end]}"


def _find_relation(words: Sequence[_Word]) -> str | None:
    """Return a query for the existence of a table or view, which is no error if it is missing."""
    lower = [word.lower() for word in words]
    at = next((lower.index(kind) for kind in ("table", "view") if kind in lower[1:4]), None)
    if at is None:
        return None
    while lower[at + 1 : at + 2] and lower[at + 1] in ("if", "not", "exists"):
        at += 1
    name = _read_name(words, at + 1)
    return name and "select to_regclass('" + name.replace("'", "''") + "')"


def _read_name(words: Sequence[_Word], at: int) -> str | None:
    """Return the name at a place, with its schema."""
    if [word.lower() for word in words[at : at + 1]] == ["only"]:
        at += 1
    if at >= len(words) or words[at].token.kind not in _NAME:
        return None
    if list(words[at + 1 : at + 2]) == ["."] and at + 2 < len(words):
        return f"{words[at]}.{words[at + 2]}"
    return str(words[at])
