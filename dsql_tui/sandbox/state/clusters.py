"""The clusters of the sandbox: their data's store, and the changes of their status.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cluster-lifecycle.html
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.sandbox.state.streams import Streams

SHOP = "shop"
"""The store with the sample data."""

STAGING = "staging"
"""The store of the sample cluster that never becomes ready, to show what that looks like."""

STATUS_DELAY = 5.0
"""Seconds that creating, updating and deleting take; on AWS it is up to two minutes."""


@dataclass(frozen=True, slots=True)
class Waking:
    """The openings and the time that an INACTIVE cluster needs to wake up."""

    openings: int = 1
    """The number of openings that it refuses."""
    seconds: float = 0.0
    """Seconds that it takes, from the first opening on."""
    since: float | None = None
    """The time of that opening, on the monotonic clock."""

    def count_opening(self, now: float) -> Waking | None:
        """Count an opening; return `None` once the cluster is awake."""
        since = now if self.since is None else self.since
        if self.openings <= 0 and now - since >= self.seconds:
            return None
        return replace(self, openings=self.openings - 1, since=since)


@dataclass(frozen=True, slots=True)
class ClusterRecord:
    """A cluster, with what only the sandbox knows about it."""

    cluster: Cluster
    store: str
    """The name of its store, which the peers of a multi-Region cluster share."""
    key: str = ""
    """The ARN of its encryption key; empty for one that AWS owns."""
    policy: str = ""
    """The policy's JSON text."""
    policy_version: int = 0
    metric_groups: tuple[str, ...] = ()
    waking: Waking = Waking()

    @property
    def account(self) -> str:
        """The account that it belongs to."""
        return self.cluster.arn.split(":")[4]

    def with_cluster(self, **changes: object) -> ClusterRecord:
        """Return a copy with changes of the cluster."""
        return replace(self, cluster=replace(self.cluster, **changes))  # type: ignore[arg-type]


class Registry:
    """All clusters of all Regions; any thread may use it."""

    def __init__(self, records: list[ClusterRecord], delay: float = STATUS_DELAY) -> None:
        self.delay = delay
        """Seconds that a change of status takes."""
        self.on_removed: Callable[[ClusterRecord], None] = lambda record: None
        """Called with each cluster that has been deleted, in a separate thread."""
        self.on_change: Callable[[list[ClusterRecord]], None] = lambda records: None
        """Called with all clusters after every change."""
        self.streams = Streams()
        self._places = {record.cluster.endpoint.host: record for record in records}
        self._lock = threading.RLock()
        self._timers: set[threading.Timer] = set()

    def lock(self) -> AbstractContextManager[object]:
        """Hold off other threads while a caller looks and then changes."""
        return self._lock

    def find_by_host(self, host: str) -> ClusterRecord | None:
        """Return the cluster with an endpoint."""
        with self._lock:
            return self._places.get(host)

    def all(self) -> list[ClusterRecord]:
        """Return every cluster, the oldest entry first."""
        with self._lock:
            return list(self._places.values())

    def find_all(self, region: str, account: str) -> list[ClusterRecord]:
        """Return the clusters of one Region and account."""
        return [
            record
            for record in self.all()
            if (record.cluster.endpoint.region, record.account) == (region, account)
        ]

    def find(self, region: str, account: str, identifier: str) -> ClusterRecord | None:
        """Return a cluster, which is known only in its own Region and account."""
        record = self.find_by_host(public_endpoint(identifier, region).host)
        return record if record and record.account == account else None

    def find_by_arn(self, arn: str) -> ClusterRecord | None:
        """Return the cluster with an ARN."""
        return next((record for record in self.all() if record.cluster.arn == arn), None)

    def put(self, record: ClusterRecord) -> ClusterRecord:
        """Add or replace a cluster."""
        with self._lock:
            self._places[record.cluster.endpoint.host] = record
            self.on_change(self.all())
        return record

    def set_status(self, host: str, status: str) -> None:
        """Change the status of a cluster."""
        with self._lock:
            self.put(self._places[host].with_cluster(status=status))

    def set_status_later(self, host: str, status: str) -> None:
        """Change the status of a cluster after the delay, unless it has been deleted by then."""
        self._schedule(self._finish_change, host, status)

    def resume(self) -> None:
        """Continue the changes that were under way when the sandbox ended."""
        for record in self.all():
            if record.cluster.status in ("CREATING", "UPDATING") and record.store != STAGING:
                self.set_status_later(record.cluster.endpoint.host, "ACTIVE")

    def remove_later(self, host: str) -> None:
        """Remove a cluster after the delay."""
        self._schedule(self._remove, host)

    def wake_up(self, host: str) -> bool:
        """Return whether a cluster is awake for a session; if not, it begins to wake up."""
        with self._lock:
            record = self._places[host]
            if record.cluster.status == "INACTIVE":
                waking = record.waking.count_opening(time.monotonic())
                if waking is not None:
                    self.put(replace(record, waking=waking))
                    return False
            if record.cluster.status in ("IDLE", "INACTIVE"):
                self.put(replace(record, waking=Waking()).with_cluster(status="ACTIVE"))
            return True

    def close(self) -> None:
        """Cancel all changes that are due."""
        with self._lock:
            timers = list(self._timers)
        for timer in timers:
            timer.cancel()
        for timer in timers:
            timer.join()

    def _schedule(self, work: Callable[..., None], *arguments: str) -> None:
        def run() -> None:
            try:
                work(*arguments)
            finally:
                with self._lock:
                    self._timers.discard(timer)

        timer = threading.Timer(self.delay, run)
        timer.daemon = True
        with self._lock:
            self._timers.add(timer)
        timer.start()

    def _finish_change(self, host: str, status: str) -> None:
        with self._lock:
            record = self._places.get(host)
            if record and record.cluster.status in ("CREATING", "UPDATING"):
                self.put(record.with_cluster(status=status))

    def _remove(self, host: str) -> None:
        with self._lock:
            record = self._places.pop(host, None)
            self.on_change(self.all())
        if record:
            self.on_removed(record)
