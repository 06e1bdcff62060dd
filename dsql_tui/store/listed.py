"""The clusters that were listed last, to have something to show while AWS is asked again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import parse_target
from dsql_tui.store import places
from dsql_tui.store.editing import Unusable, change, read_text


class Listed(NamedTuple):
    """A list of clusters, and when it was true; `None` where there is none."""

    when: datetime | None
    clusters: tuple[Cluster, ...]


def listed_file() -> Path:
    """Where the lists are kept, one for each AWS profile."""
    return places.data() / "clusters.json"


def read_listed(aws_profile: str | None, path: Path | None = None) -> Listed:
    """The list that was made last with an AWS profile; whatever cannot be read is none."""
    try:
        kept = json.loads(read_text(path or listed_file()))[aws_profile or ""]
        when = datetime.fromisoformat(kept["when"])
        return Listed(when, tuple(_cluster(fields) for fields in kept["clusters"]))
    except (Unusable, ValueError, LookupError, TypeError):
        return Listed(None, ())


def write_listed(
    aws_profile: str | None, clusters: Iterable[Cluster], when: datetime, path: Path | None = None
) -> None:
    """Keep a list for the next time.

    Raises:
        Unusable: the file cannot be written.
    """
    fields = {"when": when.isoformat(), "clusters": [_fields(cluster) for cluster in clusters]}

    def put(text: str) -> str:
        return json.dumps({**_lists(text), (aws_profile or ""): fields})

    change(path or listed_file(), put)


def _lists(text: str) -> dict[str, Any]:
    try:
        lists = json.loads(text)
    except ValueError:
        return {}
    return lists if isinstance(lists, dict) else {}


def _fields(cluster: Cluster) -> dict[str, Any]:
    return {
        "arn": cluster.arn,
        "host": cluster.endpoint.host,
        "status": cluster.status,
        "created": cluster.created and cluster.created.isoformat(),
        "protected": cluster.protected,
        "tags": cluster.tags,
        "peers": cluster.peers,
        "witness": cluster.witness,
    }


def _cluster(fields: dict[str, Any]) -> Cluster:
    return Cluster(
        arn=fields["arn"],
        endpoint=parse_target(fields["host"]),
        status=fields["status"],
        created=datetime.fromisoformat(fields["created"]) if fields["created"] else None,
        protected=fields["protected"],
        tags=fields["tags"],
        peers=tuple(fields["peers"]),
        witness=fields["witness"],
    )
