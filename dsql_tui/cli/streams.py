"""`dsql-tui streams TARGET`: the change streams of a cluster, and the records of one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from time import sleep

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.kinesis import KinesisError, RecordReader
from dsql_tui.aws.streams import list_streams
from dsql_tui.cli.options import (
    DONE,
    FAILED,
    NOT_CONNECTED,
    Parser,
    UsageError,
    add_access,
    resolve_profile,
    say,
)
from dsql_tui.cli.rows_output import add_format, write_rows
from dsql_tui.dsql.streams import Stream
from dsql_tui.events import Column
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Row
from dsql_tui.results.text import make_visible

_RETRY_INTERVAL = 5.0
"""Seconds until AWS is asked again after it was not reached."""

_TEXT = 25
_NAMES = ("stream", "status", "created", "target", "role", "problem")
_COLUMNS = tuple(Column(name, _TEXT) for name in _NAMES)


def run(arguments: list[str]) -> int:
    """Print the streams; return the exit code."""
    given = build_parser().parse_args(arguments)
    if given.from_oldest and given.follow is None:
        raise UsageError("--from-oldest needs --follow STREAM.")
    if given.follow is not None and given.format not in ("table", "jsonl"):
        raise UsageError("--follow prints lines of JSON. Remove --format.")
    access = Access.from_profile(resolve_profile(given))
    try:
        streams = list_streams(access.identity, access.endpoint)
    except AwsError as error:
        return say(make_visible(f"The streams cannot be read. {error}"), NOT_CONNECTED)
    if given.follow is not None:
        return _follow(access, streams, given.follow, given.from_oldest)
    rows = [_write_row(stream) for stream in streams]
    write_rows(given.format, _COLUMNS, [rows])
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui streams",
        description="Print the change streams of a cluster, their targets and what is wrong with "
        "them; or the records of one. This needs dsql:ListStreams and dsql:GetStream, and opens no "
        "session.",
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument(
        "--follow",
        metavar="STREAM",
        help="print the records of a stream as lines of JSON while they arrive, until Ctrl+C; "
        "needs kinesis:ListShards, kinesis:GetShardIterator and kinesis:GetRecords",
    )
    parser.add_argument(
        "--from-oldest",
        action="store_true",
        help="with --follow, begin with the oldest record that Kinesis keeps",
    )
    add_format(parser)
    add_access(parser)
    return parser


def _follow(access: Access, streams: Sequence[Stream], name: str, from_oldest: bool) -> int:
    """Print the records of a stream while they arrive; return the exit code of an error."""
    stream = next((each for each in streams if name in (each.identifier, each.arn)), None)
    if stream is None:
        names = ", ".join(each.identifier for each in streams) or "none"
        return say(make_visible(f"The cluster has no stream “{name}”. It has: {names}."), FAILED)
    if not stream.target:
        return say(make_visible(f"The target is unknown. {stream.access_error}"), FAILED)
    reader = RecordReader(access.identity, stream.target, from_oldest)
    last_problem = ""
    while True:
        try:
            batch = reader.read()
        except KinesisError as error:
            return say(make_visible(f"The records cannot be read. {error}"), FAILED)
        except AwsError as error:
            problem, delay = f"The records cannot be read; trying again. {error}", _RETRY_INTERVAL
        else:
            problem, delay = batch.throttled, batch.delay
            sys.stdout.writelines(f"{_write_line(record)}\n" for record in batch.records)
            sys.stdout.flush()
        if problem != last_problem:
            last_problem = problem
            if problem:
                say(make_visible(problem), FAILED)
        sleep(delay)


def _write_line(record: bytes) -> str:
    """Return a record as it is, or as a JSON string if it is not one line of JSON."""
    text = record.decode("utf-8", "backslashreplace")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return json.dumps(text, ensure_ascii=False)
    is_line = len(text.splitlines()) == 1
    return text if is_line else json.dumps(document, ensure_ascii=False)


def _write_row(stream: Stream) -> Row:
    return (
        stream.identifier,
        stream.status,
        f"{stream.created:%Y-%m-%dT%H:%M:%SZ}",
        stream.target or None,
        stream.role or None,
        stream.explanation or stream.access_error or None,
    )
