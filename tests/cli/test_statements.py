"""`dsql-tui statements`: those of all clients, and those of this computer."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.store import paths
from dsql_tui.store.history import History, Outcome, PastRun
from tests.cli.conftest import Command


def test_statements_of_all_clients(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command("exec", "-c", "select sku as listed from shop.products where price > 7")
    text = "select sku as listed from shop.products where price > $1"
    deadline = time.monotonic() + 10
    found: list[dict[str, Any]] = []
    while not found and time.monotonic() < deadline:
        done = command("statements", "--last", "15m", "--format", "json", "--by", "cpu")
        found = [row for row in json.loads(done.data) if row["statement"] == text]
    assert found[0]["seconds"] >= found[0]["cpu_seconds"] > 0
    assert text in command("statements").data
    refused = command("statements", "--by", "dpu")
    assert refused.code == 2
    assert "--history" in refused.talk
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:9")
    denied = command("statements")
    assert denied.code == 3
    assert "cloudwatch:ListMetrics" in denied.talk


def test_statements_of_this_computer(command: Command, aws: Ready) -> None:
    nothing = command("statements", "--history")
    assert "no statements of this cluster" in nothing.talk
    history = History(paths.data_folder() / "history.sqlite3")

    def add(text: str, message: str = "", **more: Any) -> None:
        outcome: Outcome = "failed" if message else "done"
        history.add(
            PastRun(1.0, aws.clusters[0].endpoint, "admin", text, 0.5, 1, outcome, message, **more)
        )

    for key in (1, 2):
        add(f"update t set a = {key}", "40001 change conflicts with another transaction (OC000)")
    add("explain (analyze, verbose) select a from t", dpu=0.25)
    add("select  a\nfrom t")
    add("select b", "42703 column “b” does not exist")
    rows = json.loads(command("statements", "--history", "--by", "dpu", "--format", "json").data)
    assert (rows[0]["statement"], rows[0]["dpu"], rows[0]["runs"]) == ("select a from t", 0.25, 2)
    rows = json.loads(
        command("statements", "--history", "--by", "conflicts", "--format", "json").data
    )
    assert [row["conflicts"] for row in rows] == [2, 0, 0]
    assert rows[0]["statement"] == "update t set a = $1"
