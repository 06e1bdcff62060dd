"""Streams: their operations, and the records of what transactions have changed."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dsql_tui.dsql.endpoint import Endpoint, parse_host
from dsql_tui.sandbox.control.stream_delivery import compact
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.store.capture import Change
from tests.sandbox.clients import boto, connect, fault

Session = psycopg.Connection[tuple[Any, ...]]

TARGET = {
    "kinesis": {
        "streamArn": "arn:aws:kinesis:us-east-1:111122223333:stream/changes",
        "roleArn": "arn:aws:iam::111122223333:role/writer",
    }
}
KIND = {"targetDefinition": TARGET, "ordering": "UNORDERED", "format": "JSON"}
QUICK = {"Delay": 0.1, "MaxAttempts": 100}


@pytest.fixture(scope="module")
def at(fast: Ready) -> Endpoint:
    """An empty cluster."""
    client = boto(fast)
    made = client.create_cluster(deletionProtectionEnabled=False)
    client.get_waiter("cluster_active").wait(identifier=made["identifier"], WaiterConfig=QUICK)
    found = parse_host(client.get_cluster(identifier=made["identifier"])["endpoint"])
    assert found is not None
    return found


class Reader:
    """A stream, read from its file."""

    def __init__(self, ready: Ready, arn: str) -> None:
        with urllib.request.urlopen(f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox") as answer:
            streams = json.load(answer)["streams"]
        self.file = Path(next(each["file"] for each in streams if each["stream"] == arn))

    def read(self, count: int) -> list[dict[str, Any]]:
        """Return the records once there are so many."""
        deadline = time.monotonic() + 20
        while len(lines := self.file.read_text().splitlines()) < count:
            assert time.monotonic() < deadline, lines
            time.sleep(0.05)
        return [json.loads(line) for line in lines]


@pytest.fixture
def stream(fast: Ready, at: Endpoint) -> Iterator[Reader]:
    client = boto(fast)
    made = client.create_stream(clusterIdentifier=at.identifier, **KIND)
    names = {"clusterIdentifier": at.identifier, "streamIdentifier": made["streamIdentifier"]}
    client.get_waiter("stream_active").wait(**names, WaiterConfig=QUICK)
    yield Reader(fast, made["arn"])
    client.delete_stream(**names)
    client.get_waiter("stream_not_exists").wait(**names, WaiterConfig=QUICK)


@pytest.fixture
def session(fast: Ready, at: Endpoint) -> Iterator[Session]:
    with connect(fast, at) as opened:
        yield opened
        opened.execute("ROLLBACK")
        for (name,) in opened.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ):
            opened.execute(f"DROP TABLE {name}".encode())


def test_a_stream_takes_time_to_come_and_go(fast: Ready, at: Endpoint) -> None:
    client = boto(fast)
    made = client.create_stream(clusterIdentifier=at.identifier, tags={"team": "a"}, **KIND)
    assert made["status"] == "CREATING"
    assert made["arn"].endswith(f":cluster/{at.identifier}/stream/{made['streamIdentifier']}")
    names = {"clusterIdentifier": at.identifier, "streamIdentifier": made["streamIdentifier"]}
    assert fault(client.delete_stream, **names) == (409, "ConflictException")
    client.get_waiter("stream_active").wait(**names, WaiterConfig=QUICK)
    found = client.get_stream(**names)
    assert (found["targetDefinition"], found["tags"]) == (TARGET, {"team": "a"})
    (listed,) = client.list_streams(clusterIdentifier=at.identifier)["streams"]
    assert listed["arn"] == made["arn"]
    assert client.delete_stream(**names)["status"] == "DELETING"
    client.get_waiter("stream_not_exists").wait(**names, WaiterConfig=QUICK)
    assert fault(client.get_stream, **names) == (404, "ResourceNotFoundException")


def test_a_cluster_has_five_streams(fast: Ready, at: Endpoint) -> None:
    client = boto(fast)
    made = [client.create_stream(clusterIdentifier=at.identifier, **KIND) for _ in range(5)]
    more = fault(client.create_stream, clusterIdentifier=at.identifier, **KIND)
    assert more == (402, "ServiceQuotaExceededException")
    page = client.get_paginator("list_streams").paginate(
        clusterIdentifier=at.identifier, PaginationConfig={"PageSize": 2}
    )
    assert len(list(page.search("streams"))) == 5
    for one in made:
        names = {"clusterIdentifier": at.identifier, "streamIdentifier": one["streamIdentifier"]}
        client.get_waiter("stream_active").wait(**names, WaiterConfig=QUICK)
        client.delete_stream(**names)
        client.get_waiter("stream_not_exists").wait(**names, WaiterConfig=QUICK)


def test_a_stream_needs_its_cluster_and_a_permission(fast: Ready, at: Endpoint) -> None:
    missing = fault(boto(fast).create_stream, clusterIdentifier="a" * 26, **KIND)
    assert missing == (404, "ResourceNotFoundException")
    reader = boto(fast, identity="reader")
    denied = fault(reader.create_stream, clusterIdentifier=at.identifier, **KIND)
    assert denied == (403, "AccessDeniedException")
    assert reader.list_streams(clusterIdentifier=at.identifier)["streams"] == []


def test_records_have_the_documented_form(stream: Reader, session: Session, at: Endpoint) -> None:
    session.execute(
        "CREATE TABLE order_items (order_id int, item_id int, quantity int, price numeric,"
        " PRIMARY KEY (order_id, item_id))"
    )
    session.execute("INSERT INTO order_items VALUES (1001, 42, 5, 29.990000)")
    session.execute("UPDATE order_items SET quantity = 10")
    session.execute("DELETE FROM order_items")
    records = stream.read(3)
    after = {"order_id": 1001, "item_id": 42, "quantity": 5, "price": "29.990000"}
    assert [(r["op"], r["before"], r["after"]) for r in records] == [
        ("c", None, after),
        ("u", None, {**after, "quantity": 10}),
        ("d", {"order_id": 1001, "item_id": 42}, None),
    ]
    source = records[0]["source"]
    assert records[0].keys() == {"type", "op", "before", "after", "source", "ts_ms", "ts_ns"}
    assert (source["schema"], source["table"], source["db"]) == (
        "public",
        "order_items",
        "postgres",
    )
    assert (source["cluster"], source["version"]) == (at.identifier, "1.0")
    assert len(source["txId"]) == 26
    assert abs(source["ts_ms"] - time.time() * 1000) < 60_000


def test_a_transaction_is_one_and_only_its_end_counts(stream: Reader, session: Session) -> None:
    session.execute("CREATE TABLE t (id int PRIMARY KEY, v int)")
    session.execute("BEGIN")
    session.execute("INSERT INTO t VALUES (1, 1), (2, 1), (3, 1)")
    session.execute("UPDATE t SET v = 2 WHERE id < 3")
    session.execute("DELETE FROM t WHERE id = 2")
    session.execute("COMMIT")
    session.execute("BEGIN")
    session.execute("DELETE FROM t")
    session.execute("ROLLBACK")
    session.execute("UPDATE t SET id = 9 WHERE id = 1")
    records = stream.read(4)
    assert [(r["op"], (r["before"] or r["after"])["id"]) for r in records] == [
        *(("c", 1), ("c", 3)),
        *(("d", 1), ("c", 9)),
    ]
    assert records[0]["source"]["txId"] == records[1]["source"]["txId"]
    assert records[1]["source"]["txId"] != records[2]["source"]["txId"]


VALUES = [
    ("bigint", "9223372036854775807", 9223372036854775807),
    ("double precision", "'NaN'", "NaN"),
    ("boolean", "true", True),
    ("char(5)", "'ABC'", "ABC"),
    ("bytea", "'Hello World!'", "SGVsbG8gV29ybGQh"),
    ("date", "'2024-03-15'", 19797),
    ("time", "'14:30:00.123456'", 52200123456),
    ("timestamp", "'2024-03-15 13:50:00.123456'", 1710510600123456),
    ("timestamptz", "'2024-03-15 14:50:00.123456+01'", 1710510600123456),
    ("timestamp", "'infinity'", 9223372036825200000),
    ("interval", "'1 month 2 days 00:00:03'", 2802603000000),
    ("uuid", "'550e8400-e29b-41d4-a716-446655440000'", "550e8400-e29b-41d4-a716-446655440000"),
    ("json", """'{"key":  "value"}'""", '{"key":  "value"}'),
    ("text", "NULL", None),
]


def test_values_have_the_documented_form(stream: Reader, session: Session) -> None:
    columns = ", ".join(f"c{n} {kind}" for n, (kind, *_) in enumerate(VALUES))
    session.execute(f"CREATE TABLE t (id int PRIMARY KEY, {columns})".encode())
    given = ", ".join(value for _, value, _ in VALUES)
    session.execute(f"INSERT INTO t VALUES (1, {given})".encode())
    (record,) = stream.read(1)
    assert [record["after"][f"c{n}"] for n in range(len(VALUES))] == [v for *_, v in VALUES]


def test_tables_that_were_there_and_without_a_key_are_captured(
    fast: Ready, at: Endpoint, session: Session
) -> None:
    session.execute("CREATE TABLE keyless (a int)")
    client = boto(fast)
    made = client.create_stream(clusterIdentifier=at.identifier, **KIND)
    names = {"clusterIdentifier": at.identifier, "streamIdentifier": made["streamIdentifier"]}
    client.get_waiter("stream_active").wait(**names, WaiterConfig=QUICK)
    reader = Reader(fast, made["arn"])
    session.execute("INSERT INTO keyless VALUES (1)")
    session.execute("DELETE FROM keyless")
    records = reader.read(2)
    assert [(r["op"], r["before"], r["after"]) for r in records] == [
        ("c", None, {"a": 1}),
        ("d", None, None),
    ]
    client.delete_stream(**names)
    client.get_waiter("stream_not_exists").wait(**names, WaiterConfig=QUICK)
    session.execute("INSERT INTO keyless VALUES (2)")
    assert len(reader.read(2)) == 2


def test_kinesis_returns_the_records(fast: Ready, stream: Reader, session: Session) -> None:
    client = boto(fast, service="kinesis")
    arn = TARGET["kinesis"]["streamArn"]
    *_, shard = client.list_shards(StreamARN=arn)["Shards"]
    names = {"StreamARN": arn, "ShardId": shard["ShardId"]}
    assert "EndingSequenceNumber" not in shard["SequenceNumberRange"]
    session.execute("CREATE TABLE t (id int PRIMARY KEY)")
    session.execute("INSERT INTO t VALUES (1), (2), (3)")
    stream.read(3)

    def read(kind: str, **more: object) -> dict[str, Any]:
        given = client.get_shard_iterator(**names, ShardIteratorType=kind, **more)
        answer: dict[str, Any] = client.get_records(ShardIterator=given["ShardIterator"], Limit=2)
        return answer

    first = read("TRIM_HORIZON")
    assert [json.loads(each["Data"])["after"]["id"] for each in first["Records"]] == [1, 2]
    assert first["MillisBehindLatest"] > 0
    rest = client.get_records(ShardIterator=first["NextShardIterator"])
    assert (len(rest["Records"]), rest["MillisBehindLatest"]) == (1, 0)
    last = first["Records"][-1]["SequenceNumber"]
    after = read("AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=last)
    assert after["Records"] == rest["Records"]
    assert read("LATEST")["Records"] == []
    at = first["Records"][0]["ApproximateArrivalTimestamp"]
    assert read("AT_TIMESTAMP", Timestamp=at)["Records"] == first["Records"]
    assert read("AT_TIMESTAMP", Timestamp=at + timedelta(minutes=1))["Records"] == []
    assert fault(read, kind="AT_SEQUENCE_NUMBER") == (400, "InvalidArgumentException")
    reader = boto(fast, service="kinesis", identity="reader")
    assert fault(reader.list_shards, StreamARN=arn) == (400, "AccessDeniedException")
    missing = fault(client.list_shards, StreamARN=f"{arn}x")
    assert missing == (400, "ResourceNotFoundException")


def test_a_row_that_comes_and_goes_leaves_no_record() -> None:
    key, row = '{"id": 1}', '{"id": 1, "v": 2}'
    insert = Change(1, "7", "INSERT", 0, "s", "t", None, key, row)
    delete = Change(2, "7", "DELETE", 0, "s", "t", key, None, None)
    assert list(compact([insert, delete])) == []
    (net,) = compact([delete, insert])
    assert (net.op, net.after) == ("u", {"id": 1, "v": 2})
