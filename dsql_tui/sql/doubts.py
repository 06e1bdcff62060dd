"""What is worth a question before statements run, told by their text alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from dsql_tui.sql.lint.words import Words, words
from dsql_tui.sql.verb import verb

_ROWS = 3000
"""Rows that a transaction may change.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html"""

_TWO = (
    "Two statements that change the schema stand in one transaction, and Aurora DSQL lets only "
    "one be there. Commit after each."
)
_MIXED = (
    "A transaction changes both the schema and rows, which Aurora DSQL refuses. "
    "Commit between the two."
)


def doubts(statements: Sequence[str], before: Sequence[str] = ()) -> list[str]:
    """A sentence for each thing to ask about; `before` is what the open transaction has run.

    Outside of BEGIN and COMMIT each statement is a transaction by itself.
    """
    return [*_mixtures(statements, before), *map(_unfiltered, filter(is_unfiltered, statements))]


def is_unfiltered(statement: str) -> bool:
    """Is it an UPDATE or DELETE of every row: without WHERE?"""
    found = words(statement)
    first = found[0].text if found else ""
    return first in ("update", "delete") and not any(
        word.text in ("where", "using", "from") and word.depth == 0 for word in found[2:]
    )


def inserted(statement: str) -> int:
    """How many rows an INSERT … VALUES writes; 0 for everything else."""
    found = words(statement)
    if [word.text for word in found[:2]] != ["insert", "into"]:
        return 0
    at = next((n for n, word in enumerate(found) if _is(word.text, word.depth, "values")), None)
    return 0 if at is None else sum(1 for _ in _tuples(found[at + 1 :]))


def too_many(rows: int, how: Literal["", "more than", "likely about"] = "") -> str:
    """The sentence for a change of so many rows, or `how` many."""
    about = f"{how} {rows:,}".lstrip()
    return (
        f"This changes {about} rows, and Aurora DSQL lets a transaction change {_ROWS:,}: "
        "it would be refused, after all the work."
    )


def _is(text: str, depth: int, wanted: str) -> bool:
    return text == wanted and depth == 0


def _tuples(found: Words) -> Iterator[int]:
    for place, word in enumerate(found):
        if word.depth == 0 and word.text not in ("(", ")", ","):
            return
        if word.depth == 0 and word.text == "(":
            yield place


def _unfiltered(statement: str) -> str:
    found = words(statement)
    does = "updates" if found[0].text == "update" else "deletes"
    named = [word for word in found[1:6] if word.text not in ("from", "only")]
    qualified = [word.text for word in named[1:2]] == ["."]
    name = "".join(word.text for word in named[: 3 if qualified else 1])
    return f"This {does} every row of {name}: it has no WHERE."


def _mixtures(statements: Sequence[str], before: Sequence[str]) -> Iterator[str]:
    """What a transaction does too much, once for each transaction."""
    kinds = [verb(text) for text in before if verb(text) in ("ddl", "writes")]
    inside, said = bool(before), False
    for text in statements:
        kind = verb(text)
        if kind == "transaction":
            inside = words(text)[0].text in ("begin", "start")
            kinds, said = [], False
        elif kind in ("ddl", "writes") and inside and not said:
            kinds.append(kind)
            if kinds.count("ddl") and len(kinds) > 1:
                said = True
                yield _TWO if kinds.count("ddl") > 1 else _MIXED
