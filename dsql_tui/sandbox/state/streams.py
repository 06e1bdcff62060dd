"""Change data capture streams: what they are, and the changes of their status.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cdc-streams.html
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of a cluster."""

    host: str
    """The endpoint of its cluster."""
    cluster: str
    """The identifier of its cluster."""
    identifier: str
    arn: str
    created: datetime
    target: Mapping[str, Any]
    ordering: str
    format: str
    tags: Mapping[str, str] = field(default_factory=dict)
    status: str = "CREATING"


class Streams:
    """All streams; any thread may use it."""

    def __init__(self) -> None:
        self.folder = Path()
        """The folder of their files."""
        self.on_active: Callable[[Stream], None] = lambda stream: None
        """Called with each stream that becomes active, in a separate thread."""
        self.on_removed: Callable[[Stream], None] = lambda stream: None
        """Called with each stream that has been deleted, in a separate thread."""
        self._streams: dict[str, Stream] = {}
        self._removed: list[Stream] = []
        """Streams that have been deleted; their files stay."""
        self._lock = threading.RLock()

    def get_file(self, stream: Stream) -> Path:
        """Return the file that a stream is delivered to, in the place of Kinesis."""
        return self.folder / f"{stream.identifier}.jsonl"

    def find_files(self, target: str) -> list[Path]:
        """Return the files of all streams to a Kinesis stream by its ARN, the oldest first."""
        with self._lock:
            found = [*self._removed, *self._streams.values()]
        found = [each for each in found if each.target["kinesis"]["streamArn"] == target]
        files = map(self.get_file, sorted(found, key=lambda each: each.created))
        return [file for file in files if file.exists()]

    def is_closed(self, file: Path) -> bool:
        """Return true if a file gets no more records."""
        with self._lock:
            return all(self.get_file(stream) != file for stream in self._streams.values())

    def list_files(self) -> list[Path]:
        """Return the files of all streams, also of deleted ones."""
        with self._lock:
            return [self.get_file(each) for each in (*self._removed, *self._streams.values())]

    def all(self) -> list[Stream]:
        """Return every stream, the oldest first."""
        with self._lock:
            return list(self._streams.values())

    def find_all(self, host: str) -> list[Stream]:
        """Return the streams of a cluster."""
        return [stream for stream in self.all() if stream.host == host]

    def find(self, host: str, identifier: str) -> Stream | None:
        """Return a stream of a cluster."""
        found = (stream for stream in self.find_all(host) if stream.identifier == identifier)
        return next(found, None)

    def add(self, stream: Stream, delay: float) -> None:
        """Add a stream, which becomes active after a delay."""
        with self._lock:
            self._streams[stream.arn] = stream
        _call_later(delay, lambda: self._activate(stream.arn))

    def remove_later(self, stream: Stream, delay: float) -> Stream:
        """Mark a stream as DELETING, and remove it after a delay."""
        leaving = replace(stream, status="DELETING")
        with self._lock:
            self._streams[stream.arn] = leaving
        _call_later(delay, lambda: self._remove(stream.arn))
        return leaving

    def remove_all(self, host: str) -> None:
        """Remove the streams of a cluster that is gone."""
        for stream in self.find_all(host):
            self._remove(stream.arn)

    def _activate(self, arn: str) -> None:
        with self._lock:
            stream = self._streams.get(arn)
        if stream is None or stream.status != "CREATING":
            return
        status = "FAILED"
        try:
            # The first change after ACTIVE must be captured.
            self.on_active(stream)
            status = "ACTIVE"
        finally:
            with self._lock:
                if self._streams.get(arn) is stream:
                    self._streams[arn] = replace(stream, status=status)

    def _remove(self, arn: str) -> None:
        with self._lock:
            stream = self._streams.pop(arn, None)
            if stream is not None:
                self._removed.append(stream)
        if stream is not None:
            self.on_removed(stream)


def _call_later(delay: float, work: Callable[[], None]) -> None:
    timer = threading.Timer(delay, work)
    timer.daemon = True
    timer.start()
