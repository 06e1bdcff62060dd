"""Which clusters exist in the sandbox, in which store each keeps its data, and what becomes of it.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cluster-lifecycle.html
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import endpoint_of

SHOP = "shop"
"""The store that holds the sample data."""

STAGING = "staging"
"""The store of the sample cluster that never gets ready, to show what that looks like."""

STATUS_DELAY = 5.0
"""Seconds that creating, updating and deleting take; AWS takes up to half a minute, or two."""


@dataclass(frozen=True, slots=True)
class Waking:
    """What an INACTIVE cluster needs until it is awake again."""

    openings: int = 1
    """How many openings it refuses."""
    seconds: float = 0.0
    """How long it takes, from the first of them on."""
    since: float | None = None
    """When that was, on the monotonic clock."""

    def knocked(self, now: float) -> Waking | None:
        """Somebody wants in; `None` when it is awake."""
        since = now if self.since is None else self.since
        if self.openings <= 0 and now - since >= self.seconds:
            return None
        return replace(self, openings=self.openings - 1, since=since)


@dataclass(frozen=True, slots=True)
class Place:
    """A cluster with what only the sandbox knows of it."""

    cluster: Cluster
    store: str
    """The name of its store, which the peers of a multi-Region cluster share."""
    key: str = ""
    """The ARN of its encryption key; empty for one that AWS owns."""
    policy: str = ""
    """JSON, as it was put."""
    policy_version: int = 0
    metric_groups: tuple[str, ...] = ()
    waking: Waking = Waking()

    @property
    def account(self) -> str:
        """Whose it is."""
        return self.cluster.arn.split(":")[4]

    def described(self, **changes: object) -> Place:
        """The same with the cluster changed."""
        return replace(self, cluster=replace(self.cluster, **changes))  # type: ignore[arg-type]


class Registry:
    """All clusters of all regions; the gateway and the control plane ask it from their threads."""

    def __init__(self, places: list[Place], delay: float = STATUS_DELAY) -> None:
        self.delay = delay
        """Seconds that a change of status takes."""
        self.on_gone: Callable[[Place], None] = lambda place: None
        """Told of each cluster that has been deleted, in a thread of its own."""
        self.on_change: Callable[[list[Place]], None] = lambda places: None
        """Told all clusters whenever one of them is not as it was."""
        self._places = {place.cluster.endpoint.host: place for place in places}
        self._lock = threading.RLock()
        self._timers: set[threading.Timer] = set()

    def held(self) -> AbstractContextManager[object]:
        """For whoever looks and then changes: meanwhile nobody else does."""
        return self._lock

    def at(self, host: str) -> Place | None:
        """The cluster with this endpoint."""
        with self._lock:
            return self._places.get(host)

    def all(self) -> list[Place]:
        """Every cluster, oldest entry first."""
        with self._lock:
            return list(self._places.values())

    def within(self, region: str, account: str) -> list[Place]:
        """The clusters of one region and account."""
        return [
            place
            for place in self.all()
            if (place.cluster.endpoint.region, place.account) == (region, account)
        ]

    def find(self, region: str, account: str, identifier: str) -> Place | None:
        """One cluster; an identifier is known in its own region and account only."""
        place = self.at(endpoint_of(identifier, region).host)
        return place if place and place.account == account else None

    def by_arn(self, arn: str) -> Place | None:
        """One cluster."""
        return next((place for place in self.all() if place.cluster.arn == arn), None)

    def put(self, place: Place) -> Place:
        """A cluster is new, or not as it was."""
        with self._lock:
            self._places[place.cluster.endpoint.host] = place
            self.on_change(self.all())
        return place

    def set_status(self, host: str, status: str) -> None:
        """A cluster has come into another state."""
        with self._lock:
            self.put(self._places[host].described(status=status))

    def soon(self, host: str, status: str) -> None:
        """A cluster will come into another state, unless it has been deleted by then."""
        self._later(self._settle, host, status)

    def resume(self) -> None:
        """Go on with the changes that a sandbox left undone when it ended."""
        for place in self.all():
            if place.cluster.status in ("CREATING", "UPDATING") and place.store != STAGING:
                self.soon(place.cluster.endpoint.host, "ACTIVE")

    def gone_soon(self, host: str) -> None:
        """A cluster will be no more."""
        self._later(self._remove, host)

    def knock(self, host: str) -> bool:
        """Somebody wants to open a session: is the cluster awake? If not, it begins to wake up."""
        with self._lock:
            place = self._places[host]
            if place.cluster.status == "INACTIVE":
                waking = place.waking.knocked(time.monotonic())
                if waking is not None:
                    self.put(replace(place, waking=waking))
                    return False
            if place.cluster.status in ("IDLE", "INACTIVE"):
                self.put(replace(place, waking=Waking()).described(status="ACTIVE"))
            return True

    def close(self) -> None:
        """Whatever was to happen happens no more."""
        with self._lock:
            timers = list(self._timers)
        for timer in timers:
            timer.cancel()
        for timer in timers:
            timer.join()

    def _later(self, work: Callable[..., None], *arguments: str) -> None:
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

    def _settle(self, host: str, status: str) -> None:
        with self._lock:
            place = self._places.get(host)
            if place and place.cluster.status in ("CREATING", "UPDATING"):
                self.put(place.described(status=status))

    def _remove(self, host: str) -> None:
        with self._lock:
            place = self._places.pop(host, None)
            self.on_change(self.all())
        if place:
            self.on_gone(place)
