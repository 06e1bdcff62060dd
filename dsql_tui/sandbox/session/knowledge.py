"""What a session knows of the schema, and whether another one has made that untrue."""

from __future__ import annotations

from collections.abc import Iterable

from dsql_tui.sandbox.rules import names
from dsql_tui.sandbox.session.arena import Arena, Contender

_TEXTS_MAX = 1000


class Knowledge:
    """A session knows every relation that it has ever named in a statement."""

    def __init__(self, arena: Arena, session: Contender) -> None:
        self._arena = arena
        self._session = session
        self._seen = arena.version
        self._texts: dict[str, None] = {}
        self._outdated: frozenset[str] = frozenset()
        """Relations that have changed since they were last named."""

    @property
    def doubtful(self) -> bool:
        """Must be asked whether it is outdated?"""
        return bool(self._outdated) or self._seen != self._arena.version

    def note(self, text: str) -> None:
        """A statement has been run."""
        self._texts[text] = None
        if len(self._texts) > _TEXTS_MAX:
            self._texts.pop(next(iter(self._texts)))

    def is_outdated(self, texts: Iterable[str]) -> bool:
        """Does one of these statements use what has changed?"""
        if self._seen != self._arena.version:
            known = frozenset[str]().union(*map(names.used, self._texts))
            self._outdated |= known & self._arena.changes(self._seen, self._session)
            self._seen = self._arena.version
        return any(self._outdated & names.used(text) for text in texts)

    def refresh(self) -> None:
        """The client has been told: from now on it knows."""
        self._outdated = frozenset()
