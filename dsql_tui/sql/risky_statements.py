"""Warnings before statements run, from their text alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from dsql_tui.dsql.limits import TRANSACTION_ROWS
from dsql_tui.sql.risk import assess, get_kind
from dsql_tui.sql.risk.tokens import Token, tokens

_TWO_DDL = (
    "Two statements of the transaction change the schema, and Aurora DSQL allows only one. "
    "Commit after each."
)
_DDL_AND_ROWS = (
    "The transaction changes both the schema and rows, which Aurora DSQL refuses. "
    "Commit between the two."
)
_PARENTHESES = {"(": 1, ")": -1}


def find_warnings(statements: Sequence[str], before: Sequence[str] = ()) -> list[str]:
    """Return a sentence for each thing to confirm before the statements run.

    Args:
        statements: The statements, in order.
        before: The statements that the open transaction has run; empty outside a transaction.
    """
    warnings = (warning for text in statements for warning in assess(text).warnings)
    return [*_find_mixed_transactions(statements, before), *warnings]


def count_inserted_rows(statement: str) -> int:
    """Return the number of rows that an INSERT … VALUES writes; 0 for any other statement."""
    stream = tokens(statement)
    if [next(stream, None), next(stream, None)] != [("word", "insert"), ("word", "into")]:
        return 0
    depth = 0
    for token in stream:
        depth += _nest(token)
        if depth == 0 and token == ("word", "values"):
            return _count_tuples(stream)
    return 0


def _count_tuples(stream: Iterator[Token]) -> int:
    """Return the number of parentheses that follow VALUES, up to the next clause."""
    count = depth = 0
    for token in stream:
        change = _nest(token)
        if depth == 0 and change == 0 and token != ("sign", ","):
            break
        count += depth == 0 and change > 0
        depth += change
    return count


def _nest(token: Token) -> int:
    return _PARENTHESES.get(token.text, 0) if token.kind == "sign" else 0


def explain_row_limit(rows: int, how: Literal["", "more than", "likely about"] = "") -> str:
    """Return the sentence for a change of `rows` rows, or of `how` many."""
    about = f"{how} {rows:,}".lstrip()
    return (
        f"This changes {about} rows. Aurora DSQL allows {TRANSACTION_ROWS:,} in one "
        "transaction, so the statement would fail after it has done all the work."
    )


def _find_mixed_transactions(statements: Sequence[str], before: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each transaction with DDL and something that cannot be beside it."""
    kinds = [kind for kind in map(get_kind, before) if kind in ("ddl", "write")]
    inside, warned = bool(before), False
    for text in statements:
        kind = get_kind(text)
        if kind == "transaction":
            inside = next(tokens(text)).text in ("begin", "start")
            kinds, warned = [], False
        elif kind in ("ddl", "write") and inside and not warned:
            kinds.append(kind)
            if "ddl" in kinds and len(kinds) > 1:
                warned = True
                yield _TWO_DDL if kinds.count("ddl") > 1 else _DDL_AND_ROWS
