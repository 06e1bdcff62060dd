"""Records of change streams, also of forms that are not documented."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_tui.dsql.stream_records import parse_record

RECORD: dict[str, Any] = {
    "type": "full",
    "op": "u",
    "before": None,
    "after": {"order_id": 1001, "note": 'say "hi"', "price": "29.99", "gone": None},
    "source": {
        "version": "1.0",
        "ts_ms": 1705318200000,
        "ts_ns": 1705318200000000000,
        "txId": "ffthunp5stx6ffs2vyfqoatmfu",
        "schema": "public",
        "table": "order_items",
        "db": "postgres",
        "cluster": "kmabugltfmjdaj2siqr2qbxgju",
    },
    "ts_ms": 1705318200125,
    "ts_ns": 1705318200125483291,
}
"""A record as AWS documents it."""


def test_an_update_has_the_values_of_the_row() -> None:
    text = json.dumps(RECORD)
    record = parse_record(text.encode())
    assert (record.raw, record.operation, record.table) == (text, "update", "public.order_items")
    assert record.values == 'order_id=1001, note="say \\"hi\\"", price="29.99", gone=null'
    assert record.moment is not None
    assert record.moment.isoformat() == "2024-01-15T11:30:00+00:00"
    assert record.transaction == "ffthunp5stx6ffs2vyfqoatmfu"
    assert record.cluster == "kmabugltfmjdaj2siqr2qbxgju"


def test_a_deletion_has_the_key() -> None:
    gone = {**RECORD, "op": "d", "before": {"order_id": 1001, "item_id": 42}, "after": None}
    record = parse_record(json.dumps(gone).encode())
    assert (record.operation, record.values) == ("delete", "")
    assert record.key == "1001, 42"


def test_a_known_key_is_apart_from_the_other_values() -> None:
    data = json.dumps(RECORD).encode()
    record = parse_record(data, lambda schema, table: ("order_id", "price"))
    assert (record.key, record.values) == ("1001, 29.99", 'note="say \\"hi\\"", gone=null')
    changed_since = parse_record(data, lambda schema, table: ("new_name",))
    assert (changed_since.key, changed_since.values[:13]) == ("", "order_id=1001")


@pytest.mark.parametrize(
    ("data", "operation"),
    [
        (json.dumps({**RECORD, "op": "x"}).encode(), "x"),
        (json.dumps({**RECORD, "type": "part"}).encode(), "part"),
        (b'{"some": "other producer"}', "unknown"),
        (b"[1, 2]", "unknown"),
        (b"\x1f\x8b\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_other_records_are_kept(data: bytes, operation: str) -> None:
    assert parse_record(data).operation == operation


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from([*RECORD, "other"]), JSON_VALUES), JSON_VALUES)
def test_any_record_can_be_read(changes: dict[str, Any], inner: Any) -> None:
    source = {**RECORD["source"], "ts_ns": inner, "table": inner, "txId": inner}
    for document in (changes, {**RECORD, **changes}, {**RECORD, "source": source}):
        text = json.dumps(document)
        assert parse_record(text.encode()).raw == text
