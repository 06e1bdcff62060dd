"""The IAM policies that an identity needs to connect to a cluster.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/authentication-authorization.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.role import get_action

STARTER_POLICIES = (
    ("IAM policy to connect as admin", "-admin-policy.json", ("dsql:DbConnectAdmin",)),
    ("IAM policy to connect as any other role", "-policy.json", ("dsql:DbConnect",)),
    (
        "IAM policy to connect and to read the metrics",
        "-metrics-policy.json",
        ("dsql:DbConnect", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics"),
    ),
)
"""Starter policies: a title, the end of a file name, and the actions beside those that find it."""

_FIND_ACTIONS = ("dsql:GetCluster", "dsql:ListTagsForResource", "dsql:GetVpcEndpointServiceName")
"""Actions on a cluster that show its details."""

_ACCOUNT_ACTIONS = ("dsql:ListClusters", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics")
"""Actions that IAM allows for all resources only."""

UNKNOWN_ACCOUNT = "ACCOUNT"
"""The account in the policy if it is not known."""


def write_connect_policy(endpoint: Endpoint, role: str, caller_arn: str | None = None) -> str:
    """Return the policy as JSON.

    Args:
        endpoint: The cluster.
        role: The database role, which decides the action.
        caller_arn: The ARN of an identity in the account of the cluster, for its partition and
            account.
    """
    parts = (caller_arn or "").split(":")
    known = len(parts) > 5 and bool(parts[4])
    partition, account = (parts[1], parts[4]) if known else ("aws", UNKNOWN_ACCOUNT)
    cluster = f"arn:{partition}:dsql:{endpoint.region}:{account}:cluster/{endpoint.identifier}"
    statement = {"Effect": "Allow", "Action": f"dsql:{get_action(role)}", "Resource": cluster}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def write_starter_policy(arn: str, actions: Sequence[str]) -> str:
    """Return a policy as JSON with which an identity finds a cluster and connects to it.

    Args:
        arn: The ARN of the cluster.
        actions: The actions to allow beside those that list the cluster and show its details.
    """
    wide = [action for action in ("dsql:ListClusters", *actions) if action in _ACCOUNT_ACTIONS]
    own = [action for action in actions if action not in _ACCOUNT_ACTIONS]
    statements = [
        {"Effect": "Allow", "Action": [*own, *_FIND_ACTIONS], "Resource": arn},
        {"Effect": "Allow", "Action": wide, "Resource": "*"},
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"
