"""`dsql-tui limits`: quotas for people and for programs."""

from __future__ import annotations

import csv
import json

import pytest

from tests.cli.conftest import Command


def test_the_table_has_usage_limit_and_who_raises_it(command: Command) -> None:
    done = command("limits")
    assert done.code == 0
    lines = {line.split("  ")[0].split(" |")[0].strip(): line for line in done.data.splitlines()}
    tables = next(line for name, line in lines.items() if name.startswith("tables"))
    assert "1,000" in tables
    assert any("AWS Support" in line and "10,000" in line for line in lines.values())
    assert any("Service Quotas" in line for line in lines.values())
    assert "shop." in next(line for line in done.data.splitlines() if "columns of a table" in line)


def test_programs_get_numbers(command: Command) -> None:
    rows = json.loads(command("limits", "--format", "json").data)
    found = {row["quota"]: row for row in rows}
    assert found["schemas"]["used"] == 1
    assert found["schemas"]["limit"] == 10
    assert found["transaction"] | {"used": None, "unit": "seconds"} == found["transaction"]
    assert found["storage"]["page"].startswith("https://")
    assert found["tables"]["page"] is None
    again = list(csv.DictReader(command("limits", "--format", "csv").data.splitlines()))
    assert [row["quota"] for row in again] == [row["quota"] for row in rows]


def test_without_cloudwatch_the_rest_is_printed(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:9")
    done = command("limits")
    assert done.code == 0
    assert "tables" in done.data
    assert "Connections and storage are unknown" in done.talk


def test_a_role_that_cannot_connect_is_refused(command: Command) -> None:
    done = command("limits", "-U", "nobody")
    assert done.code == 3
    assert "access denied" in done.talk
