"""Change streams in tests: created, waited for, and removed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from dsql_tui.aws.changes import perform
from dsql_tui.aws.streams import list_streams
from dsql_tui.db.queries import fetch_rows
from dsql_tui.dsql.streams import Stream, create_stream, delete_stream
from dsql_tui.opening import Access

KINESIS = "arn:aws:kinesis:us-east-1:111122223333:stream/changes"
ROLE = "arn:aws:iam::111122223333:role/writer"


@contextmanager
def open_stream(access: Access) -> Iterator[Stream]:
    """Give the cluster a table `watched` and a change stream."""
    run(access, "create table if not exists watched (id int primary key, name text)")
    yield add_stream(access)
    for stream in list_streams(access.identity, access.endpoint):
        remove_stream(access, stream)


def add_stream(access: Access) -> Stream:
    """Create a stream, and wait until it is active."""
    before = list_streams(access.identity, access.endpoint)
    list(perform(access.identity, create_stream(access.endpoint, KINESIS, ROLE)))
    return wait_for_streams(access, len(before) + 1)[0]


def remove_stream(access: Access, stream: Stream) -> None:
    """Delete a stream, and wait until it is gone."""
    before = list_streams(access.identity, access.endpoint)
    list(perform(access.identity, delete_stream(access.endpoint, stream)))
    wait_for_streams(access, len(before) - 1)


def wait_for_streams(access: Access, count: int) -> list[Stream]:
    """Wait until there are so many streams, all of them active, the newest first."""
    for _ in poll():
        found = list_streams(access.identity, access.endpoint)
        if [stream.status for stream in found] == ["ACTIVE"] * count:
            break
    return found


def run(access: Access, statement: str) -> None:
    """Run a statement in a session of its own."""
    with closing(access.open()) as session:
        fetch_rows(session.run(statement))


def poll(seconds: float = 20.0) -> Iterator[None]:
    """Yield every twentieth of a second; fail after a time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(0.05)
    raise AssertionError("nothing has arrived")
