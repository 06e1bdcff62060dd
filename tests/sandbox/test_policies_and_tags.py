"""A cluster's policy and tags, through boto3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import boto, connect, endpoint, fault, get_error

EVERYTHING: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "dsql:*"},
    ],
}
OUTSIDE_A_VPC: dict[str, Any] = {
    "Statement": {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": ["dsql:DbConnect", "dsql:DbConnectAdmin"],
        "Resource": "*",
        "Condition": {"Null": {"aws:SourceVpc": "true"}},
    }
}
"""AWS's example of a policy that keeps the public internet out."""


@pytest.fixture
def identifier(fast: Ready) -> Iterator[str]:
    """A cluster without a policy, before and after."""
    identifier = endpoint(fast).identifier
    yield identifier
    client = boto(fast)
    try:
        client.delete_cluster_policy(identifier=identifier)
    except client.exceptions.ResourceNotFoundException:
        return


def test_a_policy_is_put_got_and_deleted(fast: Ready, identifier: str) -> None:
    client, document = boto(fast), json.dumps(EVERYTHING)
    version = client.put_cluster_policy(identifier=identifier, policy=document)["policyVersion"]
    got = client.get_cluster_policy(identifier=identifier)
    assert (got["policy"], got["policyVersion"]) == (document, version)
    later = client.put_cluster_policy(
        identifier=identifier, policy=document, expectedPolicyVersion=version
    )["policyVersion"]
    assert int(later) == int(version) + 1
    deleted = client.delete_cluster_policy(identifier=identifier, expectedPolicyVersion=later)
    assert deleted["policyVersion"] == later
    arguments = {"identifier": identifier}
    assert fault(client.get_cluster_policy, **arguments) == (404, "ResourceNotFoundException")


def test_another_version_than_expected_is_a_conflict(fast: Ready, identifier: str) -> None:
    client = boto(fast)
    given = {"identifier": identifier, "policy": json.dumps(EVERYTHING)}
    version = client.put_cluster_policy(**given)["policyVersion"]
    other = {"expectedPolicyVersion": str(int(version) + 7)}
    assert fault(client.put_cluster_policy, **given, **other) == (409, "ConflictException")
    assert fault(client.delete_cluster_policy, identifier=identifier, **other) == (
        409,
        "ConflictException",
    )


MALFORMED = [
    ("{", "not JSON"),
    ("[]", "not an object"),
    ('{"Version": "2012-10-17"}', "Statement is missing"),
    ('{"Version": "1999-01-01", "Statement": []}', "Version"),
    ('{"Statement": [{"Effect": "Maybe", "Principal": "*", "Action": "dsql:*"}]}', "Effect"),
    ('{"Statement": [{"Effect": "Deny", "Action": "dsql:*"}]}', "Principal"),
    ('{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*"}]}', "s3:*"),
    ('{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "dsql:*"}}', "public access"),
]


@pytest.mark.parametrize(("document", "words"), MALFORMED, ids=[words for _, words in MALFORMED])
def test_what_is_no_policy_is_refused(
    fast: Ready, identifier: str, document: str, words: str
) -> None:
    client = boto(fast)
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.put_cluster_policy(identifier=identifier, policy=document)
    response = caught.value.response
    assert words in response["Error"]["Message"]
    assert response["reason"] == "fieldValidationFailed"
    assert response["fieldList"][0]["name"] == "policy"


def test_a_policy_keeps_the_public_internet_out(fast: Ready, identifier: str) -> None:
    boto(fast).put_cluster_policy(identifier=identifier, policy=json.dumps(OUTSIDE_A_VPC))
    message = get_error(fast)
    assert "unable to accept connection, access denied" in message
    assert "HINT:  User: arn:aws:iam::111122223333:user/developer is not authorized" in message
    assert "dsql:DbConnectAdmin" in message
    assert "explicit deny in a resource-based policy" in message


def test_a_policy_admits_an_identity_without_permissions(fast: Ready, identifier: str) -> None:
    client = boto(fast, identity="newcomer")
    arguments = {"identifier": identifier}
    assert fault(client.get_cluster, **arguments) == (403, "AccessDeniedException")
    boto(fast).put_cluster_policy(identifier=identifier, policy=json.dumps(EVERYTHING))
    assert client.get_cluster(identifier=identifier)["identifier"] == identifier
    connect(fast, identity="newcomer").close()


def test_a_policy_that_locks_out_its_author_is_rejected(fast: Ready, identifier: str) -> None:
    client = boto(fast)
    denied = [{"Effect": "Deny", "Principal": "*", "Action": "*"}]
    given = {"identifier": identifier, "policy": json.dumps({"Statement": denied})}
    assert fault(client.put_cluster_policy, **given) == (400, "ValidationException")
    arguments = {"identifier": identifier}
    assert fault(client.get_cluster_policy, **arguments) == (404, "ResourceNotFoundException")


def test_a_cluster_can_be_created_with_a_policy(fast: Ready) -> None:
    client = boto(fast, "ap-northeast-2")
    document = json.dumps(EVERYTHING)
    identifier = client.create_cluster(policy=document)["identifier"]
    got = client.get_cluster_policy(identifier=identifier)
    assert (got["policy"], got["policyVersion"]) == (document, "1")
    assert fault(client.create_cluster, policy="{}") == (400, "ValidationException")


def test_tags_come_and_go(fast: Ready) -> None:
    client, at = boto(fast, "eu-central-1"), endpoint(fast, "archive")
    arn = client.get_cluster(identifier=at.identifier)["arn"]
    before = client.list_tags_for_resource(resourceArn=arn)["tags"]
    assert before == {"Name": "archive", "team": "bi"}
    client.tag_resource(resourceArn=arn, tags={"team": "data", "cost centre": "7"})
    assert client.get_cluster(identifier=at.identifier)["tags"]["team"] == "data"
    client.untag_resource(resourceArn=arn, tagKeys=["cost centre", "never there"])
    after = client.list_tags_for_resource(resourceArn=arn)["tags"]
    assert after == {"Name": "archive", "team": "data"}
    client.tag_resource(resourceArn=arn, tags=before)


def test_tags_have_their_limits(fast: Ready) -> None:
    client, at = boto(fast, "eu-central-1"), endpoint(fast, "archive")
    arn = client.get_cluster(identifier=at.identifier)["arn"]
    many = {f"tag {number}": "x" for number in range(51)}
    code = "ServiceQuotaExceededException"
    assert fault(client.tag_resource, resourceArn=arn, tags=many) == (402, code)
    with pytest.raises(ClientError) as caught:
        client.tag_resource(resourceArn=arn, tags={"né": "x"})
    assert "regular expression" in caught.value.response["Error"]["Message"]
    unknown = f"{arn[:-26]}{'a' * 26}"
    assert fault(client.list_tags_for_resource, resourceArn=unknown) == (
        404,
        "ResourceNotFoundException",
    )
