"""Parameters that a session cannot set.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words

_WRITTEN = """application_name client_encoding datestyle extra_float_digits intervalstyle timezone
    search_path enable_bitmapscan enable_hashjoin enable_indexonlyscan enable_indexscan
    enable_material enable_mergejoin enable_nestloop enable_seqscan disable_sync_create_index
    dsql time names schema constraints local session transaction characteristics role"""
_SETTABLE = frozenset(_WRITTEN.split())
"""The parameters, and the first words of SET's phrases; `dsql-lint` checks transactions."""


def _find(found: Words) -> Iterator[tuple[int, int]]:
    if not found or found[0].text != "set":
        return
    scoped = [each.text for each in found[1:2]] in (["local"], ["session"])
    for word in found[1 + scoped : 2 + scoped]:
        if word.kind == "word" and word.text not in _SETTABLE:
            yield word.start, word.end


RULE = Rule(
    "setting",
    "A session cannot set this parameter on Aurora DSQL.",
    "Leave it out. Ctrl+C cancels a statement, and every transaction ends after 5 minutes.",
    _find,
    flags=(
        "set statement_timeout = '5s'",
        "SET SESSION client_min_messages TO warning",
        "set local lock_timeout = 0",
    ),
    allows=(
        "set search_path = shop, public",
        "set local timezone to 'UTC'",
        "set time zone 'UTC'",
        "set dsql.enable_batched_nestloop = off",
        "set session characteristics as transaction read only",
        "update t set statement_timeout = 1",
    ),
)
