"""The control plane, used through boto3."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import datetime, timezone

import boto3
import pytest

from dsql_tui.dsql.regions import REGIONS
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import boto, endpoint, fault


def list_clusters(ready: Ready, region: str, page: int = 100) -> list[str]:
    paginator = boto(ready, region).get_paginator("list_clusters")
    pages = paginator.paginate(PaginationConfig={"PageSize": page})
    return [cluster["identifier"] for answer in pages for cluster in answer["clusters"]]


@pytest.mark.parametrize("page", [1, 2, 100])
def test_every_region_lists_its_own_clusters_page_by_page(ready: Ready, page: int) -> None:
    for region in REGIONS:
        offered = [offer.identifier for offer in ready.clusters if offer.region == region]
        assert list_clusters(ready, region, page) == offered


def test_the_environment_is_all_that_boto3_needs(aws: Ready) -> None:
    clusters = boto3.client("dsql").list_clusters()["clusters"]
    assert clusters[0]["identifier"] == aws.clusters[0].identifier


def test_a_cluster_is_described_in_full(ready: Ready) -> None:
    at = endpoint(ready)
    cluster = boto(ready).get_cluster(identifier=at.identifier)
    assert cluster["arn"] == f"arn:aws:dsql:us-east-1:111122223333:cluster/{at.identifier}"
    assert cluster["endpoint"] == at.host
    assert cluster["status"] == "ACTIVE"
    assert cluster["creationTime"] == datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
    assert cluster["deletionProtectionEnabled"] is True
    assert cluster["tags"]["Name"] == "shop"
    assert cluster["encryptionDetails"]["encryptionStatus"] == "ENABLED"
    assert "multiRegionProperties" not in cluster


def test_peers_name_each_other_and_their_witness(ready: Ready) -> None:
    ends = [endpoint(ready, "ledger", region) for region in ("us-east-1", "us-east-2")]
    found = [boto(ready, at.region).get_cluster(identifier=at.identifier) for at in ends]
    assert {cluster["multiRegionProperties"]["witnessRegion"] for cluster in found} == {"us-west-2"}
    for cluster in found:
        assert set(cluster["multiRegionProperties"]["clusters"]) == {end["arn"] for end in found}


def test_the_samples_show_every_status(ready: Ready) -> None:
    staging = endpoint(ready, "staging")
    assert boto(ready).get_cluster(identifier=staging.identifier)["status"] == "CREATING"
    assert {offer.status for offer in ready.clusters} == {"ACTIVE", "IDLE", "CREATING"}


def test_a_cluster_is_unknown_outside_its_region(ready: Ready) -> None:
    get = boto(ready, "eu-west-1").get_cluster
    identifier = endpoint(ready).identifier
    assert fault(get, identifier=identifier) == (404, "ResourceNotFoundException")


def test_what_is_not_found_is_named(ready: Ready) -> None:
    client = boto(ready)
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.get_cluster(identifier="a" * 26)
    assert caught.value.response["resourceId"] == "a" * 26
    assert caught.value.response["resourceType"] == "cluster"


@pytest.mark.parametrize(
    "arguments", [{"nextToken": "?"}, {"nextToken": "eHl6"}, {"nextToken": "LTE="}]
)
def test_a_page_that_was_not_given_out_is_invalid(
    ready: Ready, arguments: dict[str, object]
) -> None:
    assert fault(boto(ready).list_clusters, **arguments) == (400, "ValidationException")


def test_an_unknown_operation_is_an_error(ready: Ready) -> None:
    client = boto(ready)

    def change_path(params: dict[str, str], **others: object) -> None:
        params["url"] += "-of-tomorrow"

    client.meta.events.register("before-call.dsql.ListClusters", change_path)
    assert fault(client.list_clusters) == (404, "UnknownOperationException")


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"access_key": "AKIDUNKNOWN"}, "UnrecognizedClientException"),
        ({"secret_key": "guessed"}, "InvalidSignatureException"),
    ],
)
def test_wrong_keys_are_refused(ready: Ready, keys: dict[str, str], code: str) -> None:
    assert fault(boto(ready, **keys).list_clusters) == (403, code)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "MissingAuthenticationTokenException"),
        ({"Authorization": "Bearer token"}, "MissingAuthenticationTokenException"),
        (
            {
                "Authorization": "AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request, "
                f"SignedHeaders=host, Signature={'0' * 64}"
            },
            "IncompleteSignatureException",
        ),
    ],
)
def test_an_unsigned_request_is_refused(ready: Ready, headers: dict[str, str], code: str) -> None:
    url = f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/cluster"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(url, headers=headers))
    with caught.value as answer:
        assert answer.status == 403
        assert answer.headers["x-amzn-ErrorType"] == code
        assert json.load(answer)["message"]
