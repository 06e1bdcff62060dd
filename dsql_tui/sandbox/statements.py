"""What becomes of a session's statements on their way to PostgreSQL, and of its answers."""

from __future__ import annotations


class Statements:
    """Where one session's statements, and the errors that answer them, can be changed.

    So far everything passes as it is. To refuse a statement, replace its text by one that
    PostgreSQL itself must fail on and that is recognised in the error: then the transaction's
    state, pipelines and the handling of Sync are right without further ado.
    """

    def sent(self, sql: bytes) -> bytes:
        """What PostgreSQL gets instead of the text of a Query or Parse message."""
        return sql

    def failed(self, error: bytes) -> bytes:
        """What the client gets instead of an ErrorResponse."""
        return error
