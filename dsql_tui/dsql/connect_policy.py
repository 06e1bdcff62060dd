"""The IAM policy that an identity needs to connect as a database role.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/authentication-authorization.html
"""

from __future__ import annotations

import json

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.role import get_action

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
