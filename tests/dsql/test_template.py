"""CloudFormation templates, checked by cfn-lint and a YAML parser."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from cfnlint.api import lint

from dsql_tui.dsql.changes import ClusterSpec
from dsql_tui.dsql.template import render_template

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "dsql:DbConnect",
                "Resource": "*",
                "Condition": {"Null": {"aws:SourceVpc": "true"}},
            }
        ],
    }
)
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
WISHES = {
    "bare": ClusterSpec("eu-west-1"),
    "full": ClusterSpec("us-east-1", "shop", {"team": "a: b #c", "on": "yes"}, False, KEY, POLICY),
    "linked": ClusterSpec("us-east-1", "ledger", peer="us-east-2", witness="us-west-2"),
    "linked, full": ClusterSpec(
        "us-east-1", "ledger", {"team": "x"}, True, "alias/dsql", POLICY, "us-east-2", "us-west-2"
    ),
}


@pytest.mark.parametrize("name", WISHES)
def test_cfn_lint_accepts_the_templates(name: str) -> None:
    wish = WISHES[name]
    assert not run_cfn_lint(wish, render_template(wish))


def test_cfn_lint_refuses_a_wrong_template() -> None:
    wish = WISHES["full"]
    assert run_cfn_lint(wish, render_template(wish).replace("KmsEncryptionKey", "Key"))


def run_cfn_lint(wish: ClusterSpec, text: str) -> list[str]:
    """Return cfn-lint's errors and warnings for the cluster's regions."""
    regions: Any = [region for region in (wish.region, wish.peer) if region]
    return [f"{found.rule.id} {found.message}" for found in lint(text, None, regions)]


def cluster(wish: ClusterSpec) -> dict[str, Any]:
    template: dict[str, Any] = yaml.safe_load(render_template(wish))["Resources"]["Cluster"]
    return template


def test_template_has_all_properties() -> None:
    assert cluster(WISHES["full"])["Properties"] == {
        "DeletionProtectionEnabled": False,
        "KmsEncryptionKey": KEY,
        "PolicyDocument": POLICY,
        "Tags": [
            {"Key": "Name", "Value": "shop"},
            {"Key": "team", "Value": "a: b #c"},
            {"Key": "on", "Value": "yes"},
        ],
    }


def test_deleted_stack_keeps_its_cluster() -> None:
    assert cluster(WISHES["bare"])["DeletionPolicy"] == "Retain"


@pytest.mark.parametrize("text", ["yes", "1", "null", "é 🦀 ", "a\"b\\c'd", "\x7f\x85\u2028\ufeff"])
def test_any_text_round_trips(text: str) -> None:
    properties = cluster(ClusterSpec("us-east-1", text))["Properties"]
    assert properties["Tags"][0]["Value"] == text


def test_multi_region_template_is_linked_by_its_parameter() -> None:
    document = yaml.safe_load(render_template(WISHES["linked"]))
    assert document["Parameters"]["WitnessRegion"]["Default"] == "us-west-2"
    assert document["Parameters"]["Clusters"]["Default"] == ""
    lines = render_template(WISHES["linked"]).splitlines()
    assert sum("--region us-east-2" in line and line.startswith("#") for line in lines) == 3
