"""CloudFormation templates, as cfn-lint and a reader of YAML take them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from cfnlint.api import lint

from dsql_tui.dsql.changes import Wish
from dsql_tui.dsql.template import template

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
    "bare": Wish("eu-west-1"),
    "full": Wish("us-east-1", "shop", {"team": "a: b #c", "on": "yes"}, False, KEY, POLICY),
    "linked": Wish("us-east-1", "ledger", peer="us-east-2", witness="us-west-2"),
    "linked, full": Wish(
        "us-east-1", "ledger", {"team": "x"}, True, "alias/dsql", POLICY, "us-east-2", "us-west-2"
    ),
}


@pytest.mark.parametrize("name", WISHES)
def test_cfn_lint_finds_nothing_wrong(name: str) -> None:
    wish = WISHES[name]
    assert not linted(wish, template(wish))


def test_cfn_lint_would_find_something() -> None:
    wish = WISHES["full"]
    assert linted(wish, template(wish).replace("KmsEncryptionKey", "Key"))


def linted(wish: Wish, text: str) -> list[str]:
    """What cfn-lint says by its own defaults: errors and warnings, in the cluster's regions."""
    regions: Any = [region for region in (wish.region, wish.peer) if region]
    return [f"{found.rule.id} {found.message}" for found in lint(text, None, regions)]


def cluster(wish: Wish) -> dict[str, Any]:
    return yaml.safe_load(template(wish))["Resources"]["Cluster"]


def test_all_that_a_cluster_is_made_of_is_there() -> None:
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


def test_a_stack_that_goes_leaves_its_cluster() -> None:
    assert cluster(WISHES["bare"])["DeletionPolicy"] == "Retain"


@pytest.mark.parametrize("text", ["yes", "1", "null", "é 🦀 ", "a\"b\\c'd", "\x7f\x85\u2028\ufeff"])
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    properties = cluster(Wish("us-east-1", text))["Properties"]
    assert properties["Tags"][0]["Value"] == text


def test_a_multi_region_template_is_linked_by_its_parameter_alone() -> None:
    document = yaml.safe_load(template(WISHES["linked"]))
    assert document["Parameters"]["WitnessRegion"]["Default"] == "us-west-2"
    assert document["Parameters"]["Clusters"]["Default"] == ""
    lines = template(WISHES["linked"]).splitlines()
    assert sum("--region us-east-2" in line and line.startswith("#") for line in lines) == 3
