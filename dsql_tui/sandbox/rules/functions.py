"""Which functions there are not, wherever they are called.

`function pg_backend_pid not supported` is recorded, as are pg_advisory_lock,
pg_try_advisory_lock, pg_table_size and to_json; the others are their kin.
"""

from __future__ import annotations

import re

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import settings
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported

UNSUPPORTED = (
    r"pg_(?:try_)?advisory_(?:xact_)?(?:un)?lock(?:_shared|_all)?",
    r"pg_(?:backend_pid|cancel_backend|terminate_backend|notify|listening_channels)",
    r"pg_(?:reload_conf|rotate_logfile|export_snapshot|blocking_pids|safe_snapshot_blocking_pids)",
    r"pg_(?:database|indexes|relation|table|tablespace|total_relation)_size",
    r"to_json",
    r"lo_(?:close|creat|create|export|from_bytea|get|import|lseek|lseek64|open|put|tell|tell64)",
    r"lo_(?:truncate|truncate64|unlink)|loread|lowrite",
)

TRACES = ("pg_", "to_json", "set_config", "lo_", "loread", "lowrite")
"""One of these is in every text that calls one of the functions."""

_UNSUPPORTED = re.compile("|".join(UNSUPPORTED))
_NAMED_AFTER = """into table view as references function procedure aggregate routine exists update
    copy index"""
_NO_CALL = frozenset(_NAMED_AFTER.split())
"""A name and a bracket behind one of these may be something else: a table and its columns."""
_IS_LIST = frozenset({",", "with", "recursive"})


def refusal(shape: Shape) -> Refusal | None:
    """The refusal of the first call of a function that there is not."""
    words = shape.words
    for token in range(len(words) - 1):
        if words[token + 1] != "(" or words[token][0] == "'":
            continue
        name = shape.name(token)
        config = name == "set_config"
        if (config or _UNSUPPORTED.fullmatch(name)) and _is_call(shape, token):
            refused = settings.config_refusal(shape, token) if config else _refused(name)
            if refused:
                return refused
    return None


def _refused(name: str) -> Refusal:
    return unsupported(f"function {name} not supported")


def _is_call(shape: Shape, token: int) -> bool:
    """Is it a function, and PostgreSQL's own? In a WITH, `name (a, b) AS (` names columns."""
    words = shape.words
    before = words[token - 1] if token else ""
    if before == ".":
        return token >= 2 and shape.name(token - 2) == "pg_catalog"
    if before in _IS_LIST:
        following = words[shape.closing(token + 1) + 1 : shape.closing(token + 1) + 3]
        return following[:1] != ["as"] or following[1:] not in (["("], ["materialized"], ["not"])
    return before not in _NO_CALL
