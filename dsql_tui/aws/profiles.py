"""The AWS profiles of this computer, and the default credentials."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

import botocore.session

from dsql_tui.aws.errors import translate_errors

_SOURCES = (
    ("sso_session", "signs in with SSO"),
    ("sso_start_url", "signs in with SSO"),
    ("login_session", "signs in with aws login"),
    ("credential_process", "runs a program"),
    ("web_identity_token_file", "uses a web identity"),
    ("aws_access_key_id", "keys in a file"),
)
"""Settings of a profile, and the source of credentials that they mean."""


class AwsProfile(NamedTuple):
    """A profile, and its source of credentials."""

    name: str
    how: str


def list_profiles() -> list[AwsProfile]:
    """Return the profiles of the configuration files, `default` first.

    Raises:
        AwsError: A file cannot be read.
    """
    with translate_errors():
        found = botocore.session.Session().full_config.get("profiles", {})
    names = sorted(found, key=lambda name: (name != "default", name))
    return [AwsProfile(name, _describe(found[name])) for name in names]


def describe_default() -> str:
    """Describe the source of the default AWS credentials."""
    if os.environ.get("AWS_PROFILE"):
        return f"AWS_PROFILE, {os.environ['AWS_PROFILE']}"
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        return "keys in the environment"
    if os.environ.get("AWS_EXECUTION_ENV") == "CloudShell":
        return "the user of CloudShell"
    return "the profile “default”, or this machine's role"


def _describe(profile: Mapping[str, Any]) -> str:
    if role := profile.get("role_arn"):
        name = str(role).rpartition("/")[2]
        source = profile.get("source_profile") or profile.get("credential_source") or "elsewhere"
        mfa = ", asks for an MFA code" if profile.get("mfa_serial") else ""
        return f"assumes {name} from {source}{mfa}"
    return next((how for key, how in _SOURCES if key in profile), "has no credentials")
