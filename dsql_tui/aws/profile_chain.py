"""The AWS profiles that credentials come from, and what to say if one of them fails.

A profile may assume a role with the credentials of another one (`source_profile`), and that one
may sign in with a browser or run a program.
https://docs.aws.amazon.com/cli/latest/topic/config-vars.html
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

_SSO = ("sso_session", "sso_start_url")
_LOGIN = ("login_session",)
_MAX_LENGTH = 20
_DEFAULT = "the default AWS credentials"

_CORRECTIONS = (
    ("The source_profile ", ("set", "source_profile", "…")),
    ("missing: source_profile", ("set", "source_profile", "…")),
    ("missing: aws_", ()),
)
"""Parts of botocore's texts, and the words of `aws configure` that correct the profile."""

NEW_KEYS = (
    "Set new ones, or run `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN "
    "AWS_CREDENTIAL_EXPIRATION` to use a profile."
)
"""The remedy for credentials in the environment."""


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

    def __init__(self, identity: SessionSource | None, from_environment: bool = True) -> None:
        """Create the chain of an identity.

        Args:
            identity: The identity; `None` if there is none.
            from_environment: False to leave credentials in the environment out of account.
        """
        self._identity = identity
        self._from_environment = from_environment

    @property
    def has_environment_keys(self) -> bool:
        """True if the environment has an access key, which goes before the default profile."""
        return not self.profiles() and _has_keys()

    def find(self, *keys: str) -> ChainedProfile | None:
        """Return the first profile that has one of these settings."""
        for profile in self.profiles():
            if any(key in profile.settings for key in keys):
                return profile
        return None

    def find_role(self, arn: str) -> ChainedProfile | None:
        """Return the profile that assumes a role; `None` if the environment names the role."""
        profiles = self.profiles()
        return next((each for each in profiles if each.settings.get("role_arn") == arn), None)

    def find_source(self, profile: ChainedProfile) -> ChainedProfile | None:
        """Return the profile whose credentials a profile uses; `None` if they have no profile."""
        profiles = self.profiles()
        return next(iter(profiles[profiles.index(profile) + 1 :]), None)

    def name(self, profile: ChainedProfile | None = None) -> str:
        """Name a profile, and the one that needs it, to begin a sentence."""
        name = self.refer(profile)
        return f"{name[0].upper()}{name[1:]}{',' if ', ' in name else ''}"

    def refer(self, profile: ChainedProfile | None = None) -> str:
        """Name a profile, and the one that needs it, within a sentence."""
        profiles = self.profiles()
        if not profiles:
            return "the AWS credentials in the environment" if _has_keys() else _DEFAULT
        first = profiles[0].name
        if profile is None or profile.name == first:
            return f"AWS profile “{first}”"
        return f"AWS profile “{profile.name}”, the source of “{first}”"

    def profiles(self) -> list[ChainedProfile]:
        """Return the profiles in their order.

        Empty if the configuration cannot be read, or the environment has credentials, which go
        before the default profile.
        """
        # Imported here, because credentials in the environment do without botocore.
        from botocore.exceptions import BotoCoreError

        if self._identity is None:
            return []
        try:
            session = self._identity.session()._session
            settings = session.full_config.get("profiles", {})
            name = session.profile or "default"
            chosen = session.instance_variables().get("profile")
        except (BotoCoreError, OSError, ValueError):
            return []
        if chosen is None and self._from_environment and _has_keys():
            return []
        found: dict[str, ChainedProfile] = {}
        while name in settings and name not in found and len(found) < _MAX_LENGTH:
            found[name] = ChainedProfile(name, settings[name])
            name = _name_source(settings[name], is_first=len(found) == 1)
        return list(found.values())


def _has_keys() -> bool:
    return bool(os.environ.get("AWS_ACCESS_KEY_ID"))


def _name_source(settings: Mapping[str, Any], is_first: bool) -> str:
    """Return the name of the profile whose credentials a profile uses, as botocore finds it."""
    if "role_arn" not in settings or "web_identity_token_file" in settings:
        return ""
    if not is_first and "aws_access_key_id" in settings:
        return ""
    return str(settings.get("source_profile", ""))


def sign_in_command(identity: SessionSource) -> tuple[str, ...]:
    """Return the command that signs in again; empty if the profiles do not sign in."""
    return _sign_in_command(ProfileChain(identity, from_environment=False))


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
            command = _join(("aws", "configure", "set", key, "…", "--profile", profile.name))
            return f"The {key} of {chain.name(profile)} fails: {text}. Correct it with `{command}`."
    return _describe(chain, None, text)


def describe_configuration_error(chain: ProfileChain, text: str) -> str:
    """Say that the configuration of the last profile in the chain is wrong."""
    profiles = chain.profiles()
    in_circle = "Infinite loop" in text
    return _describe(chain, profiles[-1] if profiles and not in_circle else None, text)


def describe_missing_credentials(chain: ProfileChain) -> str:
    """Say that there are no credentials, and which command writes some."""
    profiles = chain.profiles()
    if not profiles:
        return (
            "There are no AWS credentials in the environment, the profile or this machine's role. "
            "Run `aws configure` or `aws configure sso`."
        )
    option = shlex.join(("--profile", profiles[0].name))
    return (
        f"{chain.name()} has no AWS credentials, and neither has this machine. "
        f"Run `aws configure {option}` or `aws configure sso {option}`."
    )


def describe_unanswered_call(chain: ProfileChain, role_arn: str, text: str) -> str:
    """Say that AWS did not answer a call for credentials: those of a role, or of a sign-in."""
    profile = chain.find_role(role_arn) if role_arn else chain.find(*_SSO, *_LOGIN)
    return _describe(chain, profile, text)


def _describe(chain: ProfileChain, profile: ChainedProfile | None, text: str) -> str:
    profiles = chain.profiles()
    failed = profile or (profiles[0] if profiles else None)
    option = ("--profile", failed.name) if failed else ()
    words = next((words for part, words in _CORRECTIONS if part in text), ("list",))
    verb = "Check" if words == ("list",) else "Correct"
    remedy = f"{verb} it with `{_join(('aws', 'configure', *words, *option))}`."
    name = chain.name(profile)
    if chain.has_environment_keys:
        if "expired" in text:
            remedy = NEW_KEYS
        else:
            name = "The AWS configuration"
    return f"{name} cannot be used: {text.rstrip('.')}. {remedy}"


def _join(command: Iterable[str]) -> str:
    """Return a command as it is typed; “…” is for the user to replace."""
    return " ".join(word if word == "…" else shlex.quote(word) for word in command)


def build_sign_in(profile: ChainedProfile) -> tuple[str, ...]:
    """Return the command that signs a profile in again; empty if it does not sign in."""
    if not any(key in profile.settings for key in (*_SSO, *_LOGIN)):
        return ()
    with_sso = any(key in profile.settings for key in _SSO)
    words = ("aws", "sso", "login") if with_sso else ("aws", "login")
    return words if profile.name == "default" else (*words, "--profile", profile.name)


def _sign_in_command(chain: ProfileChain) -> tuple[str, ...]:
    profile = chain.find(*_SSO, *_LOGIN)
    return build_sign_in(profile) if profile else ()
