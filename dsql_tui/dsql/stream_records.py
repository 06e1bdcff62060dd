"""The records of change streams.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cdc-record-format.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

OPERATIONS: Mapping[str, str] = {"c": "insert", "u": "update", "d": "delete"}
"""AWS may add others, which apply the values of `after`."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class ChangeRecord(NamedTuple):
    """A change of a row, or a record that is not one; texts are as the stream has them."""

    raw: str
    """The whole record."""
    moment: datetime | None = None
    """The time of the commit."""
    operation: str = ""
    table: str = ""
    """The table with its schema."""
    key: str = ""
    """The values of the primary key of a deleted row; other records do not mark them."""
    values: str = ""
    """The values of the row, also those that did not change."""
    transaction: str = ""
    cluster: str = ""


def parse_record(data: bytes) -> ChangeRecord:
    """Return what a record says; one of another form has its text only."""
    raw = data.decode("utf-8", "backslashreplace")
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return ChangeRecord(raw, operation="not JSON")
    source = document.get("source") if isinstance(document, dict) else None
    if not isinstance(source, dict) or document.get("type") != "full":
        # Aurora DSQL splits a record that is too large for Kinesis into several.
        kind = document.get("type") if isinstance(document, dict) else None
        return ChangeRecord(raw, operation=str(kind or "unknown"))
    operation = str(document.get("op"))
    return ChangeRecord(
        raw,
        _find_moment(source),
        OPERATIONS.get(operation, operation),
        f"{source.get('schema')}.{source.get('table')}",
        _write_values(document.get("before")),
        _write_values(document.get("after")),
        str(source.get("txId") or ""),
        str(source.get("cluster") or ""),
    )


def _find_moment(source: Mapping[str, Any]) -> datetime | None:
    nanoseconds = source.get("ts_ns")
    if not isinstance(nanoseconds, int):
        return None
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None


def _write_values(row: Any) -> str:
    """Return the columns of a row with their values, `id=1, name="Ada"`; empty without a row."""
    if not isinstance(row, dict):
        return "" if row is None else json.dumps(row, ensure_ascii=False)
    pairs = (f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in row.items())
    return ", ".join(pairs)
