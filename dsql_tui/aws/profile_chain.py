"""The AWS profiles that credentials come from, and what to say if one of them fails.

A profile may assume a role with the credentials of another one (`source_profile`), and that one
may sign in with a browser or run a program.
https://docs.aws.amazon.com/cli/latest/topic/config-vars.html
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

_SSO = ("sso_session", "sso_start_url")
_LOGIN = ("login_session",)
_MAX_LENGTH = 20


class SessionSource(Protocol):
    """An identity, as far as its profiles are concerned."""

    def session(self) -> Any:
        """Return boto3's session."""


class ChainedProfile(NamedTuple):
    """An AWS profile and its settings."""

    name: str
    settings: Mapping[str, Any]


class ProfileChain:
    """The profile of an identity, its source, the source of that, and so on."""

    def __init__(self, identity: SessionSource | None) -> None:
        self._identity = identity

    def find(self, *keys: str) -> ChainedProfile | None:
        """Return the first profile that has one of these settings."""
        for profile in self.profiles():
            if any(key in profile.settings for key in keys):
                return profile
        return None

    def name(self, profile: ChainedProfile | None = None) -> str:
        """Name a profile, and the one that needs it, for a sentence."""
        profiles = self.profiles()
        if not profiles:
            return "The default AWS credentials"
        first = profiles[0].name
        if profile is None or profile.name == first:
            return f"AWS profile “{first}”"
        return f"AWS profile “{profile.name}”, the source of “{first}”,"

    def profiles(self) -> list[ChainedProfile]:
        """Return the profiles in their order; empty if the configuration cannot be read."""
        # Imported here, because credentials in the environment do without botocore.
        from botocore.exceptions import BotoCoreError

        if self._identity is None:
            return []
        try:
            session = self._identity.session()._session
            settings = session.full_config.get("profiles", {})
            name = session.profile or "default"
        except (BotoCoreError, OSError, ValueError):
            return []
        found: dict[str, ChainedProfile] = {}
        while name in settings and name not in found and len(found) < _MAX_LENGTH:
            found[name] = ChainedProfile(name, settings[name])
            name = str(settings[name].get("source_profile", ""))
        return list(found.values())


def sign_in_command(identity: SessionSource) -> tuple[str, ...]:
    """Return the command that signs in again; empty if the profiles do not sign in."""
    return _sign_in_command(ProfileChain(identity))


def describe_sign_in(chain: ProfileChain) -> str:
    """Say that a sign-in has expired, and which command renews it."""
    profile = chain.find(*_SSO, *_LOGIN)
    command = _sign_in_command(chain)
    if not command:
        return "The sign-in of this AWS profile has expired."
    return f"The sign-in of {chain.name(profile)} has expired. Run `{shlex.join(command)}`."


def describe_mfa(chain: ProfileChain) -> str:
    """Say that there is no terminal to ask for an MFA code in."""
    profiles = chain.profiles()
    option = f" --profile {shlex.quote(profiles[0].name)}" if profiles else ""
    return (
        f"{chain.name(chain.find('mfa_serial'))} needs an MFA code, and there is no terminal to "
        f'ask for it. Run `eval "$(aws configure export-credentials{option} --format env)"` first.'
    )


def describe_process_error(chain: ProfileChain, text: str) -> str:
    """Say that credentials could not be read, and what to run to see why."""
    profile = chain.find("credential_process")
    text = " ".join(text.split()) or "no reason was given"
    if profile is None:
        return _describe(chain, None, text)
    process = profile.settings["credential_process"]
    return (
        f"{chain.name(profile)} got no valid credentials from its credential_process ({text}). "
        f"Run `{process}` to see why."
    )


def describe_missing_file(chain: ProfileChain, error: OSError) -> str:
    """Say that a file of a profile, or its program, cannot be used."""
    text = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    for key in ("credential_process", "web_identity_token_file"):
        profile = chain.find(key)
        if profile and error.filename and str(error.filename) in str(profile.settings[key]):
            command = shlex.join(("aws", "configure", "set", key, "…", "--profile", profile.name))
            return f"The {key} of {chain.name(profile)} fails: {text}. Correct it with `{command}`."
    return _describe(chain, None, text)


def describe_configuration_error(chain: ProfileChain, text: str) -> str:
    """Say that the configuration of a profile is wrong."""
    return _describe(chain, None, text)


def _describe(chain: ProfileChain, profile: ChainedProfile | None, text: str) -> str:
    profiles = chain.profiles()
    option = ("--profile", profiles[0].name) if profiles else ()
    command = shlex.join(("aws", "configure", "list", *option))
    return f"{chain.name(profile)} cannot be used: {text.rstrip('.')}. Check it with `{command}`."


def _sign_in_command(chain: ProfileChain) -> tuple[str, ...]:
    profile = chain.find(*_SSO, *_LOGIN)
    if profile is None:
        return ()
    with_sso = any(key in profile.settings for key in _SSO)
    words = ("aws", "sso", "login") if with_sso else ("aws", "login")
    return words if profile.name == "default" else (*words, "--profile", profile.name)
