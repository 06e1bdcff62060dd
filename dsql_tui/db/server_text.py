"""Texts of the server in errors, notices and tags, decoded and cut to a limit."""

from __future__ import annotations

import re

from psycopg.pq import DiagnosticField
from psycopg.pq.abc import PGresult

from dsql_tui.events import ServerError

MAX_TEXT_BYTES = 16 * 1024
"""Bytes that are kept of each text."""
_MAX_TAG_BYTES = 100

_SQLSTATE = re.compile(rb"[0-9A-Z]{5}")
_NUMBER = re.compile(rb"[0-9]{1,9}")


def decode_text(text: bytes | None) -> str | None:
    """Decode a text; bytes that are not UTF-8 are replaced, and a cut is noted at the end."""
    if text is None:
        return None
    kept = text[:MAX_TEXT_BYTES].decode(errors="replace")
    if len(text) <= MAX_TEXT_BYTES:
        return kept
    return f"{kept} … (the first {MAX_TEXT_BYTES:,} of {len(text):,} bytes)"


def decode_tag(tag: bytes | None) -> str:
    """Decode a command tag."""
    return (tag or b"")[:_MAX_TAG_BYTES].decode(errors="replace")


def read_error(result: PGresult, length: int) -> ServerError:
    """Return the error of a failed statement, which is `length` characters long.

    An SQLSTATE or a position that cannot be valid is ignored.
    """
    message = decode_text(result.error_field(DiagnosticField.MESSAGE_PRIMARY))
    if message is None:
        message = " ".join((decode_text(result.error_message) or "").split())
    sqlstate = result.error_field(DiagnosticField.SQLSTATE) or b""
    position = result.error_field(DiagnosticField.STATEMENT_POSITION) or b""
    place = int(position) if _NUMBER.fullmatch(position) else 0
    return ServerError(
        message=message,
        sqlstate=sqlstate.decode() if _SQLSTATE.fullmatch(sqlstate) else None,
        detail=decode_text(result.error_field(DiagnosticField.MESSAGE_DETAIL)),
        hint=decode_text(result.error_field(DiagnosticField.MESSAGE_HINT)),
        position=place if 1 <= place <= length + 1 else None,
        context=decode_text(result.error_field(DiagnosticField.CONTEXT)),
    )
