"""The risk of a statement: whether it only reads, and why somebody is asked before it runs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dsql_tui.sql.risk import statements
from dsql_tui.sql.risk.risk import Kind, Risk
from dsql_tui.sql.risk.tokens import Token, tokens
from dsql_tui.sql.risk.user_code import NO_CODE, UserCode

_KEPT = 32
"""Statements whose risk is remembered: each is asked about several times around its run."""


def assess(text: str, code: UserCode | None = NO_CODE) -> Risk:
    """Return the risk of one statement.

    Whatever is not certain to be a read may change something: an unknown statement, a text that is
    not closed, several statements in one text. Takes time linear in the length of the text, without
    recursion.

    Args:
        text: The statement, with or without its semicolon.
        code: What users defined in the cluster. By default the text alone is read, and names are
            taken for columns, tables and types; `None` takes them for calls, because the catalog
            could not be asked.
    """
    return _assess(text, code)


def get_kind(text: str) -> Kind:
    """Return the kind of a statement."""
    return _assess(text, NO_CODE).kind


def commits(text: str) -> bool:
    """Return whether a statement is the COMMIT of a transaction, also spelled END."""
    return _first_word(text) in ("commit", "end")


def may_commit_inside(text: str) -> bool:
    """Return whether a statement may end transactions itself, as a procedure and DO can."""
    found = [token.text.lower() for _, token in zip(range(3), tokens(text), strict=False)]
    return found[:1] == ["do"] or (found[:1] == ["call"] and found[1:] != ["sys", "."])


def is_copy(text: str) -> bool:
    """Return whether a statement is a COPY."""
    return _first_word(text) == "copy"


def may_define_code(text: str) -> bool:
    """Return whether a statement may define functions, views or domains; reads its first word."""
    return _first_word(text) not in statements.KEEP_CODE


def _first_word(text: str) -> str:
    token = next(tokens(text), None)
    return token.text if token and token.kind == "word" else ""


@lru_cache(maxsize=_KEPT)
def _assess(text: str, code: UserCode | None) -> Risk:
    stream = tokens(text)
    first = next(stream, None)
    if first is None:
        return Risk("empty")
    if first.kind == "word" and first.text in ("insert", "merge"):
        return statements.WRITE  # not read to its end: it may hold megabytes of values
    statement = [first, *stream]
    while statement and statement[-1] == ("sign", ";"):
        statement.pop()
    return _assess_tokens(statement, code) if statement else Risk("empty")


def _assess_tokens(statement: Sequence[Token], code: UserCode | None) -> Risk:
    first = next((token for token in statement if token != ("sign", "(")), statement[0])
    if first.kind == "word" and first.text in statements.QUERY_WORDS:
        return statements.read_query(statement, code)
    if first is not statement[0] or first.kind != "word":
        return statements.read_unknown(statement, code)
    reader = statements.READERS.get(first.text, statements.read_unknown)
    return reader(statement, code)
