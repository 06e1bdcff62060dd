"""The delivery of streams: a file of JSON lines in the place of a Kinesis stream.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cdc-record-format.html
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from dsql_tui.sandbox.state.clusters import Registry
from dsql_tui.sandbox.state.metrics import Metrics
from dsql_tui.sandbox.state.streams import Stream
from dsql_tui.sandbox.store.capture import Capture, Change

DPU_PER_BYTE = 2.3283e-6
"""https://aws.amazon.com/rds/aurora/dsql/pricing/"""


class NetChange(NamedTuple):
    """The net effect of a transaction on a row."""

    op: str
    before: Any
    after: Any
    last: Change


class StreamDelivery:
    """Captures changes for active streams, and writes them to their files."""

    def __init__(
        self,
        registry: Registry,
        open_store: Callable[[str], Path],
        folder: Path,
        metrics: Metrics,
    ) -> None:
        """Attend to the registry's streams; `open_store` returns the socket of a store."""
        self._metrics = metrics
        registry.streams.folder = folder
        registry.streams.on_active = self.start
        registry.streams.on_removed = self.stop
        self._registry = registry
        self._open_store = open_store
        self._lock = threading.Lock()
        self._captures: dict[str, Capture] = {}
        self._streams: dict[str, dict[str, Stream]] = {}
        """The streams of each store, by their ARNs."""

    def start(self, stream: Stream) -> None:
        """Deliver to a stream from now on."""
        record = self._registry.find_by_host(stream.host)
        if record is None:
            return
        file = self._registry.streams.get_file(stream)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.touch(mode=0o600)
        with self._lock:
            self._streams.setdefault(record.store, {})[stream.arn] = stream
            if record.store not in self._captures:
                socket = self._open_store(record.store)
                capture = Capture(socket, lambda changes: self._deliver(record.store, changes))
                capture.begin()
                self._captures[record.store] = capture

    def stop(self, stream: Stream) -> None:
        """Deliver to a stream no longer; its file stays."""
        with self._lock:
            for store, streams in self._streams.items():
                streams.pop(stream.arn, None)
                if not streams and (capture := self._captures.pop(store, None)):
                    capture.stop()

    def close(self) -> None:
        """Stop all captures."""
        with self._lock:
            captures, self._captures = list(self._captures.values()), {}
        for capture in captures:
            capture.stop()

    def _deliver(self, store: str, changes: Sequence[Change]) -> None:
        for stream in list(self._streams.get(store, {}).values()):
            lines = [json.dumps(record) for record in build_records(changes, stream.cluster)]
            with self._registry.streams.get_file(stream).open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
            if lines:
                dpu = sum(map(len, lines)) * DPU_PER_BYTE
                for name in (f"StreamDPU {stream.identifier}", "StreamDPU", "TotalDPU"):
                    self._metrics.add(stream.host, name, dpu)


def build_records(changes: Sequence[Change], cluster: str) -> Iterator[dict[str, Any]]:
    """Return the records for changes of whole transactions."""
    for tx, group in groupby(sorted(changes, key=_order), lambda change: change.tx):
        for net in compact(group):
            committed, now = net.last.moment, time.time_ns()
            yield {
                "type": "full",
                "op": net.op,
                "before": net.before,
                "after": net.after,
                "source": {
                    "version": "1.0",
                    "ts_ms": committed // 1000,
                    "ts_ns": committed * 1000,
                    "txId": build_transaction_id(cluster, tx),
                    "schema": net.last.schema_name,
                    "table": net.last.table_name,
                    "db": "postgres",
                    "cluster": cluster,
                },
                "ts_ms": now // 1_000_000,
                "ts_ns": now,
            }


def compact(changes: Iterable[Change]) -> Iterator[NetChange]:
    """Return at most one change for each row: its state before and after the transaction."""
    rows: dict[tuple[str, str, str], list[tuple[bool, Change]]] = {}
    for change in changes:
        schema, table, old, new = change[4:8]
        if old is None and new is None:
            # Without a key, two rows may look the same.
            rows[schema, table, str(change.place)] = [(change.op != "INSERT", change)]
            continue
        if old is not None and old != new:
            step = (True, change._replace(after=None))
            rows.setdefault((schema, table, old), []).append(step)
        if new is not None:
            rows.setdefault((schema, table, new), []).append((old == new, change))
    for (_, _, key), steps in rows.items():
        existed, last = steps[0][0], steps[-1][1]
        if last.after is not None:
            yield NetChange("u" if existed else "c", None, json.loads(last.after), last)
        elif existed:
            yield NetChange("d", None if last.old_key is None else json.loads(key), None, last)


def build_transaction_id(cluster: str, tx: str) -> str:
    """Return an identifier for a transaction, in base32."""
    digest = hashlib.sha256(f"{cluster} {tx}".encode()).digest()[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()


def _order(change: Change) -> tuple[int, int]:
    return int(change.tx), change.place
