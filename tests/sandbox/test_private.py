"""PrivateLink's names lead to the same clusters, and count as private ways to them."""

from __future__ import annotations

import json

import psycopg

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import boto, connect, endpoint, refusal, token
from tests.sandbox.test_attachments import OUTSIDE_A_VPC

SHARED = "vpce-0123456789abcdef0-abcdefgh.dsql-fnh4.us-east-1.vpce.amazonaws.com"


def private(brisk: Ready) -> Endpoint:
    """The name of the first cluster within a VPC."""
    at = endpoint(brisk)
    answer = boto(brisk).get_vpc_endpoint_service_name(identifier=at.identifier)
    return Endpoint(at.identifier, at.region, answer["clusterVpcEndpoint"])


def test_a_private_name_takes_a_token_of_its_own(brisk: Ready) -> None:
    at = private(brisk)
    with connect(brisk, at) as session:
        assert session.execute("select 1").fetchone() == (1,)
    assert "access denied" in refusal(brisk, at, password=token(brisk))


def test_a_shared_name_needs_the_cluster_told(brisk: Ready) -> None:
    at = endpoint(brisk)
    shared = {"host": SHARED, "sslmode": "require", "sslrootcert": ""}
    named = {**shared, "options": f"-c amzn-cluster-id={at.identifier}"}
    with connect(brisk, at, **named) as session:
        assert session.execute("select 1").fetchone() == (1,)
    assert "access denied" in refusal(brisk, at, **shared)


def test_a_policy_that_keeps_the_internet_out_lets_private_ways_in(brisk: Ready) -> None:
    at = endpoint(brisk)
    policy = json.dumps(OUTSIDE_A_VPC)
    boto(brisk).put_cluster_policy(identifier=at.identifier, policy=policy)
    try:
        assert "explicit deny" in refusal(brisk, at)
        with connect(brisk, private(brisk)) as session:
            assert session.info.status == psycopg.pq.ConnStatus.OK
    finally:
        boto(brisk).delete_cluster_policy(identifier=at.identifier)
