"""The text of a file to import: its encoding, and bytes that are not text in it."""

from __future__ import annotations

import codecs
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from io import BufferedReader, TextIOWrapper

from dsql_tui.results.readers import Record

_ESCAPE = "dsql_tui.escape"
"""The error handler that turns each wrong byte into a lone surrogate."""
_BASE = 0xDC00
_WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
"""Encodings that do not write a byte order mark, by those that do."""


def open_text(content: BufferedReader, encoding: str) -> TextIOWrapper:
    """Open bytes as text. Without an encoding it is UTF-8, or UTF-16 with a byte order mark.

    Bytes that are not text become lone surrogates.
    """
    if not encoding:
        marked = content.peek(2)[:2] in (BOM_UTF16_LE, BOM_UTF16_BE)
        encoding = "utf-16" if marked else "utf-8-sig"
    codecs.register_error(_ESCAPE, _escape)
    # Line ends stay as they are, since values may contain them.
    return TextIOWrapper(content, encoding, _ESCAPE, newline="")


def check_bytes(records: Iterable[Record], encoding: str, whole_lines: bool) -> Iterator[Record]:
    """Yield the records; those with wrong bytes have a problem that names the first one.

    Args:
        records: The records.
        encoding: The encoding that the text was opened with.
        whole_lines: True if each record begins a line.
    """
    for record in records:
        at = None if record.text.isascii() else _find_wrong_byte(record.text)
        if at is None:
            yield record
        else:
            problem = _describe_byte(record, at, encoding, whole_lines)
            yield Record(record.line, record.text, (), problem)


def check_line(line: str, encoding: str) -> None:
    """Check the first line of a file.

    Raises:
        ValueError: It has a wrong byte; the message is for the user.
    """
    for record in check_bytes([Record(1, line, ())], encoding, True):
        if record.problem:
            raise ValueError(record.problem)


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(_BASE + byte) for byte in wrong), error.end


def _find_wrong_byte(text: str) -> int | None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start
    return None


def _describe_byte(record: Record, at: int, encoding: str, whole_lines: bool) -> str:
    start = record.text.rfind("\n", 0, at) + 1
    before = record.text[start:at].encode(_WITHOUT_MARK.get(encoding, encoding), "replace")
    line = record.line + record.text.count("\n", 0, at)
    within = "" if whole_lines or start else " of the value"
    name = "UTF-8" if encoding == "utf-8-sig" else encoding
    return (
        f"Byte {len(before) + 1:,}{within} in line {line:,} (0x{ord(record.text[at]) - _BASE:02X}) "
        f"is not text in {name}. Name the encoding of the file."
    )
