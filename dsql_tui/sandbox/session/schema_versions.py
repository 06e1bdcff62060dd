"""The version of the schema that a session knows, and what others have changed since."""

from __future__ import annotations

from collections.abc import Iterable

from dsql_tui.sandbox.rules import relation_names
from dsql_tui.sandbox.session.lock_monitor import LockMonitor, MonitoredSession

_MAX_TEXTS = 1000


class SchemaVersions:
    """The relations that a session knows: those that it has named in a statement."""

    def __init__(self, monitor: LockMonitor, session: MonitoredSession) -> None:
        self._monitor = monitor
        self._session = session
        self._version = monitor.schema_version
        self._texts: dict[str, None] = {}
        self._outdated: dict[str, float] = {}
        """Relations that others have changed since this session last named them, and when."""

    @property
    def may_be_outdated(self) -> bool:
        """Others have changed the schema since the session last looked."""
        return bool(self._outdated) or self._version != self._monitor.schema_version

    def record(self, text: str) -> None:
        """Remember a statement that has run."""
        self._texts[text] = None
        if len(self._texts) > _MAX_TEXTS:
            self._texts.pop(next(iter(self._texts)))

    def is_outdated(self, texts: Iterable[str], began: float) -> bool:
        """Return whether one of these statements uses a relation that others have changed.

        `began` is the loop's time at which their transaction has begun: by then, the session has
        caught up with changes that are old enough.
        """
        if self._version != self._monitor.schema_version:
            known = frozenset[str]().union(*map(relation_names.find_relation_names, self._texts))
            for change in self._monitor.changes_since(self._version, self._session):
                self._outdated.update(dict.fromkeys(known & change.names, change.time))
            self._version = self._monitor.schema_version
        recent = began - self._monitor.catch_up
        self._outdated = {name: at for name, at in self._outdated.items() if at > recent}
        needed = map(relation_names.find_needed, texts)
        return any(not names.isdisjoint(self._outdated) for names in needed)

    def refresh(self) -> None:
        """Take all relations as known: the client has got the error, or changed the schema."""
        self._version = self._monitor.schema_version
        self._outdated.clear()
