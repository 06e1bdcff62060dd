"""What may stand at a place in a statement."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal[
    "join",
    "condition",
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
]
"""Kinds of candidates; `source` is the name of a relation in sight, `relation` any."""


class Place(NamedTuple):
    """What may stand at the cursor."""

    kinds: tuple[Kind, ...] = ()
    """Kinds of names, the likeliest first."""
    keywords: tuple[str, ...] = ()
    named: bool = False
    """Does a name stand there for certain, so that it is worth showing before a letter comes?"""
    of: str = ""
    """Whose columns are wanted where not all that are in sight: `target`, the table that is
    written into; `common`, both sides of a join. For values: which setting's."""
