"""The records of change streams.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cdc-record-format.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

OPERATIONS: Mapping[str, str] = {"c": "insert", "u": "update", "d": "delete"}
"""AWS may add others, which apply the values of `after`."""

FindKey = Callable[[str, str], Sequence[str]]
"""Returns the columns of the primary key of a table by its schema and name; empty if unknown."""

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
    """The values of the primary key. Only the records of deleted rows mark them."""
    values: str = ""
    """The values of the other columns, also those that did not change."""
    transaction: str = ""
    cluster: str = ""


def parse_record(data: bytes, find_key: FindKey = lambda schema, table: ()) -> ChangeRecord:
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
    schema, table = str(source.get("schema")), str(source.get("table"))
    key, values = _split_row(document, find_key(schema, table))
    return ChangeRecord(
        raw,
        _find_moment(source),
        OPERATIONS.get(operation, operation),
        f"{schema}.{table}",
        key,
        values,
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


def _split_row(document: Mapping[str, Any], names: Sequence[str]) -> tuple[str, str]:
    """Return the key of a row, `7, a`, and its other columns, `name="Ada", born=null`."""
    before, after = document.get("before"), document.get("after")
    if not isinstance(after, dict):
        key = list(before.values()) if isinstance(before, dict) else []
        return _write_key(key), "" if after is None else _write_json(after)
    if not all(name in after for name in names):
        names = ()
    others = [f"{name}={_write_json(value)}" for name, value in after.items() if name not in names]
    return _write_key([after[name] for name in names]), ", ".join(others)


def _write_key(values: Sequence[Any]) -> str:
    return ", ".join(each if isinstance(each, str) else _write_json(each) for each in values)


def _write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
