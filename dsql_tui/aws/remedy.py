"""Remedies for AWS errors when clusters are listed."""

from __future__ import annotations

from dsql_tui.aws.errors import AwsError

_REMEDIES = {
    "AccessDeniedException": (
        "Listing needs dsql:ListClusters and dsql:GetCluster. To connect without them, type an "
        "identifier with its region, an ARN, an endpoint or a PrivateLink name."
    ),
    "ThrottlingException": "Refresh the list later.",
}


def add_remedy(error: AwsError) -> str:
    """Return the error's text and what to do."""
    return f"{error} {_REMEDIES.get(error.code, '')}".rstrip()
