"""The content of the cluster list: saved profiles, and clusters while regions answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.regions import format_regions
from dsql_tui.results.text import pluralize

_NEVER = datetime.min.replace(tzinfo=timezone.utc)

COLUMNS = ("Name", "Identifier", "Region", "Status", "Peers", "Protected", "Age")
"""The columns of a line, which lines can be sorted by."""


class Line(NamedTuple):
    """A saved profile, a cluster, a profile with its cluster, or an endpoint used before."""

    key: str
    profile: Profile | None = None
    cluster: Cluster | None = None
    stale: bool = False
    """True if the cluster is from the last start, and its region has not answered yet."""
    recent: Endpoint | None = None
    """An endpoint that was connected to before, and that no region has listed."""

    @property
    def name(self) -> str:
        """The name of the profile or the cluster; may be empty."""
        if self.profile:
            return self.profile.name
        return self.cluster.name if self.cluster else ""

    @property
    def title(self) -> str:
        """The name, or else the identifier."""
        return self.name or self.identifier

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint of the profile or the cluster."""
        if self.profile:
            return self.profile.endpoint
        if self.recent:
            return self.recent
        assert self.cluster is not None
        return self.cluster.endpoint

    @property
    def identifier(self) -> str:
        """The identifier of the cluster."""
        return self.endpoint.identifier

    def cells(self, now: datetime | None = None) -> tuple[str, ...]:
        """Return a text for each of the columns."""
        now = now or datetime.now(timezone.utc)
        unknown = ["used before" if self.recent else "", "", "", ""]
        status = _status_cells(self.cluster, now) if self.cluster else unknown
        return (self.name or "–", self.identifier, self.endpoint.region, *status)

    def matches(self, words: Sequence[str]) -> bool:
        """Return whether the line contains each of the words, which are in lower case."""
        if not words:
            return True
        texts = list(self.cells())
        if self.profile:
            texts += [self.profile.role, self.profile.environment or ""]
        if self.cluster:
            texts.append(self.cluster.arn)
            texts += [f"{name}={value}" for name, value in self.cluster.tags.items()]
        haystack = " ".join(texts).lower()
        return all(word in haystack for word in words)


def _status_cells(cluster: Cluster, now: datetime) -> list[str]:
    peers = ", ".join(arn.split(":")[3] for arn in cluster.peers)
    return [
        cluster.status or "unknown",
        peers + (f" (witness {cluster.witness})" if cluster.witness else ""),
        {True: "yes", False: "no", None: ""}[cluster.protected],
        _format_age(now - cluster.created) if cluster.created else "",
    ]


def _format_age(age: timedelta) -> str:
    return f"{age.days} d" if age.days else "today"


@dataclass(slots=True)
class Listing:
    """Collects the answers of regions, and returns lines in order."""

    regions: tuple[str, ...]
    profiles: tuple[Profile, ...] = ()
    recent: tuple[Endpoint, ...] = ()
    """Endpoints that were connected to before, the last one first."""
    found: dict[str, Cluster] = field(default_factory=dict)
    """The clusters by ARN."""
    stale: set[str] = field(default_factory=set)
    """The ARNs of clusters that are known only from before."""
    as_of: datetime | None = None
    """The time of the last start's list."""
    pending: set[str] = field(default_factory=set)
    """The regions that have not answered."""
    answered: bool = False
    """True once a region has listed all its clusters."""
    errors: dict[str, list[str]] = field(default_factory=dict)
    """The regions that failed, by the reason."""
    sorted_by: int | None = None
    """A column; `None` keeps the order of the regions."""
    reverse: bool = False

    def without_clusters(self) -> Listing:
        """Return an empty listing of the same regions, in the same order."""
        kept = self.profiles, self.recent
        return Listing(self.regions, *kept, sorted_by=self.sorted_by, reverse=self.reverse)

    def load(self, clusters: Iterable[Cluster], when: datetime) -> None:
        """Start with the clusters of the last start."""
        self.found = {
            cluster.arn: cluster for cluster in clusters if cluster.endpoint.region in self.regions
        }
        self.stale, self.as_of = set(self.found), when

    def begin(self) -> None:
        """Mark every region as pending, and every cluster as stale."""
        self.stale = set(self.found)
        self.errors.clear()
        self.pending = set(self.regions)

    def begin_again(self, region: str) -> None:
        """Mark one region as pending, and its clusters as stale."""
        self.stale |= {arn for arn, one in self.found.items() if one.endpoint.region == region}
        self.errors = {
            reason: left
            for reason, where in self.errors.items()
            if (left := [other for other in where if other != region])
        }
        self.pending.add(region)

    def add(self, cluster: Cluster) -> None:
        """Add or update a cluster that a region has listed."""
        self.found[cluster.arn] = cluster
        self.stale.discard(cluster.arn)

    def end(self, region: str, error: str | None = None) -> None:
        """Note that a region has listed all its clusters, or failed with `error`.

        Clusters that the region did not list again are removed.
        """
        self.pending.discard(region)
        if error is not None:
            self.errors.setdefault(error, []).append(region)
            return
        self.answered = True
        for arn in [arn for arn in self.stale if self.found[arn].endpoint.region == region]:
            del self.found[arn]
            self.stale.discard(arn)

    def lines(self, search: str) -> list[Line]:
        """Return the lines that contain all words of `search`.

        Profiles are first, then endpoints used before that no region lists, then clusters.
        """
        words = search.lower().split()
        by_place = {
            (cluster.endpoint.identifier, cluster.endpoint.region): cluster
            for cluster in self.found.values()
        }
        saved = [
            Line(profile.name, profile, by_place.get(_place(profile))) for profile in self.profiles
        ]
        clusters = [
            Line(arn, cluster=cluster, stale=arn in self.stale)
            for arn, cluster in self.found.items()
        ]
        shown = [line for line in self._sort(clusters) if line.matches(words)]
        recent = [line for line in self._list_recent() if line.matches(words)]
        return [line for line in saved if line.matches(words)] + recent + shown

    def _list_recent(self) -> list[Line]:
        """Return the endpoints that are not listed otherwise, unless their region has answered."""
        hosts = {one.endpoint.host for one in self.found.values()}
        hosts |= {profile.endpoint.host for profile in self.profiles}
        failed = {region for regions in self.errors.values() for region in regions}
        unknown = failed | self.pending
        return [
            Line(each.host, recent=each)
            for each in self.recent
            if each.host not in hosts
            and (each.region in unknown or each.region not in self.regions or not self.answered)
        ]

    def _sort(self, lines: Sequence[Line]) -> list[Line]:
        column = self.sorted_by
        if column is None:
            order = {region: number for number, region in enumerate(self.regions)}
            return sorted(lines, key=lambda line: order.get(_region(line), len(order)))
        if COLUMNS[column] == "Age":
            return sorted(lines, key=_creation_time, reverse=not self.reverse)
        return sorted(lines, key=lambda line: line.cells()[column].lower(), reverse=self.reverse)


def _place(profile: Profile) -> tuple[str, str]:
    return profile.endpoint.identifier, profile.endpoint.region


def _region(line: Line) -> str:
    return line.cluster.endpoint.region if line.cluster else ""


def _creation_time(line: Line) -> datetime:
    assert line.cluster is not None
    return line.cluster.created or _NEVER


def summarize(listing: Listing, file_problems: Sequence[str]) -> list[str]:
    """Return the lines below the list: problems of files and regions, and the progress."""
    lines = list(file_problems)
    for reason, regions in listing.errors.items():
        lines.append(f"{format_regions(regions)}: {reason}")
    if errors := [one.access_error for one in listing.found.values() if one.access_error]:
        count = pluralize(len(errors), "cluster")
        lines.append(f"Only the identifier of {count} is known; you can still connect: {errors[0]}")
    if listing.stale and listing.as_of:
        when = f"{listing.as_of.astimezone():%d %b %H:%M}"
        lines.append(f"Dimmed rows are from {when}; the refresh has not finished.")
    if listing.pending:
        count = pluralize(len(listing.pending), "region")
        lines.append(f"Listing clusters: waiting for {count}.")
    elif listing.answered and not listing.found and not listing.errors:
        lines.append("There are no clusters in these regions. Type an endpoint, or list another.")
    return lines
