"""Kinesis: the records of change streams, read from the files that take its place.

https://docs.aws.amazon.com/kinesis/latest/APIReference/

Each change stream is a shard of the Kinesis stream that it names as its target; a stream that is
deleted leaves a closed shard. A sequence number is the place behind a record in the file.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel

from dsql_tui.sandbox.control.api_model import read_parameters
from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.state import policies
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.streams import Streams

SERVICE = "kinesis"

ITERATOR_SECONDS = 300
"""The lifetime of an iterator."""

_JSON = "application/x-amz-json-1.1"
_API = "Kinesis_20131202."
_MAX_RECORDS = 10_000
_MAX_BYTES = 10 * 2**20
"""The most that one call of GetRecords returns."""


class Kinesis:
    """The service `kinesis`, with the operations that read."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._operations: Mapping[str, Callable[[Caller, dict[str, Any]], dict[str, Any]]] = {
            "ListShards": self._list_shards,
            "GetShardIterator": self._get_shard_iterator,
            "GetRecords": self._get_records,
        }

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Answer a call.

        Raises:
            ApiError: it is unknown, malformed, not allowed or not possible.
        """
        name = request.headers.get("x-amz-target", "").removeprefix(_API)
        perform = self._operations.get(name)
        if perform is None:
            raise ApiError(400, "UnknownOperationException", f"The sandbox has no {name}")
        given = read_parameters(self._model.operation_model(name), {}, request)
        # Only an iterator or a token names the stream in the other calls.
        resource = given.get("StreamARN") or "*"
        if denial := policies.find_denial(caller.identity, f"kinesis:{name}", resource, None):
            raise ApiError(400, "AccessDeniedException", denial)
        return Reply(200, _JSON, json.dumps(perform(caller, given)).encode())

    def answer_error(self, error: ApiError, request: Request) -> Reply:
        """Answer a call that failed."""
        body = json.dumps({"__type": error.name, "message": str(error)}).encode()
        return Reply(error.status, _JSON, body)

    @cached_property
    def _model(self) -> ServiceModel:
        return ServiceModel(Loader().load_service_model(SERVICE, "service-2"), SERVICE)

    def _list_shards(self, caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
        files = self._find_files(caller, given)
        return {
            "Shards": [
                {
                    "ShardId": _name_shard(number),
                    "HashKeyRange": {"StartingHashKey": "0", "EndingHashKey": str(2**128 - 1)},
                    "SequenceNumberRange": {
                        "StartingSequenceNumber": "0",
                        **({"EndingSequenceNumber": str(file.stat().st_size)} if closed else {}),
                    },
                }
                for number, (file, closed) in enumerate(files)
            ]
        }

    def _get_shard_iterator(self, caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
        files = {
            _name_shard(number): file
            for number, (file, _) in enumerate(self._find_files(caller, given))
        }
        file = files.get(given["ShardId"])
        if file is None:
            raise _build_missing_error(
                f"Shard {given['ShardId']} in stream {given['StreamARN']}", caller
            )
        match given["ShardIteratorType"]:
            case "TRIM_HORIZON":
                start = 0
            case "LATEST":
                start = file.stat().st_size
            case "AFTER_SEQUENCE_NUMBER":
                start = int(given["StartingSequenceNumber"])
            case "AT_TIMESTAMP":
                start = _find_time(file, float(given["Timestamp"]))
            case kind:
                raise ApiError(400, "InvalidArgumentException", f"The sandbox has no {kind}")
        return {"ShardIterator": _write_iterator(file, start)}

    def _get_records(self, caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
        name, start = _read_iterator(given["ShardIterator"])
        file = next((each for each in self._streams.list_files() if each.name == name), None)
        if file is None:
            raise _build_missing_error("Stream", caller)
        closed = self._streams.is_closed(file)
        records, end = _read_lines(file, start, given.get("Limit", _MAX_RECORDS))
        left = file.stat().st_size > end
        answer: dict[str, Any] = {"Records": records, "MillisBehindLatest": 0}
        if left:
            now = time.time()
            arrived = records[-1]["ApproximateArrivalTimestamp"] if records else now
            answer["MillisBehindLatest"] = max(1, int((now - arrived) * 1000))
        if left or not closed:
            answer["NextShardIterator"] = _write_iterator(file, end)
        else:
            answer["ChildShards"] = []
        return answer

    def _find_files(self, caller: Caller, given: Mapping[str, Any]) -> list[tuple[Path, bool]]:
        """Return the files of a Kinesis stream, the oldest first, and whether each is closed."""
        arn = given.get("StreamARN") or ""
        found = self._streams.find_files(arn)
        if not found or arn.split(":")[3:5] != [caller.region, caller.identity.account]:
            name = arn.rpartition("/")[2] or given.get("StreamName", "")
            raise _build_missing_error(f"Stream {name}", caller)
        return [(file, self._streams.is_closed(file)) for file in found]


def _name_shard(number: int) -> str:
    return f"shardId-{number:012}"


def _write_iterator(file: Path, start: int) -> str:
    return base64.b64encode(json.dumps([file.name, start, time.time()]).encode()).decode()


def _read_iterator(text: str) -> tuple[str, int]:
    """Return the name of a file and a place in it."""
    try:
        name, start, created = json.loads(base64.b64decode(text))
    except ValueError:
        raise ApiError(400, "InvalidArgumentException", "Invalid ShardIterator.") from None
    if time.time() - created > ITERATOR_SECONDS:
        raise ApiError(
            400,
            "ExpiredIteratorException",
            f"Iterator expired. The iterator was created {ITERATOR_SECONDS} seconds ago or more.",
        )
    return name, start


def _read_lines(file: Path, start: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Return the records from a place on, and the place behind them."""
    records: list[dict[str, Any]] = []
    with file.open("rb") as lines:
        lines.seek(start)
        end = start
        for line in lines:
            if len(records) == limit or end - start > _MAX_BYTES or not line.endswith(b"\n"):
                break
            end += len(line)
            records.append(
                {
                    "SequenceNumber": str(end),
                    "ApproximateArrivalTimestamp": _read_time(line),
                    "Data": base64.b64encode(line[:-1]).decode(),
                    "PartitionKey": str(end),
                }
            )
    return records, end


def _find_time(file: Path, at: float) -> int:
    """Return the place of the first record that came at a time or later."""
    place = 0
    with file.open("rb") as lines:
        for line in lines:
            if _read_time(line) >= at:
                break
            place += len(line)
    return place


def _read_time(line: bytes) -> float:
    return float(json.loads(line)["ts_ms"]) / 1000


def _build_missing_error(what: str, caller: Caller) -> ApiError:
    text = f"{what} under account {caller.identity.account} not found."
    return ApiError(400, "ResourceNotFoundException", text)
