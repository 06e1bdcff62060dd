"""The list of clusters from the last time, shown until AWS answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import parse_target
from dsql_tui.store import paths
from dsql_tui.store.check_types import check_text, check_text_map, check_texts
from dsql_tui.store.edit_file import FileError, edit_file, read_text


class CachedClusters(NamedTuple):
    """A list of clusters with the time of the answer, `None` without one."""

    when: datetime | None
    clusters: tuple[Cluster, ...]


def cluster_cache_file() -> Path:
    """Return the file of the lists, one for each AWS profile."""
    return paths.data_folder() / "clusters.json"


def read_clusters(aws_profile: str | None, path: Path | None = None) -> CachedClusters:
    """Return the last list for an AWS profile; an empty one if it is unreadable."""
    try:
        saved = json.loads(read_text(path or cluster_cache_file()))[aws_profile or ""]
        when = datetime.fromisoformat(saved["when"])
        return CachedClusters(when, tuple(_from_fields(fields) for fields in saved["clusters"]))
    except (FileError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return CachedClusters(None, ())


def write_clusters(
    aws_profile: str | None, clusters: Iterable[Cluster], when: datetime, path: Path | None = None
) -> None:
    """Save a list of clusters.

    Raises:
        FileError: The file cannot be written.
    """
    fields = {"when": when.isoformat(), "clusters": [_to_fields(cluster) for cluster in clusters]}

    def put(text: str) -> str:
        return json.dumps({**_parse_lists(text), (aws_profile or ""): fields})

    edit_file(path or cluster_cache_file(), put, discard_unreadable=True)


def _parse_lists(text: str) -> dict[str, Any]:
    try:
        lists = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return lists if isinstance(lists, dict) else {}


def _to_fields(cluster: Cluster) -> dict[str, Any]:
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


def _from_fields(fields: dict[str, Any]) -> Cluster:
    created, protected, witness = fields["created"], fields["protected"], fields["witness"]
    return Cluster(
        arn=check_text(fields["arn"]),
        endpoint=parse_target(check_text(fields["host"])),
        status=check_text(fields["status"]),
        created=datetime.fromisoformat(created) if created else None,
        protected=protected if protected is None else bool(protected),
        tags=check_text_map(fields["tags"]),
        peers=check_texts(fields["peers"]),
        witness=witness if witness is None else check_text(witness),
    )
