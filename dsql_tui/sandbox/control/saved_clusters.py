"""The clusters of a sandbox with a data folder, saved in a file there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import parse_host
from dsql_tui.sandbox.start_errors import InvalidOption
from dsql_tui.sandbox.state.clusters import ClusterRecord

FILE_NAME = "clusters.json"


def save(file: Path, records: Sequence[ClusterRecord]) -> None:
    """Write all clusters, atomically."""
    making = file.with_suffix(".new")
    making.write_text(json.dumps([_to_json(record) for record in records], indent=2) + "\n")
    making.chmod(0o600)
    making.replace(file)


def load(file: Path) -> list[ClusterRecord] | None:
    """Read the clusters, without those being deleted; `None` if nothing was saved yet.

    Raises:
        InvalidOption: the file is damaged.
    """
    try:
        text = file.read_text()
    except FileNotFoundError:
        return None
    try:
        records = [_from_json(entry) for entry in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise InvalidOption(
            f"{file} cannot be read ({problem!r}). Reset it with --fresh, or use another folder."
        ) from problem
    return [record for record in records if record.cluster.status != "DELETING"]


def _to_json(record: ClusterRecord) -> dict[str, Any]:
    entry = asdict(record)
    del entry["waking"]
    entry["cluster"]["endpoint"] = record.cluster.endpoint.host
    assert record.cluster.created is not None  # the sandbox knows when its clusters were created
    entry["cluster"]["created"] = record.cluster.created.isoformat()
    return entry


def _from_json(entry: dict[str, Any]) -> ClusterRecord:
    fields = entry.pop("cluster")
    endpoint = parse_host(fields.pop("endpoint"))
    if endpoint is None:
        raise ValueError("no endpoint")
    created = datetime.fromisoformat(fields.pop("created"))
    peers = tuple(fields.pop("peers"))
    cluster = Cluster(endpoint=endpoint, created=created, peers=peers, **fields)
    return ClusterRecord(cluster, metric_groups=tuple(entry.pop("metric_groups")), **entry)
