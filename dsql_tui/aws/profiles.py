"""The AWS profiles of this computer, and what there is without one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

import botocore.session

from dsql_tui.aws.identity import explained

_HOW = (
    ("sso_session", "signs in with SSO"),
    ("sso_start_url", "signs in with SSO"),
    ("login_session", "signs in with aws login"),
    ("credential_process", "asks a program"),
    ("web_identity_token_file", "a web identity"),
    ("aws_access_key_id", "keys in a file"),
)
"""What a profile has, and what that means."""


class AwsProfile(NamedTuple):
    """A profile, and how it comes by credentials."""

    name: str
    how: str


def aws_profiles() -> list[AwsProfile]:
    """Every profile of the configuration files, `default` first.

    Raises:
        AwsError: a file cannot be read.
    """
    with explained():
        found = botocore.session.Session().full_config.get("profiles", {})
    names = sorted(found, key=lambda name: (name != "default", name))
    return [AwsProfile(name, _how(found[name])) for name in names]


def without_a_profile() -> str:
    """Where credentials come from when no profile is named."""
    if os.environ.get("AWS_PROFILE"):
        return f"AWS_PROFILE, {os.environ['AWS_PROFILE']}"
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        return "keys in the environment"
    if os.environ.get("AWS_EXECUTION_ENV") == "CloudShell":
        return "whoever opened CloudShell"
    return "the profile “default”, or this machine's role"


def _how(profile: Mapping[str, Any]) -> str:
    if role := profile.get("role_arn"):
        name = str(role).rpartition("/")[2]
        source = profile.get("source_profile") or profile.get("credential_source") or "elsewhere"
        mfa = ", asks for an MFA code" if profile.get("mfa_serial") else ""
        return f"assumes {name} from {source}{mfa}"
    return next((how for key, how in _HOW if key in profile), "no credentials of its own")
