"""Clusters are created, changed and deleted, as boto3 and its waiters see it."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from dsql_tui.dsql.endpoint import Endpoint, public_endpoint
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import arm, boto, connect, endpoint, fault, get_error

QUICK = {"Delay": 0.05, "MaxAttempts": 100}
"""boto3's own waiters look every two seconds."""


def create(fast: Ready, region: str = "us-east-1", **arguments: Any) -> Endpoint:
    """Create a cluster, active and not protected."""
    client = boto(fast, region)
    identifier = client.create_cluster(deletionProtectionEnabled=False, **arguments)["identifier"]
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    return public_endpoint(identifier, region)


def delete(fast: Ready, at: Endpoint) -> None:
    client = boto(fast, at.region)
    client.delete_cluster(identifier=at.identifier)
    client.get_waiter("cluster_not_exists").wait(identifier=at.identifier, WaiterConfig=QUICK)


def status(fast: Ready, at: Endpoint) -> str:
    return str(boto(fast, at.region).get_cluster(identifier=at.identifier)["status"])


def test_a_new_cluster_becomes_active_and_is_empty(fast: Ready) -> None:
    client = boto(fast, "eu-west-2")
    created = client.create_cluster(tags={"Name": "fresh"}, deletionProtectionEnabled=False)
    at = public_endpoint(created["identifier"], "eu-west-2")
    assert (created["status"], created["endpoint"]) == ("CREATING", at.host)
    assert created["arn"] == f"arn:aws:dsql:eu-west-2:111122223333:cluster/{at.identifier}"
    client.get_waiter("cluster_active").wait(identifier=at.identifier, WaiterConfig=QUICK)
    assert client.get_cluster(identifier=at.identifier)["tags"] == {"Name": "fresh"}
    with connect(fast, at) as session:
        session.execute("create table kept (id int primary key)")
        assert session.execute("select count(*) from kept").fetchone() == (0,)
    delete(fast, at)


def test_a_deleted_cluster_is_gone_with_its_sessions(fast: Ready) -> None:
    at = create(fast)
    session = connect(fast, at)
    answer = boto(fast).delete_cluster(identifier=at.identifier)
    assert answer["status"] == "DELETING"
    waiter = boto(fast).get_waiter("cluster_not_exists")
    waiter.wait(identifier=at.identifier, WaiterConfig=QUICK)
    with pytest.raises(psycopg.OperationalError):
        next(session.notifies(timeout=10), None)
    session.close()
    assert "access denied" in get_error(fast, at)
    arguments = {"identifier": at.identifier}
    assert fault(boto(fast).delete_cluster, **arguments) == (
        404,
        "ResourceNotFoundException",
    )


def test_a_cluster_that_is_being_deleted_rejects_sessions(fast: Ready) -> None:
    at = create(fast, "eu-west-3")
    arm(fast, status_delay=60)
    boto(fast, at.region).delete_cluster(identifier=at.identifier)
    arm(fast, status_delay=0.2)
    assert "cluster is deleting" in get_error(fast, at)


def test_clusters_are_protected_by_default(fast: Ready) -> None:
    client = boto(fast)
    identifier = client.create_cluster()["identifier"]
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.delete_cluster(identifier=identifier)
    assert caught.value.response["reason"] == "deletionProtectionEnabled"
    answer = client.update_cluster(identifier=identifier, deletionProtectionEnabled=False)
    assert answer["status"] == "UPDATING"
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    assert client.get_cluster(identifier=identifier)["deletionProtectionEnabled"] is False
    delete(fast, public_endpoint(identifier, "us-east-1"))


def test_a_cluster_can_be_deleted_right_after_its_protection(fast: Ready) -> None:
    client = boto(fast)
    made = client.create_cluster(deletionProtectionEnabled=True)
    client.get_waiter("cluster_active").wait(identifier=made["identifier"], WaiterConfig=QUICK)
    client.update_cluster(identifier=made["identifier"], deletionProtectionEnabled=False)
    assert client.delete_cluster(identifier=made["identifier"])["status"] == "DELETING"
    client.get_waiter("cluster_not_exists").wait(identifier=made["identifier"], WaiterConfig=QUICK)


def test_what_is_being_made_cannot_be_changed(fast: Ready) -> None:
    client = boto(fast)
    identifier = endpoint(fast, "staging").identifier
    for change in (client.update_cluster, client.delete_cluster):
        with pytest.raises(client.exceptions.ConflictException) as caught:
            change(identifier=identifier)
        assert caught.value.response["resourceId"] == identifier
        assert caught.value.response["resourceType"] == "cluster"


def test_key_and_metric_groups_are_kept(fast: Ready) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
    groups = [{"metricGroup": "STATEMENT_STATISTICS"}]
    at = create(fast, kmsEncryptionKey="1234abcd")
    client = boto(fast)
    assert client.get_cluster(identifier=at.identifier)["metricGroups"] == []
    twice = {"identifier": at.identifier, "metricGroups": groups * 2}
    assert fault(client.update_cluster, **twice) == (400, "ValidationException")
    client.update_cluster(identifier=at.identifier, metricGroups=groups)
    client.get_waiter("cluster_active").wait(identifier=at.identifier, WaiterConfig=QUICK)
    cluster = client.get_cluster(identifier=at.identifier)
    assert cluster["encryptionDetails"]["kmsKeyArn"] == key
    assert cluster["encryptionDetails"]["encryptionType"] == "CUSTOMER_MANAGED_KMS_KEY"
    assert cluster["metricGroups"] == groups
    key_and_groups = {"kmsEncryptionKey": "AWS_OWNED_KMS_KEY", "metricGroups": []}
    client.update_cluster(identifier=at.identifier, **key_and_groups)
    cluster = client.get_cluster(identifier=at.identifier)
    assert cluster["encryptionDetails"]["encryptionType"] == "AWS_OWNED_KMS_KEY"
    assert cluster["metricGroups"] == []
    client.get_waiter("cluster_active").wait(identifier=at.identifier, WaiterConfig=QUICK)
    delete(fast, at)


def test_a_client_token_that_is_repeated_creates_nothing_more(fast: Ready) -> None:
    client, token = boto(fast), str(uuid.uuid4())
    first = client.create_cluster(clientToken=token, deletionProtectionEnabled=False)
    again = client.create_cluster(clientToken=token, deletionProtectionEnabled=False)
    assert again["identifier"] == first["identifier"]
    other = {"clientToken": token, "deletionProtectionEnabled": True}
    assert fault(client.create_cluster, **other) == (409, "ConflictException")
    identifier = first["identifier"]
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    delete(fast, public_endpoint(identifier, "us-east-1"))


def test_twenty_clusters_are_enough(fast: Ready) -> None:
    client = boto(fast, "ap-northeast-3")
    for _ in range(20):
        client.create_cluster()
    with pytest.raises(client.exceptions.ServiceQuotaExceededException) as caught:
        client.create_cluster()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 402
    assert caught.value.response["Error"]["Message"] == "You have reached the cluster limit."
    assert len(client.list_clusters()["clusters"]) == 20


def create_multi_region(fast: Ready, witness: str = "us-west-2") -> list[Endpoint]:
    """Create two clusters with a witness, not linked yet."""
    found = []
    for region in ("us-east-1", "us-east-2"):
        created = boto(fast, region).create_cluster(
            multiRegionProperties={"witnessRegion": witness}, deletionProtectionEnabled=False
        )
        assert created["status"] == "PENDING_SETUP"
        assert created["multiRegionProperties"]["clusters"] == [created["arn"]]
        found.append(public_endpoint(created["identifier"], region))
    return found


def arns(*ends: Endpoint) -> list[str]:
    return [f"arn:aws:dsql:{at.region}:111122223333:cluster/{at.identifier}" for at in ends]


def name_each_other(fast: Ready, ends: list[Endpoint], witness: str = "us-west-2") -> None:
    for at in ends:
        properties = {"witnessRegion": witness, "clusters": arns(*ends)}
        client = boto(fast, at.region)
        client.update_cluster(identifier=at.identifier, multiRegionProperties=properties)


def test_two_clusters_become_one_once_they_name_each_other(fast: Ready) -> None:
    ends = create_multi_region(fast)
    name_each_other(fast, ends[:1])
    assert {status(fast, at) for at in ends} == {"PENDING_SETUP"}
    assert "cluster is pending_setup" in get_error(fast, ends[0])
    name_each_other(fast, ends)
    for at in ends:
        client = boto(fast, at.region)
        client.get_waiter("cluster_active").wait(identifier=at.identifier, WaiterConfig=QUICK)
        properties = client.get_cluster(identifier=at.identifier)["multiRegionProperties"]
        assert properties == {"witnessRegion": "us-west-2", "clusters": sorted(arns(*ends))}
    with connect(fast, ends[0]) as session:
        session.execute("create table shared (id int primary key)")
    with connect(fast, ends[1]) as session:
        assert session.execute("select count(*) from shared").fetchone() == (0,)


def test_a_peer_waits_for_the_other_before_it_is_deleted(fast: Ready) -> None:
    ends = create_multi_region(fast)
    name_each_other(fast, ends)
    for at in ends:
        waiter = boto(fast, at.region).get_waiter("cluster_active")
        waiter.wait(identifier=at.identifier, WaiterConfig=QUICK)
    answer = boto(fast, ends[0].region).delete_cluster(identifier=ends[0].identifier)
    assert answer["status"] == "PENDING_DELETE"
    assert [status(fast, at) for at in ends] == ["PENDING_DELETE", "ACTIVE"]
    delete(fast, ends[1])
    waiter = boto(fast, ends[0].region).get_waiter("cluster_not_exists")
    waiter.wait(identifier=ends[0].identifier, WaiterConfig=QUICK)


WRONG_PEERS = [
    ("the witness is here", {"witnessRegion": "us-east-1"}, "ValidationException"),
    ("no witness", {"clusters": []}, "ValidationException"),
    (
        "no such peer",
        {"witnessRegion": "us-west-2", "clusters": arns(public_endpoint("a" * 26, "us-east-2"))},
        "ResourceNotFoundException",
    ),
]


@pytest.mark.parametrize(
    ("name", "properties", "code"), WRONG_PEERS, ids=[name for name, *_ in WRONG_PEERS]
)
def test_wrong_peers_are_refused(
    fast: Ready, name: str, properties: dict[str, Any], code: str
) -> None:
    client = boto(fast)
    with pytest.raises(ClientError) as caught:
        client.create_cluster(multiRegionProperties=properties)
    assert caught.value.response["Error"]["Code"] == code


def test_a_private_endpoint_has_names_of_its_own(fast: Ready) -> None:
    identifier = fast.clusters[0].identifier
    answer = boto(fast).get_vpc_endpoint_service_name(identifier=identifier)
    assert answer["serviceName"] == "com.amazonaws.us-east-1.dsql-fnh4"
    assert answer["clusterVpcEndpoint"] == f"{identifier}.dsql-fnh4.us-east-1.on.aws"
