"""Clusters come, change and go, as boto3 and its waiters see it."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from dsql_tui.dsql.endpoint import Endpoint, endpoint_of
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import boto, connect, fault, refusal

QUICK = {"Delay": 0.05, "MaxAttempts": 100}
"""boto3's own waiters look every two seconds."""


def made(brisk: Ready, region: str = "us-east-1", **arguments: Any) -> Endpoint:
    """A new cluster, active and not protected."""
    client = boto(brisk, region)
    identifier = client.create_cluster(deletionProtectionEnabled=False, **arguments)["identifier"]
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    return endpoint_of(identifier, region)


def dropped(brisk: Ready, at: Endpoint) -> None:
    client = boto(brisk, at.region)
    client.delete_cluster(identifier=at.identifier)
    client.get_waiter("cluster_not_exists").wait(identifier=at.identifier, WaiterConfig=QUICK)


def status(brisk: Ready, at: Endpoint) -> str:
    return str(boto(brisk, at.region).get_cluster(identifier=at.identifier)["status"])


def test_a_new_cluster_becomes_active_and_is_empty(brisk: Ready) -> None:
    client = boto(brisk, "eu-west-2")
    created = client.create_cluster(tags={"Name": "fresh"}, deletionProtectionEnabled=False)
    at = endpoint_of(created["identifier"], "eu-west-2")
    assert (created["status"], created["endpoint"]) == ("CREATING", at.host)
    assert created["arn"] == f"arn:aws:dsql:eu-west-2:111122223333:cluster/{at.identifier}"
    assert "cluster is creating" in refusal(brisk, at)
    client.get_waiter("cluster_active").wait(identifier=at.identifier, WaiterConfig=QUICK)
    assert client.get_cluster(identifier=at.identifier)["tags"] == {"Name": "fresh"}
    with connect(brisk, at) as session:
        session.execute("create table kept (id int primary key)")
        assert session.execute("select count(*) from kept").fetchone() == (0,)
    dropped(brisk, at)


def test_a_deleted_cluster_is_gone_with_its_sessions(brisk: Ready) -> None:
    at = made(brisk)
    session = connect(brisk, at)
    answer = boto(brisk).delete_cluster(identifier=at.identifier)
    assert answer["status"] == "DELETING"
    assert "cluster is deleting" in refusal(brisk, at)
    waiter = boto(brisk).get_waiter("cluster_not_exists")
    waiter.wait(identifier=at.identifier, WaiterConfig=QUICK)
    with pytest.raises(psycopg.OperationalError):
        next(session.notifies(timeout=10), None)
    session.close()
    assert "access denied" in refusal(brisk, at)
    arguments = {"identifier": at.identifier}
    assert fault(boto(brisk).delete_cluster, **arguments) == (404, "ResourceNotFoundException")


def test_clusters_are_protected_unless_told_otherwise(brisk: Ready) -> None:
    client = boto(brisk)
    identifier = client.create_cluster()["identifier"]
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.delete_cluster(identifier=identifier)
    assert caught.value.response["reason"] == "deletionProtectionEnabled"
    answer = client.update_cluster(identifier=identifier, deletionProtectionEnabled=False)
    assert answer["status"] == "UPDATING"
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    assert client.get_cluster(identifier=identifier)["deletionProtectionEnabled"] is False
    dropped(brisk, endpoint_of(identifier, "us-east-1"))


def test_what_is_being_made_cannot_be_changed(brisk: Ready) -> None:
    client = boto(brisk)
    identifier = client.create_cluster(deletionProtectionEnabled=False)["identifier"]
    for change in (client.update_cluster, client.delete_cluster):
        with pytest.raises(client.exceptions.ConflictException) as caught:
            change(identifier=identifier)
        assert caught.value.response["resourceId"] == identifier
        assert caught.value.response["resourceType"] == "cluster"
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    dropped(brisk, endpoint_of(identifier, "us-east-1"))


def test_key_and_metric_groups_are_kept(brisk: Ready) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
    groups = [{"metricGroup": "STATEMENT_STATISTICS"}]
    at = made(brisk, kmsEncryptionKey="1234abcd")
    client = boto(brisk)
    client.update_cluster(identifier=at.identifier, metricGroups=groups)
    client.get_waiter("cluster_active").wait(identifier=at.identifier, WaiterConfig=QUICK)
    cluster = client.get_cluster(identifier=at.identifier)
    assert cluster["encryptionDetails"]["kmsKeyArn"] == key
    assert cluster["encryptionDetails"]["encryptionType"] == "CUSTOMER_MANAGED_KMS_KEY"
    assert cluster["metricGroups"] == groups
    client.update_cluster(identifier=at.identifier, kmsEncryptionKey="AWS_OWNED_KMS_KEY")
    details = client.get_cluster(identifier=at.identifier)["encryptionDetails"]
    assert details["encryptionType"] == "AWS_OWNED_KMS_KEY"
    client.get_waiter("cluster_active").wait(identifier=at.identifier, WaiterConfig=QUICK)
    dropped(brisk, at)


def test_a_client_token_that_is_repeated_creates_nothing_more(brisk: Ready) -> None:
    client, token = boto(brisk), str(uuid.uuid4())
    first = client.create_cluster(clientToken=token, deletionProtectionEnabled=False)
    again = client.create_cluster(clientToken=token, deletionProtectionEnabled=False)
    assert again["identifier"] == first["identifier"]
    other = {"clientToken": token, "deletionProtectionEnabled": True}
    assert fault(client.create_cluster, **other) == (409, "ConflictException")
    identifier = first["identifier"]
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=QUICK)
    dropped(brisk, endpoint_of(identifier, "us-east-1"))


def test_twenty_clusters_are_enough(brisk: Ready) -> None:
    client = boto(brisk, "ap-northeast-3")
    for _ in range(20):
        client.create_cluster()
    with pytest.raises(client.exceptions.ServiceQuotaExceededException) as caught:
        client.create_cluster()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 402
    assert caught.value.response["Error"]["Message"] == "You have reached the cluster limit."
    assert len(client.list_clusters()["clusters"]) == 20


def linked(brisk: Ready, witness: str = "us-west-2") -> list[Endpoint]:
    """Two clusters with a witness that do not know of each other yet."""
    found = []
    for region in ("us-east-1", "us-east-2"):
        created = boto(brisk, region).create_cluster(
            multiRegionProperties={"witnessRegion": witness}, deletionProtectionEnabled=False
        )
        assert created["status"] == "PENDING_SETUP"
        assert created["multiRegionProperties"]["clusters"] == [created["arn"]]
        found.append(endpoint_of(created["identifier"], region))
    return found


def arns(*ends: Endpoint) -> list[str]:
    return [f"arn:aws:dsql:{at.region}:111122223333:cluster/{at.identifier}" for at in ends]


def name_each_other(brisk: Ready, ends: list[Endpoint], witness: str = "us-west-2") -> None:
    for at in ends:
        properties = {"witnessRegion": witness, "clusters": arns(*ends)}
        client = boto(brisk, at.region)
        client.update_cluster(identifier=at.identifier, multiRegionProperties=properties)


def test_two_clusters_become_one_once_they_name_each_other(brisk: Ready) -> None:
    ends = linked(brisk)
    name_each_other(brisk, ends[:1])
    assert {status(brisk, at) for at in ends} == {"PENDING_SETUP"}
    assert "cluster is pending_setup" in refusal(brisk, ends[0])
    name_each_other(brisk, ends)
    for at in ends:
        client = boto(brisk, at.region)
        client.get_waiter("cluster_active").wait(identifier=at.identifier, WaiterConfig=QUICK)
        properties = client.get_cluster(identifier=at.identifier)["multiRegionProperties"]
        assert properties == {"witnessRegion": "us-west-2", "clusters": sorted(arns(*ends))}
    with connect(brisk, ends[0]) as session:
        session.execute("create table shared (id int primary key)")
    with connect(brisk, ends[1]) as session:
        assert session.execute("select count(*) from shared").fetchone() == (0,)


def test_one_end_waits_for_the_other_before_it_is_deleted(brisk: Ready) -> None:
    ends = linked(brisk)
    name_each_other(brisk, ends)
    for at in ends:
        waiter = boto(brisk, at.region).get_waiter("cluster_active")
        waiter.wait(identifier=at.identifier, WaiterConfig=QUICK)
    answer = boto(brisk, ends[0].region).delete_cluster(identifier=ends[0].identifier)
    assert answer["status"] == "PENDING_DELETE"
    assert [status(brisk, at) for at in ends] == ["PENDING_DELETE", "ACTIVE"]
    dropped(brisk, ends[1])
    waiter = boto(brisk, ends[0].region).get_waiter("cluster_not_exists")
    waiter.wait(identifier=ends[0].identifier, WaiterConfig=QUICK)


WRONG_PEERS = [
    ("the witness is here", {"witnessRegion": "us-east-1"}, "ValidationException"),
    ("no witness", {"clusters": []}, "ValidationException"),
    (
        "no such peer",
        {"witnessRegion": "us-west-2", "clusters": arns(endpoint_of("a" * 26, "us-east-2"))},
        "ResourceNotFoundException",
    ),
]


@pytest.mark.parametrize(
    ("name", "properties", "code"), WRONG_PEERS, ids=[name for name, *_ in WRONG_PEERS]
)
def test_wrong_peers_are_refused(
    brisk: Ready, name: str, properties: dict[str, Any], code: str
) -> None:
    client = boto(brisk)
    with pytest.raises(ClientError) as caught:
        client.create_cluster(multiRegionProperties=properties)
    assert caught.value.response["Error"]["Code"] == code


def test_a_private_endpoint_has_names_of_its_own(brisk: Ready) -> None:
    identifier = brisk.clusters[0].identifier
    answer = boto(brisk).get_vpc_endpoint_service_name(identifier=identifier)
    assert answer["serviceName"] == "com.amazonaws.us-east-1.dsql-fnh4"
    assert answer["clusterVpcEndpoint"] == f"{identifier}.dsql-fnh4.us-east-1.on.aws"
