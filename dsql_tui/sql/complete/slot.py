"""The description of what can be written at the cursor."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal[
    "join",
    "condition",
    "output",
    "column",
    "source",
    "relation",
    "schema",
    "function",
    "type",
    "setting",
    "value",
    "role",
    "index",
    "sequence",
    "keyword",
    "snippet",
]
"""Kinds of candidates: `source` is the name of a relation in the query, `relation` any relation,
`output` the name of a column that the query returns."""


class Slot(NamedTuple):
    """The names and keywords that can be written at the cursor."""

    kinds: tuple[Kind, ...] = ()
    """The kinds of names, the most likely first."""
    keywords: tuple[str, ...] = ()
    requires_name: bool = False
    """True if only a name can follow, so that candidates are worth showing before a letter is
    typed."""
    of: str = ""
    """A restriction. For columns: `target`, those of the table that is written to, or `common`,
    those that both sides of a join have. For values: the name of the setting."""
