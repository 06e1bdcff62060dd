"""Checks of the credentials, the clock, the identity, the region and the cluster."""

from __future__ import annotations

from collections.abc import Mapping

from dsql_tui.aws.caller import describe_credentials, get_caller
from dsql_tui.aws.clusters import get_cluster
from dsql_tui.aws.errors import AwsError, SignInExpired
from dsql_tui.aws.profile_chain import sign_in_command
from dsql_tui.doctor.context import Context
from dsql_tui.doctor.finding import StepFailed, StepSkipped
from dsql_tui.dsql.clock import format_countdown
from dsql_tui.dsql.cluster import CONNECTABLE
from dsql_tui.dsql.regions import REGIONS

_MAX_SKEW = 5 * 60
"""Seconds that the time of a signature may be off.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
"""

_REMEDIES: Mapping[str, tuple[str, str]] = {
    "InvalidClientTokenId": (
        "AWS does not know this access key, or the session token does not belong to it.",
        "Use an active access key, with its session token.",
    ),
    "SignatureDoesNotMatch": (
        "The secret access key does not belong to the access key.",
        "Use the secret key that belongs to this access key.",
    ),
    "ExpiredToken": (
        "The temporary credentials have expired.",
        "Renew them with the command above.",
    ),
    "AccessDenied": (
        "A policy denies this identity everything.",
        "Ask your administrator to check the policies of the identity and the organization.",
    ),
}
"""The cause and the remedy by the error's name, without `Exception` at the end."""

_ALIASES = {
    "UnrecognizedClient": "InvalidClientTokenId",
    "InvalidSignature": "SignatureDoesNotMatch",
    "IncompleteSignature": "SignatureDoesNotMatch",
}


def credentials(context: Context) -> str:
    """Find the credentials, and ask AWS for the caller identity, for the next steps."""
    try:
        result = describe_credentials(context.identity)
    except AwsError as error:
        raise _describe_credentials_error(error, context) from None
    if result is None:
        profile = context.identity.profile
        raise StepFailed(
            f"none in AWS profile {profile}" if profile else "none",
            "Neither the environment nor a profile nor this machine's role has AWS credentials.",
            "Sign in (aws sso login), run aws configure, or choose a profile: --aws-profile.",
        )
    context.caller = get_caller(context.identity, context.region)
    return result


def _describe_credentials_error(error: AwsError, context: Context) -> StepFailed:
    """Return why the AWS profile has no credentials."""
    if isinstance(error, SignInExpired):
        command = " ".join(sign_in_command(context.identity)) or "aws sso login"
        cause, remedy = "The sign-in of the AWS profile has expired.", f"Run {command}."
    elif "There is no AWS profile" in str(error):
        cause = "The AWS profile is not in the configuration of this computer."
        remedy = "Name one that `aws configure list-profiles` shows."
    else:
        cause = "The AWS profile gave no valid credentials."
        remedy = "Correct the profile, or choose another: --aws-profile."
    return StepFailed(str(error), cause, remedy)


def clock(context: Context) -> str:
    """Compare the clock with AWS's, because signatures contain the time."""
    if context.caller.time is None:
        raise StepSkipped("AWS did not answer")
    ahead = (context.now() - context.caller.time).total_seconds()
    if abs(ahead) < _MAX_SKEW / 5:
        return "matches AWS"
    side = "ahead of" if ahead > 0 else "behind"
    raise StepFailed(
        f"{format_countdown(abs(ahead))} {side} AWS's",
        f"This computer's clock is wrong; AWS accepts signatures that are up to "
        f"{_MAX_SKEW // 60} minutes off.",
        "Set the clock, for example with timedatectl set-ntp true.",
        warning=abs(ahead) < _MAX_SKEW,
    )


def identity(context: Context) -> str:
    """Check that AWS accepts the credentials."""
    error = context.caller.error
    if error is None:
        return context.caller.arn or ""
    name = error.code.removesuffix("Exception")
    name = _ALIASES.get(name, name)
    if name in _REMEDIES:
        raise StepFailed(str(error), *_REMEDIES[name])
    if name.startswith(("Throttling", "TooManyRequests", "InternalServer", "ServiceUnavailable")):
        raise StepFailed(
            str(error), "AWS does not answer at the moment.", "Try again in a minute.", warning=True
        )
    raise StepFailed(
        str(error),
        "AWS STS was not reached; sessions do not need it.",
        "If it should be reachable, check proxies (HTTPS_PROXY) and the internet connection.",
        warning=True,
    )


def region(context: Context) -> str:
    """Check that Aurora DSQL is available in the region."""
    if context.target_error:
        raise StepFailed(
            "no cluster",
            context.target_error,
            "Name it by its endpoint, its ARN, or its identifier with --region.",
        )
    named = context.target().region
    if named not in REGIONS:
        raise StepFailed(
            named,
            f"Aurora DSQL is not known to be available in {named}.",
            "Compare it with the region in the cluster's ARN.",
            warning=True,
        )
    return named


def cluster(context: Context) -> str:
    """Check that the cluster exists and accepts sessions."""
    endpoint = context.target()
    if context.caller.error:
        raise StepSkipped("AWS did not answer")
    try:
        found = get_cluster(context.identity, endpoint)
    except AwsError as error:
        raise _describe_cluster_error(error, context) from None
    if found.status not in CONNECTABLE:
        raise StepFailed(
            found.status,
            f"The cluster is {found.status} and does not accept sessions.",
            "Wait until it is ACTIVE." if "ING" in found.status else "Ask AWS Support to check it.",
        )
    return f"{found.name or endpoint.identifier} is {found.status}"


def _describe_cluster_error(error: AwsError, context: Context) -> StepFailed:
    """Return why AWS did not describe the cluster."""
    endpoint = context.target()
    if error.code == "ResourceNotFoundException":
        return StepFailed(
            str(error),
            f"Account {context.caller.account} has no cluster {endpoint.identifier} "
            f"in {endpoint.region}.",
            "Compare identifier, region and account with the cluster's ARN; "
            "choose another with --region or --aws-profile.",
        )
    if error.code.startswith("AccessDenied"):
        return StepFailed(
            str(error),
            "The identity may not describe the cluster; sessions do not need that.",
            "Ask for dsql:GetCluster to see its status.",
            warning=True,
        )
    if error.code.startswith(("Throttling", "InternalServer")):
        return StepFailed(
            str(error), "AWS does not answer at the moment.", "Try again in a minute.", warning=True
        )
    return StepFailed(
        str(error),
        f"The control plane in {endpoint.region} was not reached; sessions do not need it.",
        "Check proxies (HTTPS_PROXY) and the name of the region.",
        warning=True,
    )
