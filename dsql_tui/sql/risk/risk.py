"""The risk of a statement, as a value."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["read", "write", "ddl", "transaction", "setting", "other", "empty"]
"""The kinds of statements: `other` may do anything, such as CALL; `empty` has only comments."""


class Risk(NamedTuple):
    """The kind of a statement, and why it may change something."""

    kind: Kind
    reasons: tuple[str, ...] = ()
    """Why it may change something: each ends a sentence about the statement. With any of them it
    asks in prod, is refused where the connection is read-only, and never repeats silently."""
    warnings: tuple[str, ...] = ()
    """Sentences for which it asks on every connection."""
    leaves_read_only: bool = False
    """True if it may make a read-only transaction writable, which the server would allow."""

    @property
    def may_change(self) -> bool:
        """True if it may change rows, the schema, permissions or another session."""
        return bool(self.reasons)

    @property
    def reads_only(self) -> bool:
        """True if it certainly only reads, so that it can be cancelled and repeated unasked."""
        return self.kind in ("read", "empty") and not self.reasons
