"""A query that shows whether a statement was done, where one can be derived from its text."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.sql.scan import Token, scan

_NAME = ("word", "quoted")


def check_query(text: str) -> str | None:
    """What to ask after a lost link; `None` where the text does not say.

    UPDATE and DELETE of one table ask for the rows that they speak of, INSERT and COPY for the
    number of rows in their table, CREATE and DROP for the table or view itself.
    """
    words = [
        _Word(text[token.start : token.end], token)
        for token in scan(text)
        if token.kind not in ("space", "comment", "semicolon")
    ]
    first = [word.lower() for word in words[:2]]
    if first[:1] == ["update"]:
        return _rows(text, words, 1)
    if first == ["delete", "from"]:
        return _rows(text, words, 2)
    if first == ["insert", "into"] or first[:1] == ["copy"]:
        name = _name(words, 2 if first[1:] == ["into"] else 1)
        return name and f"select count(*) from {name}"
    return _relation(words) if first[:1] in (["create"], ["drop"]) else None


class _Word(str):
    """A token as it is written, with where it stands."""

    token: Token

    def __new__(cls, written: str, token: Token) -> _Word:
        word = super().__new__(cls, written)
        word.token = token
        return word


def _rows(text: str, words: Sequence[_Word], at: int) -> str | None:
    name, lower = _name(words, at), [word.lower() for word in words]
    if name is None or {"from", "using"} & set(lower[at:]):
        return None
    if "where" not in lower:
        return f"select count(*) from {name}"
    start = words[lower.index("where")].token.start
    last = words[lower.index("returning") - 1] if "returning" in lower else words[-1]
    return f"select * from {name} {text[start : last.token.end]}"


def _relation(words: Sequence[_Word]) -> str | None:
    """Whether a table or view exists, asked in a way that is no error where it does not."""
    lower = [word.lower() for word in words]
    at = next((lower.index(kind) for kind in ("table", "view") if kind in lower[1:4]), None)
    if at is None:
        return None
    while lower[at + 1 : at + 2] and lower[at + 1] in ("if", "not", "exists"):
        at += 1
    name = _name(words, at + 1)
    return name and "select to_regclass('" + name.replace("'", "''") + "')"


def _name(words: Sequence[_Word], at: int) -> str | None:
    """The name that begins at a word, with its schema."""
    if [word.lower() for word in words[at : at + 1]] == ["only"]:
        at += 1
    if at >= len(words) or words[at].token.kind not in _NAME:
        return None
    if list(words[at + 1 : at + 2]) == ["."] and at + 2 < len(words):
        return f"{words[at]}.{words[at + 2]}"
    return str(words[at])
