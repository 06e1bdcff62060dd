"""The records of a Kinesis stream, read from all of its shards.

https://docs.aws.amazon.com/streams/latest/dev/developing-consumers-with-sdk.html
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, NamedTuple

from dsql_tui.aws.errors import AwsError, translate_errors
from dsql_tui.aws.identity import Identity

_MAX_RECORDS = 1000
"""Records that one call asks for. AWS may send 10 MiB in one answer."""
_MAX_BYTES = 4 * 2**20
"""Bytes after which a reading leaves the other shards to the next one."""
_POLL_INTERVAL, _MIN_INTERVAL, _THROTTLED_INTERVAL = 1.0, 0.25, 3.0
"""Seconds between two readings. All consumers of a shard share five readings a second."""
_LIST_INTERVAL = 30.0
"""Seconds between two looks for new shards; the end of a shard leads to another look."""

_THROTTLED = (
    "KMSThrottlingException",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
)
_REMEDIES: Mapping[str, str] = {
    "AccessDeniedException": "Reading needs kinesis:ListShards, kinesis:GetShardIterator and "
    "kinesis:GetRecords for the Kinesis stream.",
    "KMSAccessDeniedException": "Reading needs kms:Decrypt for the key of the Kinesis stream.",
    "KMSDisabledException": "Enable the KMS key of the Kinesis stream.",
    "ResourceNotFoundException": "Create the Kinesis stream again under the same name, or delete "
    "the change stream.",
}


class KinesisError(AwsError):
    """Kinesis refused; the text has AWS's words and the remedy."""


class Batch(NamedTuple):
    """The records of one reading of all shards."""

    records: list[bytes]
    """In the order of each shard; of several shards, in the order of their arrival."""
    behind: float
    """Seconds by which the shard that is furthest behind is late."""
    more: bool
    """True if more records were there."""
    throttled: str = ""
    """AWS's words if Kinesis throttled; usually empty."""

    @property
    def delay(self) -> float:
        """The seconds to wait before the next reading."""
        if self.throttled:
            return _THROTTLED_INTERVAL
        return _MIN_INTERVAL if self.more else _POLL_INTERVAL


@dataclass(slots=True)
class _Shard:
    """A shard, and how far it is read."""

    identifier: str
    begin: dict[str, Any]
    """The first position, as GetShardIterator takes it."""
    last: str = ""
    """The sequence number of the last record."""
    iterator: str | None = None

    @property
    def position(self) -> dict[str, Any]:
        """The position of the next record."""
        if not self.last:
            return self.begin
        return {
            "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
            "StartingSequenceNumber": self.last,
        }


@dataclass(slots=True)
class RecordReader:
    """Reads a Kinesis stream from now on, or from its oldest record.

    Each call of `read` blocks for one round over the shards. Between two calls nothing is held, so
    a reader can rest for as long as Kinesis keeps the records.
    """

    identity: Identity
    arn: str
    """The ARN of the Kinesis stream."""
    from_oldest: bool = False
    """True to begin with the oldest record that Kinesis keeps."""
    shards: deque[_Shard] = field(default_factory=deque)
    """The shards that have not ended, the next one to read first."""
    _known: set[str] = field(default_factory=set)
    _listed: float | None = None
    """When the shards were last listed."""

    def read(self) -> Batch:
        """Return the records that arrived since the last call.

        Raises:
            AwsError: AWS was not reached.
            KinesisError: Kinesis refused. The next call goes on where this one failed.
        """
        found: list[tuple[datetime, bytes]] = []
        behind, size, left = 0.0, 0, 0
        try:
            with translate_errors(self.identity):
                client = self.identity.client(self.arn.split(":")[3], "kinesis")
                if self._listed is None or monotonic() - self._listed > _LIST_INTERVAL:
                    self._list_shards(client)
                left = len(self.shards)
                while left and size <= _MAX_BYTES:
                    left -= 1
                    answer = self._read_shard(client, self.shards[0])
                    self._move_on(answer)
                    behind = max(behind, answer.get("MillisBehindLatest", 0) / 1000)
                    for each in answer.get("Records", ()):
                        found.append((each["ApproximateArrivalTimestamp"], each["Data"]))
                        size += len(each["Data"])
        except AwsError as error:
            if error.code in _THROTTLED:
                return _make_batch(found, behind, True, str(error))
            if not found:
                raise _explain(error) from error
            # The next call meets it again.
        return _make_batch(found, behind, left > 0 or behind > 0)

    def _list_shards(self, client: Any) -> None:
        """Add the shards that are not known; those that have ended already only on request."""
        is_first = self._listed is None
        listed: list[dict[str, Any]] = []
        asked = {"StreamARN": self.arn}
        while asked:
            answer = client.list_shards(**asked)
            listed += answer["Shards"]
            token = answer.get("NextToken")
            asked = {"NextToken": token} if token else {}
        for each in listed:
            identifier = each["ShardId"]
            ended = "EndingSequenceNumber" in each["SequenceNumberRange"]
            is_old = is_first and not self.from_oldest
            if identifier not in self._known and not (is_old and ended):
                kind = "LATEST" if is_old else "TRIM_HORIZON"
                self.shards.append(_Shard(identifier, {"ShardIteratorType": kind}))
            self._known.add(identifier)
        self._listed = monotonic()

    def _read_shard(self, client: Any, shard: _Shard) -> dict[str, Any]:
        """Return the answer of GetRecords; an iterator that has expired is replaced."""
        for attempt in range(2):
            if shard.iterator is None:
                answer = client.get_shard_iterator(
                    StreamARN=self.arn, ShardId=shard.identifier, **shard.position
                )
                shard.iterator = answer["ShardIterator"]
                if shard.begin["ShardIteratorType"] == "LATEST":
                    # A later iterator must not skip what arrives until then.
                    shard.begin = {
                        "ShardIteratorType": "AT_TIMESTAMP",
                        "Timestamp": _read_time(answer),
                    }
            try:
                records: dict[str, Any] = client.get_records(
                    ShardIterator=shard.iterator, StreamARN=self.arn, Limit=_MAX_RECORDS
                )
            except client.exceptions.ExpiredIteratorException:
                shard.iterator = None
                if attempt:
                    raise
            else:
                return records
        raise AssertionError

    def _move_on(self, answer: dict[str, Any]) -> None:
        """Note how far the first shard is read; put it behind the others, or drop it at its end."""
        shard = self.shards.popleft()
        if answer.get("Records"):
            shard.last = answer["Records"][-1]["SequenceNumber"]
        shard.iterator = answer.get("NextShardIterator")
        if shard.iterator is not None:
            self.shards.append(shard)
        else:
            self._listed = self._listed and self._listed - _LIST_INTERVAL


def _make_batch(
    found: list[tuple[datetime, bytes]], behind: float, more: bool, throttled: str = ""
) -> Batch:
    found.sort(key=lambda pair: pair[0])
    return Batch([data for _, data in found], behind, more, throttled)


def _read_time(answer: Mapping[str, Any]) -> datetime:
    """Return the time of an answer by AWS's clock, which this computer's may differ from."""
    text = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return parsedate_to_datetime(text) if text else datetime.now(timezone.utc)


def _explain(error: AwsError) -> AwsError:
    remedy = _REMEDIES.get(error.code)
    return KinesisError(f"{error} {remedy}", error.code) if remedy else error
