"""Unsupported functions, wherever they are called.

`function pg_backend_pid not supported` is recorded, as are pg_advisory_lock, pg_try_advisory_lock,
pg_table_size and to_json; the others are similar.
"""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import settings
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

UNSUPPORTED = (
    r"pg_(?:try_)?advisory_(?:xact_)?(?:un)?lock(?:_shared|_all)?",
    r"pg_(?:backend_pid|cancel_backend|terminate_backend|notify|listening_channels)",
    r"pg_(?:reload_conf|rotate_logfile|export_snapshot|blocking_pids|safe_snapshot_blocking_pids)",
    r"pg_(?:database|indexes|relation|table|tablespace|total_relation)_size",
    r"to_json",
    r"lo_(?:close|creat|create|export|from_bytea|get|import|lseek|lseek64|open|put|tell|tell64)",
    r"lo_(?:truncate|truncate64|unlink)|loread|lowrite",
    # Functions of the sandbox.
    r"pg_dsql_\w+",
)

TRACES = ("pg_", "to_json", "set_config", "lo_", "loread", "lowrite")
"""Every text that calls one of the functions contains one of these."""

_UNSUPPORTED = re.compile("|".join(UNSUPPORTED))
_NAMED_AFTER = """into table view as references function procedure aggregate routine exists update
    copy index"""
_NO_CALL = frozenset(_NAMED_AFTER.split())
"""Behind these words a name and a bracket may be something else: a table and its columns."""
_IS_LIST = frozenset({",", "with", "recursive"})


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of the first call of an unsupported function."""
    words = shape.words
    for token in range(len(words) - 1):
        if words[token + 1] != "(" or words[token][0] == "'":
            continue
        name = shape.name(token)
        config = name == "set_config"
        if (config or _UNSUPPORTED.fullmatch(name)) and is_call(shape, token):
            error = (
                settings.find_set_config_error(shape, token) if config else _function_error(name)
            )
            if error:
                return error
    return None


def _function_error(name: str) -> ServerError:
    return unsupported_error(f"function {name} not supported")


def is_call(shape: Shape, token: int) -> bool:
    """Return whether a name is a call of PostgreSQL's function; in WITH it may name columns."""
    words = shape.words
    before = words[token - 1] if token else ""
    if before == ".":
        return token >= 2 and shape.name(token - 2) in ("pg_catalog", "sys")
    if before in _IS_LIST:
        following = words[shape.closing(token + 1) + 1 : shape.closing(token + 1) + 3]
        return following[:1] != ["as"] or following[1:] not in (["("], ["materialized"], ["not"])
    return before not in _NO_CALL
