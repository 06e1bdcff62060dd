"""Clusters outlive a sandbox whose data lasts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from dsql_tui.sandbox.control import ledger
from dsql_tui.sandbox.control.samples import rejoined, samples
from dsql_tui.sandbox.failures import Unusable
from dsql_tui.sandbox.process import SandboxProcess
from tests.conftest import BRISK
from tests.sandbox.clients import boto, connect
from tests.sandbox.test_lifecycle import made

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / ledger.NAME
    places = samples(NOW)
    places[0] = replace(places[0], policy="{}", policy_version=3, metric_groups=("A",), key="k")
    assert ledger.load(file) is None
    ledger.save(file, places)
    assert ledger.load(file) == places
    assert [path.name for path in tmp_path.iterdir()] == [ledger.NAME]


def test_what_was_being_deleted_is_gone(tmp_path: Path) -> None:
    file = tmp_path / ledger.NAME
    places = samples(NOW)
    ledger.save(file, [places[0].described(status="DELETING"), *places[1:]])
    assert ledger.load(file) == places[1:]


@pytest.mark.parametrize("text", ["{", "[1]", "{}x", json.dumps([{"cluster": {}}])])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / ledger.NAME
    file.write_text(text)
    with pytest.raises(Unusable, match=r"clusters\.json cannot be read .* --fresh"):
        ledger.load(file)


def test_samples_are_as_at_first_and_the_first_is_always_there() -> None:
    shop, *others = samples(NOW)
    changed = [place.described(status="ACTIVE", tags={"mine": "1"}) for place in others]
    again = rejoined(changed, NOW)
    assert again[0] == shop
    statuses = [place.cluster.status for place in again]
    assert statuses == [place.cluster.status for place in (shop, *others)]
    assert {place.cluster.tags.get("mine") for place in again[1:]} == {"1"}


def test_a_cluster_and_its_data_are_there_again(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "data", command=BRISK) as first:
        at = made(first.ready)
        with connect(first.ready, at) as session:
            session.execute("create table kept (id int primary key)")
    with SandboxProcess(tmp_path / "data", command=BRISK) as second:
        assert boto(second.ready).get_cluster(identifier=at.identifier)["status"] == "ACTIVE"
        with connect(second.ready, at) as session:
            assert session.execute("select count(*) from kept").fetchone() == (0,)
    with SandboxProcess(tmp_path / "data", fresh=True, command=BRISK) as third:
        listed = boto(third.ready).list_clusters()["clusters"]
        assert at.identifier not in {cluster["identifier"] for cluster in listed}
