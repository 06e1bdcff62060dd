"""The time that a session spends in each statement, by what it waits for.

A cluster samples its sessions once a second; the sandbox measures them instead.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/dsql-db-insights.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count

from dsql_tui.dsql.statement_load import MAX_TEXT
from dsql_tui.sandbox.state.metrics import Count, Load

_MAX_READ = 1_000
"""Characters of a statement that are read."""

_VALUE = re.compile(r"""'(?:[^']|'')*'?|\$\d+|(?<![\w$.])\d[\w.]*|"[^"]*"?""")
"""A value, or a quoted name, which may look like one inside."""

ON_CPU, COMMIT, CLIENT_READ = "OnCpu", "Commit", "ClientRead"


class LoadMeter:
    """Measures one session; a session without a transaction has no load."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self.text = ""
        """The statement that the session runs, or ran last."""
        self._began = 0.0
        self._idle_since: float | None = None
        """Since when it is idle in a transaction."""
        self._commit = 0.0
        self._seconds: dict[tuple[str, str], float] = {}

    def begin(self, now: float) -> None:
        """Note that a message of the client is being handled."""
        self._add(CLIENT_READ, now - self._idle_since if self._idle_since is not None else 0.0)
        self._began, self._idle_since = now, None

    def note_commit(self, seconds: float) -> None:
        """Note a COMMIT, which the message being handled contains."""
        self._commit += seconds

    def end(self, now: float, idle: bool) -> None:
        """Note that the message is answered; `idle` if a transaction stays open."""
        took = now - self._began
        commit = min(self._commit, took)
        self._add(ON_CPU, took - commit)
        self._add(COMMIT, commit)
        self._commit = 0.0
        self._idle_since = now if idle else None

    def report(self) -> None:
        """Report what has been added up."""
        for (text, wait), seconds in self._seconds.items():
            self._count(Load(_normalize(text), wait), seconds)
        self._seconds.clear()

    def _add(self, wait: str, seconds: float) -> None:
        if seconds > 0 and self.text:
            key = self.text[:_MAX_READ], wait
            self._seconds[key] = self._seconds.get(key, 0.0) + seconds


@lru_cache(maxsize=1000)
def _normalize(text: str) -> str:
    """Return a statement without its values; roughly, because it holds up the session."""
    numbers = count(1)

    def replace(found: re.Match[str]) -> str:
        return found[0] if found[0].startswith('"') else f"${next(numbers)}"

    return " ".join(_VALUE.sub(replace, text).split())[:MAX_TEXT]
