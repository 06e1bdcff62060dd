"""Credentials, the clock, who AWS says that we are, and whether the cluster is there."""

from __future__ import annotations

from collections.abc import Mapping

from dsql_tui.aws.caller import caller, origin
from dsql_tui.aws.clusters import cluster as asked_cluster
from dsql_tui.aws.identity import AwsError, SignInEnded, sign_in_command
from dsql_tui.doctor.finding import Skipped, Trouble
from dsql_tui.doctor.patient import Patient
from dsql_tui.dsql.clock import countdown
from dsql_tui.dsql.cluster import CONNECTABLE
from dsql_tui.dsql.regions import REGIONS

_SKEW = 5 * 60
"""Seconds that AWS lets a signature's time be off.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
"""

_REFUSED: Mapping[str, tuple[str, str]] = {
    "InvalidClientTokenId": (
        "AWS does not know this access key, or the session token does not belong to it.",
        "Put in an access key that is active, with the session token it came with.",
    ),
    "SignatureDoesNotMatch": (
        "The secret access key does not belong to the access key.",
        "Put in the secret that was given out with this access key.",
    ),
    "ExpiredToken": (
        "The temporary credentials have ended.",
        "Get new ones: aws sso login, or whatever gave you these.",
    ),
    "AccessDenied": (
        "A policy denies this identity everything.",
        "Have the identity's policies and its organisation's looked at.",
    ),
}
"""By the error's name, without `Exception` at its end: its cause and remedy."""

_ALIASES = {
    "UnrecognizedClient": "InvalidClientTokenId",
    "InvalidSignature": "SignatureDoesNotMatch",
    "IncompleteSignature": "SignatureDoesNotMatch",
}


def credentials(patient: Patient) -> str:
    """Are there any, and where do they come from? Asks AWS who they are, for the next steps."""
    try:
        said = origin(patient.identity)
    except AwsError as error:
        raise _unusable(error, patient) from None
    if said is None:
        where = f"AWS profile {patient.identity.profile}" if patient.identity.profile else "here"
        raise Trouble(
            f"none {where}",
            "Neither the environment nor a profile nor this machine's role has AWS credentials.",
            "Sign in (aws sso login), run aws configure, or choose a profile: --aws-profile.",
        )
    patient.caller = caller(patient.identity, patient.region)
    return said


def _unusable(error: AwsError, patient: Patient) -> Trouble:
    """Why the AWS profile has no credentials to give."""
    if isinstance(error, SignInEnded):
        command = " ".join(sign_in_command(patient.identity)) or "aws sso login"
        cause, remedy = "You are signed in to this AWS profile no more.", f"Run {command}."
    elif "There is no AWS profile" in str(error):
        cause = "The AWS profile is not in the configuration of this computer."
        remedy = "Name one that `aws configure list-profiles` shows."
    else:
        cause = "The credentials of the AWS profile cannot be had."
        remedy = "Correct the profile, or choose another: --aws-profile."
    return Trouble(str(error), cause, remedy)


def clock(patient: Patient) -> str:
    """Does it agree with AWS's? Signatures hold the time."""
    if patient.caller.time is None:
        raise Skipped("AWS did not answer, so there is no clock to compare with")
    ahead = (patient.now() - patient.caller.time).total_seconds()
    if abs(ahead) < _SKEW / 5:
        return "agrees with AWS's"
    side = "ahead of" if ahead > 0 else "behind"
    raise Trouble(
        f"{countdown(abs(ahead))} {side} AWS's",
        f"This computer's clock is wrong, and AWS takes signatures that are {_SKEW // 60} minutes "
        "off at most.",
        "Set the clock, or have it set: timedatectl set-ntp true.",
        noted=abs(ahead) < _SKEW,
    )


def identity(patient: Patient) -> str:
    """Does AWS take the credentials?"""
    refusal = patient.caller.refusal
    if refusal is None:
        return patient.caller.arn or ""
    name = refusal.code.removesuffix("Exception")
    name = _ALIASES.get(name, name)
    if name in _REFUSED:
        raise Trouble(str(refusal), *_REFUSED[name])
    if name.startswith(("Throttling", "TooManyRequests", "InternalServer", "ServiceUnavailable")):
        raise Trouble(
            str(refusal), "AWS does not answer just now.", "Try again in a minute.", noted=True
        )
    raise Trouble(
        str(refusal),
        "AWS's STS was not reached; sessions can do without it.",
        "Where that is not intended, look at proxies (HTTPS_PROXY) and the way to the internet.",
        noted=True,
    )


def region(patient: Patient) -> str:
    """Is Aurora DSQL known to be there?"""
    if patient.wrong_target:
        raise Trouble(
            "no cluster",
            patient.wrong_target,
            "Name it by its endpoint, its ARN, or its identifier with --region.",
        )
    named = patient.target().region
    if named not in REGIONS:
        raise Trouble(
            named,
            f"Aurora DSQL is not known to be in {named}.",
            "Compare it with the region in the cluster's ARN.",
            noted=True,
        )
    return named


def cluster(patient: Patient) -> str:
    """Is it there, and does it take sessions?"""
    endpoint = patient.target()
    if patient.caller.refusal:
        raise Skipped("AWS would not say")
    try:
        found = asked_cluster(patient.identity, endpoint)
    except AwsError as error:
        raise _unasked(error, patient) from None
    if found.status not in CONNECTABLE:
        raise Trouble(
            found.status,
            f"The cluster is {found.status}, and takes no sessions.",
            "Wait until it is ACTIVE." if "ING" in found.status else "Have it looked at.",
        )
    return f"{found.name or endpoint.identifier} is {found.status}"


def _unasked(error: AwsError, patient: Patient) -> Trouble:
    """Why AWS does not tell of the cluster."""
    endpoint = patient.target()
    if error.code == "ResourceNotFoundException":
        return Trouble(
            str(error),
            f"Account {patient.caller.account} has no cluster {endpoint.identifier} "
            f"in {endpoint.region}.",
            "Compare identifier, region and account with the cluster's ARN; "
            "choose another with --region or --aws-profile.",
        )
    if error.code.startswith("AccessDenied"):
        return Trouble(
            str(error),
            "The identity may not look at the cluster; sessions can do without it.",
            "Have dsql:GetCluster allowed, to see its status.",
            noted=True,
        )
    if error.code.startswith(("Throttling", "InternalServer")):
        return Trouble(
            str(error), "AWS does not answer just now.", "Try again in a minute.", noted=True
        )
    return Trouble(
        str(error),
        f"The control plane in {endpoint.region} was not reached; sessions can do without it.",
        "Look at proxies (HTTPS_PROXY), and whether the region exists.",
        noted=True,
    )
