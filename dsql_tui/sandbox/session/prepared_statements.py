"""The prepared statements and portals of a client, by the client's names."""

from __future__ import annotations

from dsql_tui.sandbox.rules.verdict import Verdict
from dsql_tui.sandbox.session.occ import Step


class PreparedStatements:
    """The statements and portals of one session in the extended protocol."""

    def __init__(self) -> None:
        self._parsed: dict[bytes, tuple[Verdict | None, bytes, bytes]] = {}
        self._bound: dict[bytes, tuple[Verdict | None, Step]] = {}
        self._new: list[bytes | None] = []
        """Names parsed since the last Sync; `None` for one that was in use."""

    def parse(self, name: bytes, verdict: Verdict | None, sql: bytes, types: bytes) -> None:
        """Add the statement of a Parse, unless PostgreSQL will reject its name as in use."""
        if name and name in self._parsed:
            self._new.append(None)
        else:
            self._parsed[name] = (verdict, sql, types)
            self._new.append(name)

    def sync(self, parsed: int) -> None:
        """Keep as many of the new statements as PostgreSQL has parsed up to a Sync."""
        for name in self._new[parsed:]:
            if name is not None:
                self._parsed.pop(name, None)
        self._new.clear()

    def bind(self, portal: bytes, name: bytes, values: bytes) -> None:
        """Add the portal of a Bind."""
        verdict, sql, types = self._parsed.get(name, (None, b"", b""))
        self._bound[portal] = (verdict, Step(sql, types, values))

    def portal(self, name: bytes) -> tuple[Verdict | None, Step]:
        """Return what an Execute of a portal runs."""
        return self._bound.get(name, (None, Step(b"", b"", b"")))

    def close(self, kind: bytes, name: bytes) -> None:
        """Remove the statement or portal of a Close."""
        (self._parsed if kind == b"S" else self._bound).pop(name, None)

    def clear(self) -> None:
        """Remove all statements, as DEALLOCATE ALL does."""
        self._parsed.clear()
