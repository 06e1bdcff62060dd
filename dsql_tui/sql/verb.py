"""What a statement does, told by its first words alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from dsql_tui.sql.scan import scan

Verb = Literal["reads", "writes", "ddl", "transaction", "other"]

_VERBS: dict[str, Verb] = {
    **dict.fromkeys(("select", "values", "table", "show", "fetch"), "reads"),
    **dict.fromkeys(("insert", "update", "delete", "merge"), "writes"),
    **dict.fromkeys(("create", "alter", "drop", "truncate", "comment", "reindex"), "ddl"),
    **dict.fromkeys(("grant", "revoke", "aws"), "ddl"),
    **dict.fromkeys(("begin", "start", "commit", "end", "rollback", "abort"), "transaction"),
    **dict.fromkeys(("savepoint", "release"), "transaction"),
}
_CHANGES = {"insert", "update", "delete", "merge"}


def verb(text: str) -> Verb:
    """What kind of thing a statement does.

    WITH writes if a statement inside it does; EXPLAIN reads, unless ANALYZE makes it run what it
    explains; COPY FROM writes, and COPY TO if its query does. What cannot be told (CALL, DO,
    EXECUTE) is `other`, as are settings and everything unknown.
    """
    words = _words(text)
    first, _ = next(words, ("", 0))
    if first == "with":
        return "writes" if _changes(text) else "reads"
    if first == "explain":
        return _explained(words, text)
    if first == "copy":
        brings = any(each == ("from", 0) for each in words)
        return "writes" if brings or _changes(text) else "reads"
    return _VERBS.get(first, "other")


def commits(text: str) -> bool:
    """Is it the COMMIT of a transaction, however it is spelt?"""
    first, _ = next(_words(text), ("", 0))
    return first in ("commit", "end")


def copies(text: str) -> bool:
    """Is it a COPY?"""
    return next(_words(text), ("", 0))[0] == "copy"


def _words(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text in lower case, each with the parentheses it stands in."""
    depth = 0
    for kind, start, end in scan(text):
        if kind == "bracket":
            depth += 1 if text[start] == "(" else -1
        elif kind == "word":
            yield text[start:end].lower(), depth


def _changes(text: str) -> bool:
    """Does a WITH change rows: does such a verb follow a parenthesis, as only a verb does?"""
    before = ""
    for kind, start, end in scan(text):
        if kind in ("space", "comment"):
            continue
        if before == "bracket" and text[start:end].lower() in _CHANGES:
            return True
        before = kind
    return False


def _explained(words: Iterator[tuple[str, int]], text: str) -> Verb:
    runs = False
    for word, _ in words:
        runs = runs or word in ("analyze", "analyse")
        if word == "with":
            return "writes" if runs and _changes(text) else "reads"
        if word in _VERBS:
            return _VERBS[word] if runs else "reads"
    return "other" if runs else "reads"
