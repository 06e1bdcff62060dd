"""The load that statements put on a cluster, as Aurora DSQL samples it for all clients.

Once a second, Aurora DSQL looks which statement each session with an open transaction runs, and
what it waits for. CloudWatch gets the average number of these sessions once a minute, as an
OpenTelemetry metric that PromQL reads.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/dsql-db-insights.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

METRIC = "db.active_sessions.avg"
"""The average number of sessions with an open transaction, in a minute."""
CLUSTER = "@resource.aws.auroradsql.cluster_id"
QUERY_ID = "db.query.id"
"""The fingerprint of a normalized statement; EXPLAIN calls it Query Identifier."""
TEXT = "db.query.normalized_text"
"""The beginning of a statement, without its values."""
MAX_TEXT = 256
"""Characters of a statement that are kept."""
WAIT = "db.wait.event"
SAMPLE_SECONDS = 60
"""A value stands for a minute."""
MAX_STATEMENTS = 40
"""Statements that are read; with 11 wait events each, an answer has fewer series than 500."""

Labels = Mapping[str, str]


class WaitGroup(NamedTuple):
    """Wait events that are shown together, and sorted by."""

    key: str
    title: str
    events: tuple[str, ...]
    """Their names in CloudWatch; all if there are none."""


TIME = WaitGroup("time", "time", ())
GROUPS = (
    WaitGroup("cpu", "CPU", ("OnCpu",)),
    WaitGroup(
        "reads",
        "reads",
        (
            "SequentialScanRead",
            "ScatteredBatchRead",
            "SingleRead",
            "UniqueConstraintCheck",
            "FkExistenceCheck",
        ),
    ),
    WaitGroup("commit", "commit", ("Commit",)),
    WaitGroup("idle", "idle in transaction", ("ClientRead",)),
)
ORDERS = (TIME, *GROUPS)
"""The figures that statements can be sorted by."""


class StatementLoad(NamedTuple):
    """The load of a statement in a time."""

    identifier: str
    text: str
    waits: Mapping[str, float]
    """By wait event: the seconds of all sessions together."""

    @property
    def seconds(self) -> float:
        """The seconds that all sessions together spent in it."""
        return sum(self.waits.values())

    def sum_group(self, group: WaitGroup) -> float:
        """Return the seconds of some wait events."""
        if not group.events:
            return self.seconds
        return sum(self.waits.get(event, 0.0) for event in group.events)


class ClusterLoad(NamedTuple):
    """The statements with the most load in a time, and the load of all."""

    statements: tuple[StatementLoad, ...]
    seconds: float
    """The seconds of all sessions in all statements."""


def write_top_query(cluster: str, seconds: int, order: WaitGroup) -> str:
    """Return the PromQL for the statements with the most load, with their texts."""
    matchers = {WAIT: "|".join(order.events)} if order.events else {}
    summed = write_sum((QUERY_ID, TEXT), cluster, seconds, matchers)
    return f"topk({MAX_STATEMENTS}, {summed})"


def write_waits_query(cluster: str, seconds: int, identifiers: Iterable[str]) -> str:
    """Return the PromQL for the load of some statements, by wait event."""
    return write_sum((QUERY_ID, WAIT), cluster, seconds, {QUERY_ID: "|".join(identifiers)})


def write_sum(
    labels: Iterable[str], cluster: str, seconds: int, matchers: Mapping[str, str] | None = None
) -> str:
    """Return the PromQL that adds up the samples of a time until now.

    Args:
        labels: Each combination of their values gets a sum.
        cluster: The identifier of the cluster.
        seconds: The time; at most a day, the most that CloudWatch scans.
        matchers: By label: a regular expression for its value.
    """
    chosen = [_quote(METRIC), f"{_quote(CLUSTER)}={_quote(cluster)}"]
    chosen += [f"{_quote(name)}=~{_quote(value)}" for name, value in (matchers or {}).items()]
    grouped = ", ".join(map(_quote, labels))
    by = f" by ({grouped})" if grouped else ""
    return f"sum{by} (sum_over_time({{{', '.join(chosen)}}}[{seconds}s]))"


def build_load(
    top: Iterable[tuple[Labels, float]],
    waits: Iterable[tuple[Labels, float]],
    total: Iterable[tuple[Labels, float]],
    order: WaitGroup,
) -> ClusterLoad:
    """Return the load from the answers to the three queries, sorted."""
    texts = {labels.get(QUERY_ID, ""): labels.get(TEXT, "") for labels, _ in top}
    found: dict[str, dict[str, float]] = {identifier: {} for identifier in texts}
    for labels, value in waits:
        if (identifier := labels.get(QUERY_ID, "")) in found:
            events = found[identifier]
            event = labels.get(WAIT, "")
            events[event] = events.get(event, 0.0) + value * SAMPLE_SECONDS
    statements = [StatementLoad(each, texts[each], events) for each, events in found.items()]
    statements.sort(key=lambda each: (-each.sum_group(order), -each.seconds))
    return ClusterLoad(tuple(statements), sum(value for _, value in total) * SAMPLE_SECONDS)


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
