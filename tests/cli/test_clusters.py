"""`dsql-tui clusters` over the sandbox's control plane."""

from __future__ import annotations

import csv
import io
import json

import pytest

from dsql_tui.cli.clusters import run
from dsql_tui.cli.options import DONE, NOT_CONNECTED, UsageError
from dsql_tui.sandbox.ready import Ready

HOME = ["--region", "us-east-1", "--region", "us-east-2"]


def test_json_has_an_object_for_each_cluster(aws: Ready, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([*HOME, "--format", "jsonl"]) == DONE
    found = {(one["name"], one["region"]): one for one in map(json.loads, lines(capfd))}
    shop, ledger = found["shop", "us-east-1"], found["ledger", "us-east-2"]
    assert shop["endpoint"] == aws.clusters[0].endpoint
    assert (shop["protected"], shop["tags"]["Name"], shop["peers"]) == (True, "shop", [])
    assert ledger["witness"] == "us-west-2"
    assert ledger["peers"] == [found["ledger", "us-east-1"]["arn"]]
    order = [("us-east-1", name) for name in ("ledger", "shop", "staging")]
    assert [(one["region"], one["name"]) for one in found.values()] == [
        *order,
        ("us-east-2", "ledger"),
    ]


def test_other_formats_have_the_same_rows(aws: Ready, capfd: pytest.CaptureFixture[str]) -> None:
    run([*HOME, "--format", "json"])
    array = json.loads("\n".join(lines(capfd)))
    run([*HOME, "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO("\n".join(lines(capfd)))))
    assert {one["identifier"] for one in array} == {row["identifier"] for row in rows}
    run(HOME)
    table = lines(capfd)
    assert table[0].split()[:2] == ["name", "|"]
    assert len(table) == len(rows) + 2


def test_failing_region_is_reported_and_others_are_listed(
    aws: Ready, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in aws.identities["newcomer"].items():
        monkeypatch.setenv(name, value)
    assert run([*HOME, "--format", "json"]) == NOT_CONNECTED
    told = capfd.readouterr()
    assert json.loads(told.out) == []
    assert {"us-east-1", "us-east-2"} < set(told.err.replace(",", " ").replace(":", " ").split())
    assert "dsql:ListClusters" in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_invalid_region_is_refused() -> None:
    with pytest.raises(UsageError, match="“mars” is not a region"):
        run(["--region", "mars"])


def lines(capfd: pytest.CaptureFixture[str]) -> list[str]:
    return capfd.readouterr().out.splitlines()
