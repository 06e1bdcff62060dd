"""Errors of AWS about credentials: the profile that they come from, and the command that helps.

https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import shlex
from datetime import datetime

from dsql_tui.aws.profile_chain import (
    NEW_KEYS,
    ChainedProfile,
    ProfileChain,
    build_sign_in,
)

_REJECTED = (
    *("ExpiredToken", "TokenRefreshRequired", "InvalidClientTokenId", "UnrecognizedClient"),
    *("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignature", "IncompleteSignature"),
    *("MissingAuthenticationToken", "RequestExpired", "RequestTimeTooSkewed"),
)
"""AWS's names for errors of credentials, without `Exception` at the end."""

_CLOCK = ("Signature expired", "Signature not yet current", "RequestExpired", "TooSkewed")


def describe_expired_environment(expired_at: datetime) -> str:
    """Say that the credentials in the environment have expired."""
    when = f"{expired_at:%Y-%m-%d %H:%M} {expired_at.tzname()}"
    return f"The AWS credentials in the environment expired at {when}. {NEW_KEYS}"


def is_rejection(code: str) -> bool:
    """Return true if an error with this name means that AWS does not accept the credentials."""
    return code.removesuffix("Exception") in _REJECTED


def describe_rejection(
    chain: ProfileChain, operation: str, role_arn: str, code: str, text: str
) -> str:
    """Return a sentence that names the profile that failed, and one with the command.

    Args:
        chain: The profiles of the identity.
        operation: The operation of AWS that failed.
        role_arn: The role that was to be assumed.
        code: AWS's name for the error.
        text: The name and AWS's words.

    Returns:
        Both; empty if the error has nothing to do with credentials.
    """
    rejected = is_rejection(code)
    match operation:
        case "AssumeRole":
            profile = chain.find_role(role_arn)
            source = chain.find_source(profile) if profile else None
            if rejected:
                return _describe_bad_credentials(
                    chain, source, text, has_profile=source is not None
                )
            return _describe_role(chain, profile, source, role_arn, text)
        case "AssumeRoleWithWebIdentity":
            return _describe_web_identity(chain, role_arn, text)
        case "GetRoleCredentials":
            return _describe_sso_role(chain, text)
    return _describe_bad_credentials(chain, None, text) if rejected else ""


def _describe_bad_credentials(
    chain: ProfileChain, profile: ChainedProfile | None, text: str, has_profile: bool = True
) -> str:
    """Say that AWS rejects the credentials of a profile, by default the first one."""
    profiles = chain.profiles()
    if profile is None and has_profile and profiles:
        profile = profiles[0]
    if profile:
        name = f"the credentials of {chain.refer(profile)}"
    else:
        name = "the credentials of this machine" if profiles else chain.refer()
    if any(words in text for words in _CLOCK):
        remedy = "Set this computer's clock: `date -u` shows it."
    else:
        remedy = _describe_renewal(chain, profile)
    return f"AWS rejects {name} ({text.rstrip('.')}). {remedy}"


def _describe_renewal(chain: ProfileChain, profile: ChainedProfile | None) -> str:
    """Return the command that renews or checks the credentials of a profile."""
    if profile is None:
        if chain.has_environment_keys:
            return NEW_KEYS
        return "Run `aws sts get-caller-identity` to check them."
    option = shlex.join(("--profile", profile.name))
    if command := build_sign_in(profile):
        return f"Run `{shlex.join(command)}`."
    if "role_arn" in profile.settings:
        return f"Run `aws sts get-caller-identity {option}` to check it."
    if process := profile.settings.get("credential_process"):
        return f"Run `{process}` to see what it returns."
    if "aws_session_token" in profile.settings:
        return f"Write new ones with `aws configure set aws_session_token … {option}`."
    return f"Write new ones with `aws configure {option}`."


def _describe_role(
    chain: ProfileChain,
    profile: ChainedProfile | None,
    source: ChainedProfile | None,
    role_arn: str,
    text: str,
) -> str:
    """Say that a role cannot be assumed."""
    if profile and "MultiFactorAuthentication" in text and "mfa_serial" in profile.settings:
        serial = profile.settings["mfa_serial"]
        return (
            f"{chain.name(profile)} cannot assume its role ({text.rstrip('. ')}). "
            f"Enter the next code of {serial}."
        )
    option = f" {shlex.join(('--profile', source.name))}" if source else ""
    return (
        f"{chain.name(profile)} cannot assume its role {role_arn} ({text.rstrip('. ')}). "
        f"Run `aws sts get-caller-identity{option}` to see who asks for it."
    )


def _describe_web_identity(chain: ProfileChain, role_arn: str, text: str) -> str:
    """Say that a role cannot be assumed with a web identity."""
    profile = chain.find_role(role_arn)
    if profile is None:
        return (
            f"The web identity in the environment cannot assume {role_arn} ({text.rstrip('. ')}). "
            'Run `ls -l "$AWS_WEB_IDENTITY_TOKEN_FILE"` to see when its token was written.'
        )
    path = shlex.quote(str(profile.settings.get("web_identity_token_file", "")))
    return (
        f"{chain.name(profile)} cannot assume its role with its web identity "
        f"({text.rstrip('. ')}). Run `ls -l {path}` to see when its token was written."
    )


def _describe_sso_role(chain: ProfileChain, text: str) -> str:
    """Say that a sign-in is valid, but not for the role of the profile."""
    profile = chain.find("sso_session", "sso_start_url")
    settings = profile.settings if profile else {}
    role, account = settings.get("sso_role_name", ""), settings.get("sso_account_id", "")
    option = f" {shlex.join(('--profile', profile.name))}" if profile else ""
    return (
        f"{chain.name(profile)} gets no credentials for the role {role} in account {account} "
        f"({text.rstrip('. ')}). Choose another with `aws configure sso{option}`."
    )
