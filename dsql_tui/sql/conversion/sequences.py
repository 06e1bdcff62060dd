"""Sequences that more than one column uses, or none, get a cache."""

from __future__ import annotations

import re

from dsql_tui.sql.conversion.identity import CACHE
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Change, Schema, Sequence

_UNWANTED = re.compile(
    r"\b(?:as\s+(?:smallint|integer|bigint|int\d?)|cache\s+\d+|owned\s+by\s+\S+)", re.IGNORECASE
)


def rewrite(schema: Schema, options: Options) -> None:
    """Write each sequence as Aurora DSQL takes it."""
    known = schema.sequences.items()
    schema.sequences = {key: each for key, each in known if each.line}  # else only a value is set
    for sequence in schema.sequences.values():
        before = f"CREATE SEQUENCE {sequence.name.sql} {sequence.options}".strip()
        rest = " ".join(_UNWANTED.sub("", sequence.options).split())
        sequence.options = f"{rest} CACHE {CACHE}".strip()
        reason = "Sequences of Aurora DSQL are bigint and have a cache; values have gaps."
        change = Change(
            "noted",
            "sequences",
            sequence.name.sql,
            before,
            describe_sequence(sequence),
            reason,
            sequence.line,
        )
        schema.changes.append(change)


def describe_sequence(sequence: Sequence) -> str:
    """Return the statement that creates a sequence."""
    return f"CREATE SEQUENCE {sequence.name.sql} {sequence.options}"
