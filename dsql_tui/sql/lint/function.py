"""Functions that Aurora DSQL lacks: `function pg_backend_pid not supported`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words

_MISSING = re.compile(
    r"pg_(try_)?advisory_(xact_)?(un)?lock(_shared|_all)?"
    r"|pg_(backend_pid|cancel_backend|terminate_backend|notify|export_snapshot|blocking_pids)"
    r"|pg_(database|indexes|relation|table|tablespace|total_relation)_size"
    r"|to_json|uuid_generate_v[1345]"
)


def _find(found: Words) -> Iterator[tuple[int, int]]:
    for before, word, after in zip([None, *found], found, found[1:], strict=False):
        called = after.text == "(" and word.kind == "word" and _MISSING.fullmatch(word.text)
        if called and (before is None or before.text != "function"):
            yield word.start, word.end


RULE = Rule(
    "function",
    "Aurora DSQL does not have the function {}.",
    "Use gen_random_uuid() for UUIDs, jsonb_build_object() and casts for JSON, and "
    "pg_class.reltuples for the size of a table. There are no advisory locks and no backends.",
    _find,
    flags=(
        "select pg_advisory_xact_lock(1)",
        "select pg_size_pretty(pg_total_relation_size('orders'))",
        "create table t (id uuid primary key default uuid_generate_v4())",
        "select pg_catalog.pg_backend_pid()",
    ),
    allows=(
        "select to_jsonb(1), gen_random_uuid()",
        "select pg_table_size from sizes",
        "create function to_json(text) returns text language sql as 'select $1'",
    ),
)
