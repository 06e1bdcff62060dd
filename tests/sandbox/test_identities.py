"""Several identities with different permissions, at the control plane and at the gateway."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.state.identities import DEVELOPER, EVERYBODY, READER
from tests.sandbox.clients import boto, connect, endpoint, fault, get_error, grant_role, token

DENIED = "FATAL:  unable to accept connection, access denied"
CLUSTER = "arn:aws:dsql:us-east-1:111122223333:cluster/"


def denial(client: object, operation: str, **arguments: object) -> str:
    """Return AWS's reason why a call is not allowed."""
    with pytest.raises(client.exceptions.AccessDeniedException) as caught:  # type: ignore[attr-defined]
        getattr(client, operation)(**arguments)
    return str(caught.value.response["Error"]["Message"])


def test_the_ready_line_offers_every_identity(ready: Ready) -> None:
    assert set(ready.identities) == {one.name for one in EVERYBODY} - {"developer"}
    for env in ready.identities.values():
        assert {name for name in ready.env} <= set(env)
    assert [name for name, env in ready.identities.items() if "AWS_SESSION_TOKEN" in env] == [
        "reader"
    ]


@pytest.mark.parametrize("identity", [None, "reader", "newcomer", "outsider"])
def test_every_identity_may_call_get_caller_identity(ready: Ready, identity: str | None) -> None:
    named = next(one for one in EVERYBODY if one.name == (identity or "developer"))
    caller = boto(ready, service="sts", identity=identity).get_caller_identity()
    assert (caller["Arn"], caller["Account"]) == (named.arn, named.account)
    assert caller["UserId"] == named.user_id


def test_sts_names_wrong_keys_in_its_own_way(ready: Ready) -> None:
    client = boto(ready, service="sts", access_key="AKIDUNKNOWN")
    assert fault(client.get_caller_identity) == (403, "InvalidClientTokenId")
    client = boto(ready, service="sts", secret_key="guessed")
    assert fault(client.get_caller_identity) == (403, "InvalidSignature")
    client = boto(ready, service="sts")
    assert fault(client.get_access_key_info, AccessKeyId="A" * 20) == (400, "InvalidAction")


def test_temporary_credentials_need_their_session_token(ready: Ready) -> None:
    client = boto(ready, identity="reader", session_token="another")
    assert fault(client.list_clusters) == (403, "UnrecognizedClientException")
    assert boto(ready, identity="reader").list_clusters()["clusters"]


def test_a_reader_reads_and_changes_nothing(ready: Ready) -> None:
    client, at = boto(ready, identity="reader"), endpoint(ready)
    assert client.get_cluster(identifier=at.identifier)["tags"]["Name"] == "shop"
    message = denial(client, "update_cluster", identifier=at.identifier)
    assert message == (
        "User: arn:aws:sts::111122223333:assumed-role/reader/sandbox is not authorized to perform: "
        f"dsql:UpdateCluster on resource: {CLUSTER}{at.identifier} "
        "because no identity-based policy allows the dsql:UpdateCluster action"
    )


def test_a_newcomer_may_not_even_list(ready: Ready) -> None:
    message = denial(boto(ready, identity="newcomer"), "list_clusters")
    assert message.startswith(
        "User: arn:aws:iam::111122223333:user/newcomer is not authorized to perform: "
        "dsql:ListClusters on resource: *"
    )
    assert "dsql:CreateCluster" in denial(boto(ready, identity="newcomer"), "create_cluster")


def test_another_account_sees_clusters_of_its_own_only(ready: Ready) -> None:
    client, at = boto(ready, identity="outsider"), endpoint(ready)
    assert client.list_clusters()["clusters"] == []
    arguments = {"identifier": at.identifier}
    assert fault(client.get_cluster, **arguments) == (404, "ResourceNotFoundException")
    arn = f"{CLUSTER}{at.identifier}"
    assert "not authorized" in denial(client, "list_tags_for_resource", resourceArn=arn)


HINTS = [
    ("reader", "is not authorized to perform: dsql:DbConnectAdmin on resource: arn:aws:dsql:"),
    ("newcomer", "because no identity-based policy allows the dsql:DbConnectAdmin action"),
    ("outsider", "user/outsider is not authorized to access this resource"),
]


@pytest.mark.parametrize(("identity", "hint"), HINTS)
def test_iam_denials_name_the_reason(ready: Ready, identity: str, hint: str) -> None:
    message = get_error(ready, identity=identity)
    assert DENIED in message
    assert hint in message.partition("HINT:  User: arn:aws:")[2]


def test_a_token_of_temporary_credentials_needs_their_session_token(ready: Ready) -> None:
    whole = token(ready, identity="reader")
    _, _, signature = whole.partition("&X-Amz-Signature=")
    bare = f"{whole.partition('&X-Amz-Security-Token=')[0]}&X-Amz-Signature={signature}"
    message = get_error(ready, password=bare)
    assert DENIED in message
    assert "HINT" not in message


def test_a_custom_role_opens_only_to_identities_that_it_was_granted(ready: Ready) -> None:
    with connect(ready) as session:
        session.execute("create role analyst with login")
    message = get_error(ready, user="analyst")
    assert DENIED in message
    assert "HINT" not in message
    with connect(ready) as session:
        grant_role(session, "analyst", READER.principal)
    with connect(ready, user="analyst", identity="reader") as session:
        assert session.execute("select current_user").fetchone() == ("analyst",)
    assert DENIED in get_error(ready, user="analyst")


def test_an_assumed_role_is_granted_by_the_role_itself() -> None:
    assert READER.principal == "arn:aws:iam::111122223333:role/reader"
    assert DEVELOPER.principal == DEVELOPER.arn
