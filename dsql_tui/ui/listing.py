"""What the picker has to choose from: saved profiles, and clusters while regions are answering."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.regions import told_regions

_NEVER = datetime.min.replace(tzinfo=timezone.utc)

COLUMNS = ("Name", "Identifier", "Region", "Status", "Peers", "Protected", "Age")
"""What a line shows, and can be sorted by."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that can be connected to: a saved profile, or a cluster, or both at once."""

    key: str
    profile: Profile | None = None
    cluster: Cluster | None = None
    stale: bool = False
    """Is the cluster as it was the last time, and not yet as its region tells now?"""

    @property
    def name(self) -> str:
        """What people call it; empty where they do not."""
        if self.profile:
            return self.profile.name
        return self.cluster.name if self.cluster else ""

    @property
    def title(self) -> str:
        """What it is called, by its identifier if need be."""
        return self.name or self.identifier

    @property
    def endpoint(self) -> Endpoint:
        """Where it leads."""
        if self.profile:
            return self.profile.endpoint
        assert self.cluster is not None
        return self.cluster.endpoint

    @property
    def identifier(self) -> str:
        """Its cluster's."""
        return self.endpoint.identifier

    def cells(self, now: datetime | None = None) -> tuple[str, ...]:
        """What the line shows, a text for each of the columns."""
        told = _told(self.cluster, now or datetime.now(timezone.utc)) if self.cluster else [""] * 4
        return (self.name or "–", self.identifier, self.endpoint.region, *told)

    def matches(self, words: Sequence[str]) -> bool:
        """Does each of the words, in small letters, stand somewhere in it?"""
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


def _told(cluster: Cluster, now: datetime) -> list[str]:
    peers = ", ".join(arn.split(":")[3] for arn in cluster.peers)
    return [
        cluster.status or "not told",
        peers + (f" (witness {cluster.witness})" if cluster.witness else ""),
        {True: "yes", False: "no", None: ""}[cluster.protected],
        _age(now - cluster.created) if cluster.created else "",
    ]


def _age(age: timedelta) -> str:
    return f"{age.days} d" if age.days else "today"


@dataclass(slots=True)
class Listing:
    """Takes in what regions answer; gives lines, in order."""

    regions: tuple[str, ...]
    profiles: tuple[Profile, ...] = ()
    found: dict[str, Cluster] = field(default_factory=dict)
    """Clusters by ARN."""
    stale: set[str] = field(default_factory=set)
    """ARNs of those that are from the last time."""
    as_of: datetime | None = None
    """When the last time was."""
    pending: set[str] = field(default_factory=set)
    """Regions that have yet to answer."""
    answered: bool = False
    """Has a region told all?"""
    refused: dict[str, list[str]] = field(default_factory=dict)
    """Regions by the reason why they do not tell."""
    sorted_by: int | None = None
    """A column; `None` leaves regions in the order they were asked for."""
    reverse: bool = False

    def anew(self) -> Listing:
        """The same regions and order, and no clusters yet."""
        return Listing(self.regions, self.profiles, sorted_by=self.sorted_by, reverse=self.reverse)

    def remember(self, clusters: Iterable[Cluster], when: datetime) -> None:
        """Begin with the clusters of the last time."""
        self.found = {
            cluster.arn: cluster for cluster in clusters if cluster.endpoint.region in self.regions
        }
        self.stale, self.as_of = set(self.found), when

    def begin(self) -> None:
        """Every region is asked; what is known is from the last time now."""
        self.stale = set(self.found)
        self.refused.clear()
        self.pending = set(self.regions)

    def begin_again(self, region: str) -> None:
        """One region is asked, because something has changed there."""
        self.stale |= {arn for arn, one in self.found.items() if one.endpoint.region == region}
        self.refused = {
            reason: left
            for reason, where in self.refused.items()
            if (left := [other for other in where if other != region])
        }
        self.pending.add(region)

    def take(self, cluster: Cluster) -> None:
        """A region has told of a cluster."""
        self.found[cluster.arn] = cluster
        self.stale.discard(cluster.arn)

    def end(self, region: str, refusal: str | None = None) -> None:
        """A region has told all, and what it told of no more is gone; or it does not tell."""
        self.pending.discard(region)
        if refusal is not None:
            self.refused.setdefault(refusal, []).append(region)
            return
        self.answered = True
        for arn in [arn for arn in self.stale if self.found[arn].endpoint.region == region]:
            del self.found[arn]
            self.stale.discard(arn)

    def lines(self, wanted: str) -> list[Line]:
        """The lines that match what is typed: profiles first, then clusters."""
        words = wanted.lower().split()
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
        shown = [line for line in self._sorted(clusters) if line.matches(words)]
        return [line for line in saved if line.matches(words)] + shown

    def _sorted(self, lines: Sequence[Line]) -> list[Line]:
        column = self.sorted_by
        if column is None:
            order = {region: place for place, region in enumerate(self.regions)}
            return sorted(lines, key=lambda line: order.get(_region(line), len(order)))
        if COLUMNS[column] == "Age":
            return sorted(lines, key=_birth, reverse=not self.reverse)
        return sorted(lines, key=lambda line: line.cells()[column].lower(), reverse=self.reverse)


def _place(profile: Profile) -> tuple[str, str]:
    return profile.endpoint.identifier, profile.endpoint.region


def _region(line: Line) -> str:
    return line.cluster.endpoint.region if line.cluster else ""


def _birth(line: Line) -> datetime:
    assert line.cluster is not None
    return line.cluster.created or _NEVER


def told_of(listing: Listing, problems: Sequence[str]) -> list[str]:
    """What there is to say below the lines: of files, of regions, and of how old they are."""
    lines = list(problems)
    for reason, regions in listing.refused.items():
        lines.append(f"{told_regions(regions)}: {reason}")
    if untold := [one.untold for one in listing.found.values() if one.untold]:
        which = "1 cluster is" if len(untold) == 1 else f"{len(untold)} clusters are"
        lines.append(
            f"{which} known by identifier only, and can be connected to all the same: {untold[0]}"
        )
    if listing.stale and listing.as_of:
        lines.append(f"Dimmed: as of {listing.as_of.astimezone():%d %b %H:%M}, not told anew yet.")
    if listing.pending:
        lines.append(f"Listing clusters: {len(listing.pending)} regions have yet to answer.")
    elif listing.answered and not listing.found and not listing.refused:
        lines.append("No clusters in these regions. Type an endpoint, or list another region.")
    return lines
