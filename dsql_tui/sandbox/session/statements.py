"""Which statements and portals a client has in the extended protocol, as it has named them."""

from __future__ import annotations

from dsql_tui.sandbox.rules.verdict import Verdict
from dsql_tui.sandbox.session.claims import Step


class Statements:
    """The statements and portals that a client has in the extended protocol."""

    def __init__(self) -> None:
        self._parsed: dict[bytes, tuple[Verdict | None, bytes, bytes]] = {}
        self._bound: dict[bytes, tuple[Verdict | None, Step]] = {}
        self._new: list[bytes | None] = []
        """Parsed since the last Sync; `None` where the name is another's."""

    def parse(self, name: bytes, verdict: Verdict | None, sql: bytes, types: bytes) -> None:
        """A Parse; PostgreSQL will refuse one with the name of another."""
        if name and name in self._parsed:
            self._new.append(None)
        else:
            self._parsed[name] = (verdict, sql, types)
            self._new.append(name)

    def settle(self, taken: int) -> None:
        """At a Sync: PostgreSQL has taken so many of those that were new, and no more."""
        for name in self._new[taken:]:
            if name is not None:
                self._parsed.pop(name, None)
        self._new.clear()

    def bind(self, portal: bytes, name: bytes, values: bytes) -> None:
        """A Bind."""
        verdict, sql, types = self._parsed.get(name, (None, b"", b""))
        self._bound[portal] = (verdict, Step(sql, types, values))

    def at(self, portal: bytes) -> tuple[Verdict | None, Step]:
        """What an Execute runs."""
        return self._bound.get(portal, (None, Step(b"", b"", b"")))

    def close(self, kind: bytes, name: bytes) -> None:
        """A Close of a statement or a portal."""
        (self._parsed if kind == b"S" else self._bound).pop(name, None)

    def clear(self) -> None:
        """DEALLOCATE ALL."""
        self._parsed.clear()
