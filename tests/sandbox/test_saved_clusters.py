"""Clusters of a sandbox with a data folder outlast it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from dsql_tui.sandbox.control import saved_clusters
from dsql_tui.sandbox.control.sample_clusters import create_samples, merge_samples
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.start_errors import InvalidOption
from tests.conftest import FAST_COMMAND
from tests.sandbox.clients import boto, connect
from tests.sandbox.test_lifecycle import create

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / saved_clusters.FILE_NAME
    places = create_samples(NOW)
    places[0] = replace(places[0], policy="{}", policy_version=3, metric_groups=("A",), key="k")
    assert saved_clusters.load(file) is None
    saved_clusters.save(file, places)
    assert saved_clusters.load(file) == places
    assert [path.name for path in tmp_path.iterdir()] == [saved_clusters.FILE_NAME]


def test_what_was_being_deleted_is_gone(tmp_path: Path) -> None:
    file = tmp_path / saved_clusters.FILE_NAME
    places = create_samples(NOW)
    saved_clusters.save(file, [places[0].with_cluster(status="DELETING"), *places[1:]])
    assert saved_clusters.load(file) == places[1:]


@pytest.mark.parametrize("text", ["{", "[1]", "{}x", json.dumps([{"cluster": {}}])])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / saved_clusters.FILE_NAME
    file.write_text(text)
    with pytest.raises(InvalidOption, match=r"clusters\.json cannot be read .* --fresh"):
        saved_clusters.load(file)


def test_samples_are_as_at_first_and_the_first_is_always_there() -> None:
    shop, *others = create_samples(NOW)
    changed = [place.with_cluster(status="ACTIVE", tags={"mine": "1"}) for place in others]
    again = merge_samples(changed, NOW)
    assert again[0] == shop
    statuses = [place.cluster.status for place in again]
    assert statuses == [place.cluster.status for place in (shop, *others)]
    assert {place.cluster.tags.get("mine") for place in again[1:]} == {"1"}


def test_a_cluster_and_its_data_are_there_again(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "data", command=FAST_COMMAND) as first:
        at = create(first.ready)
        with connect(first.ready, at) as session:
            session.execute("create table kept (id int primary key)")
    with SandboxProcess(tmp_path / "data", command=FAST_COMMAND) as second:
        assert boto(second.ready).get_cluster(identifier=at.identifier)["status"] == "ACTIVE"
        with connect(second.ready, at) as session:
            assert session.execute("select count(*) from kept").fetchone() == (0,)
    with SandboxProcess(tmp_path / "data", fresh=True, command=FAST_COMMAND) as third:
        listed = boto(third.ready).list_clusters()["clusters"]
        assert at.identifier not in {cluster["identifier"] for cluster in listed}
