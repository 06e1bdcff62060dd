"""What AWS's refusals mean for someone who wants to connect, and the way on."""

from __future__ import annotations

from dsql_tui.aws.identity import AwsError

_WAYS = {
    "AccessDeniedException": (
        "Listing takes dsql:ListClusters and dsql:GetCluster. To connect without them, type an "
        "identifier with its region, an ARN, an endpoint or a PrivateLink name."
    ),
    "ExpiredTokenException": "Get new credentials: aws sso login, or whatever gave you these.",
    "InvalidSignatureException": "Put in the secret that was given out with this access key.",
    "ThrottlingException": "AWS was asked again more slowly, and still says so: list anew later.",
}


def with_remedy(error: AwsError) -> str:
    """Why clusters cannot be listed, and what to do instead."""
    return f"{error} {_WAYS.get(error.code, '')}".rstrip()
