"""UPDATE and DELETE without a condition, also within a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.sql.risk.tokens import Token

_VERBS = {"update": "updates", "delete": "deletes"}
_NOT_BEFORE = frozenset({"for", "key", "do", "on", "as", ".", "then"})
"""Tokens before UPDATE or DELETE where neither begins a statement."""
_CONDITIONS = frozenset({"where", "using", "from"})
_SKIPPED = frozenset({"from", "only"})


class _Change:
    """An UPDATE or DELETE that is being read."""

    __slots__ = ("depth", "filtered", "name", "named", "verb")

    def __init__(self, verb: str, depth: int) -> None:
        self.verb = verb
        self.depth = depth
        self.name: list[str] = []
        self.named = False
        self.filtered = False

    def take(self, token: Token, depth: int) -> None:
        """Take in a token behind the verb."""
        if not self.named:
            if token.kind == "word" and token.text in _SKIPPED and not self.name:
                return
            joins = token == ("sign", ".") or (self.name[-1:] == ["."] or not self.name)
            if joins and (token.kind in ("word", "name") or token == ("sign", ".")):
                self.name.append(token.text)
                return
            self.named = True
        if token.kind == "word" and token.text in _CONDITIONS and depth == self.depth:
            self.filtered = True


def list_unfiltered_changes(statement: Sequence[Token]) -> list[str]:
    """Return a sentence for each UPDATE or DELETE of every row of a table, in one pass."""
    return list(_find(statement))


def _find(statement: Sequence[Token]) -> Iterator[str]:
    changes: list[_Change] = []
    depth, last = 0, ""
    for token in (*statement, Token("sign", ";")):
        if token == ("sign", "("):
            depth += 1
        if token in (("sign", ")"), ("sign", ";")):
            depth -= token.text == ")"
            while changes and (changes[-1].depth > depth or token.text == ";"):
                yield from _sentence(changes.pop())
        elif token.kind == "word" and token.text in _VERBS and last not in _NOT_BEFORE:
            changes.append(_Change(token.text, depth))
        elif changes:
            changes[-1].take(token, depth)
        last = token.text


def _sentence(change: _Change) -> Iterator[str]:
    if not change.filtered and change.name:
        name = "".join(change.name)
        yield f"This {_VERBS[change.verb]} every row of {name}: it has no WHERE."
