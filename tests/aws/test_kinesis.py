"""The records of change streams, read through boto3 from the sandbox's Kinesis."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.kinesis import Batch, KinesisError, RecordReader
from dsql_tui.aws.streams import list_streams
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.sandbox.clients import arm
from tests.streams import KINESIS, add_stream, open_stream, poll, remove_stream, run


@pytest.fixture
def access(fast_aws: Ready) -> Iterator[Access]:
    """A cluster with a change stream."""
    access = build_access(fast_aws)
    with open_stream(access):
        yield access


def insert(access: Access, *numbers: int) -> None:
    run(access, f"insert into watched values {', '.join(f'({number})' for number in numbers)}")


def read(reader: RecordReader, count: int) -> list[int]:
    """Return the keys of the next records, once there are so many."""
    found: list[bytes] = []
    for _ in poll():
        found += reader.read().records
        if len(found) >= count:
            break
    return [json.loads(record)["after"]["id"] for record in found]


def test_records_are_read_from_now_on_or_from_the_oldest(access: Access) -> None:
    insert(access, 1)
    oldest = RecordReader(access.identity, KINESIS, from_oldest=True)
    assert read(oldest, 1)[-1] == 1
    reader = RecordReader(access.identity, KINESIS)
    assert reader.read() == Batch([], 0.0, False)
    insert(access, 2, 3)
    assert read(reader, 2) == [2, 3]
    # A second change stream to the same target is another shard; a deleted one ends its shard.
    (first,) = list_streams(access.identity, access.endpoint)
    add_stream(access)
    reader._listed = 0.0
    insert(access, 4)
    assert read(reader, 2) == [4, 4]
    assert len(reader.shards) == 2
    remove_stream(access, first)
    for _ in poll():
        if not reader.read().records and len(reader.shards) == 1:
            break
    insert(access, 5)
    assert read(reader, 1) == [5]


def test_an_iterator_that_expired_loses_nothing(access: Access, fast_aws: Ready) -> None:
    reader = RecordReader(access.identity, KINESIS)
    reader.read()
    insert(access, 11)
    arm(fast_aws, fail={"error": "ExpiredIteratorException"})
    assert 11 in read(reader, 1)
    insert(access, 12)
    arm(fast_aws, fail={"error": "ExpiredIteratorException"})
    assert read(reader, 1) == [12]


def test_throttling_and_denials_are_reported(
    access: Access, fast_aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = RecordReader(access.identity, KINESIS)
    reader.read()
    arm(fast_aws, fail={"error": "ProvisionedThroughputExceededException", "times": 4})
    throttled = reader.read()
    assert "Rate exceeded for shard" in throttled.throttled
    assert throttled.delay > Batch([], 0.0, False).delay
    insert(access, 21)
    assert read(reader, 1) == [21]
    arm(fast_aws, fail={"error": "AccessDeniedException"})
    with pytest.raises(KinesisError, match=r"Access denied.*kinesis:GetRecords"):
        reader.read()
    assert not reader.read().throttled
    with pytest.raises(KinesisError, match=r"changesx under account.*not found.*delete"):
        RecordReader(access.identity, f"{KINESIS}x").read()
    monkeypatch.setenv("AWS_ENDPOINT_URL_KINESIS", "http://127.0.0.1:9")
    access.identity.reload_credentials()
    with pytest.raises(AwsError, match="cannot be reached"):
        RecordReader(access.identity, KINESIS).read()
