"""PrivateLink's names lead to the same clusters, and count as private."""

from __future__ import annotations

import json

import psycopg

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import boto, connect, endpoint, get_error, token
from tests.sandbox.test_policies_and_tags import OUTSIDE_A_VPC

SHARED = "vpce-0123456789abcdef0-abcdefgh.dsql-fnh4.us-east-1.vpce.amazonaws.com"


def private(fast: Ready) -> Endpoint:
    """Return the first cluster's name within a VPC."""
    at = endpoint(fast)
    answer = boto(fast).get_vpc_endpoint_service_name(identifier=at.identifier)
    return Endpoint(at.identifier, at.region, answer["clusterVpcEndpoint"])


def test_a_private_name_takes_a_token_of_its_own(fast: Ready) -> None:
    at = private(fast)
    with connect(fast, at) as session:
        assert session.execute("select 1").fetchone() == (1,)
    assert "access denied" in get_error(fast, at, password=token(fast))


def test_a_shared_name_needs_the_cluster_identifier(fast: Ready) -> None:
    at = endpoint(fast)
    shared = {"host": SHARED, "sslmode": "require", "sslrootcert": ""}
    named = {**shared, "options": f"-c amzn-cluster-id={at.identifier}"}
    with connect(fast, at, **named) as session:
        assert session.execute("select 1").fetchone() == (1,)
    assert "access denied" in get_error(fast, at, **shared)


def test_a_policy_that_keeps_the_internet_out_lets_private_ways_in(fast: Ready) -> None:
    at = endpoint(fast)
    policy = json.dumps(OUTSIDE_A_VPC)
    boto(fast).put_cluster_policy(identifier=at.identifier, policy=policy)
    try:
        assert "explicit deny" in get_error(fast, at)
        with connect(fast, private(fast)) as session:
            assert session.info.status == psycopg.pq.ConnStatus.OK
    finally:
        boto(fast).delete_cluster_policy(identifier=at.identifier)
