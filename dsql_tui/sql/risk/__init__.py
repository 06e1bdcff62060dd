"""The risk of a statement: whether it only reads, and why somebody is asked before it runs.

`assess` is the one classifier for every way in; `docs/risk.md` shows what follows from it.
"""

from __future__ import annotations

from dsql_tui.sql.risk.assess import (
    assess,
    commits,
    get_kind,
    is_copy,
    may_commit_inside,
    may_define_code,
)
from dsql_tui.sql.risk.begin import begin_read_only
from dsql_tui.sql.risk.listing import find_changes, list_statements
from dsql_tui.sql.risk.risk import Kind, Risk
from dsql_tui.sql.risk.user_code import NO_CODE, UserCode

__all__ = [
    "NO_CODE",
    "Kind",
    "Risk",
    "UserCode",
    "assess",
    "begin_read_only",
    "commits",
    "find_changes",
    "get_kind",
    "is_copy",
    "list_statements",
    "may_commit_inside",
    "may_define_code",
]
