"""The clusters of a sandbox whose data lasts, kept in a file beside the data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import parse_host
from dsql_tui.sandbox.failures import Unusable
from dsql_tui.sandbox.world.clusters import Place

NAME = "clusters.json"


def save(file: Path, places: Sequence[Place]) -> None:
    """Write them all, whole or not at all."""
    making = file.with_suffix(".new")
    making.write_text(json.dumps([_written(place) for place in places], indent=2) + "\n")
    making.chmod(0o600)
    making.replace(file)


def load(file: Path) -> list[Place] | None:
    """Read them; `None` where nothing was saved yet. What was being deleted is gone.

    Raises:
        Unusable: the file is not what was written.
    """
    try:
        text = file.read_text()
    except FileNotFoundError:
        return None
    try:
        places = [_read(entry) for entry in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Unusable(
            f"{file} cannot be read ({problem!r}): "
            "begin anew with --fresh, or use another directory."
        ) from problem
    return [place for place in places if place.cluster.status != "DELETING"]


def _written(place: Place) -> dict[str, Any]:
    entry = asdict(place)
    del entry["waking"]
    entry["cluster"]["endpoint"] = place.cluster.endpoint.host
    assert place.cluster.created is not None  # the sandbox knows all of its clusters
    entry["cluster"]["created"] = place.cluster.created.isoformat()
    return entry


def _read(entry: dict[str, Any]) -> Place:
    told = entry.pop("cluster")
    endpoint = parse_host(told.pop("endpoint"))
    if endpoint is None:
        raise ValueError("no endpoint")
    created = datetime.fromisoformat(told.pop("created"))
    peers = tuple(told.pop("peers"))
    cluster = Cluster(endpoint=endpoint, created=created, peers=peers, **told)
    return Place(cluster, metric_groups=tuple(entry.pop("metric_groups")), **entry)
