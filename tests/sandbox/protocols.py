"""Statements sent in the simple and in the extended protocol, and their answers as values."""

from __future__ import annotations

from typing import Any, NamedTuple

import psycopg
from psycopg.pq import DiagnosticField
from psycopg.pq.abc import PGresult

Session = psycopg.Connection[tuple[Any, ...]]

PROTOCOLS = ("simple", "extended")


class Answer(NamedTuple):
    """A command tag, or SQLSTATE and message."""

    tag: str = ""
    sqlstate: str = ""
    message: str = ""
    rows: tuple[tuple[str | None, ...], ...] = ()


def ask(session: Session, sql: str, protocol: str = "simple", *values: str) -> Answer:
    """Run a statement; of several, return the last answer."""
    if protocol == "simple":
        assert not values
        return answer(session.pgconn.exec_(sql.encode()))
    return answer(session.pgconn.exec_params(sql.encode(), [value.encode() for value in values]))


def answer(result: PGresult) -> Answer:
    """Return the answer in a result."""
    if result.error_message:
        state = result.error_field(DiagnosticField.SQLSTATE) or b""
        message = result.error_field(DiagnosticField.MESSAGE_PRIMARY) or b""
        return Answer("", state.decode(), message.decode())
    rows = tuple(
        tuple(_text(result.get_value(row, column)) for column in range(result.nfields))
        for row in range(result.ntuples)
    )
    return Answer((result.command_status or b"").decode(), rows=rows)


def outcome(answer: Answer) -> str:
    """Return the tag or the SQLSTATE, which is enough for most tests."""
    return answer.tag or answer.sqlstate


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
