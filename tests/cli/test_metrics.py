"""`dsql-tui metrics`: figures for people and for programs."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Command


def test_figures_for_people_and_for_programs(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("exec", "-c", "select 1")
    done = command("metrics")
    assert done.code == 0
    assert any("transactions" in line and "█" in line for line in done.data.splitlines())
    values = json.loads(command("metrics", "--last", "15m", "--format", "json").data)
    found = [row for row in values if row["metric"] == "transactions"]
    assert found
    assert all(row["value"] > 0 and row["time"].endswith("Z") for row in found)
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:9")
    denied = command("metrics")
    assert denied.code == 3
    assert "cloudwatch:GetMetricData" in denied.talk
