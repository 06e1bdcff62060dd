"""The code of users that a query can run without calling it by name.

PostgreSQL calls `wipe(t)` for `t.wipe` where `t` has no such column, a view calls the functions of
its query, and a cast to a domain those of its constraints. No text tells them from a column, a
table and a type: the catalog does.
"""

from __future__ import annotations

from typing import NamedTuple


class UserCode(NamedTuple):
    """The names of what users defined in a cluster and what may run code of theirs."""

    functions: frozenset[str] = frozenset()
    """Functions and procedures."""
    names: frozenset[str] = frozenset()
    """Names that run a function without a call: functions that attribute notation can call, and
    views and domains that call a function which may change something."""


NO_CODE = UserCode()
"""The code of a cluster in which users defined nothing that runs by its name alone."""
