"""The AWS credentials in use, and one boto3 client for each region."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from dsql_tui.aws.call_log import log_calls
from dsql_tui.aws.credential_calls import CredentialCalls
from dsql_tui.aws.errors import AwsError, MfaError, translate_errors
from dsql_tui.aws.profile_chain import ProfileChain, describe_mfa

if TYPE_CHECKING:
    import boto3

_CLIENT_CONFIG: dict[str, Any] = {
    "connect_timeout": 5,
    "read_timeout": 10,
    "retries": {"mode": "standard", "total_max_attempts": 4},
}
"""Throttled calls are retried after up to 1, 2 and 4 seconds, with jitter."""

_DEFAULT_REGION = "us-east-1"


class Identity:
    """An AWS profile, or the default AWS credentials.

    Clients are made and tokens signed under one lock, because a metadata service that many
    threads ask for credentials at once refuses some. boto3 renews temporary credentials shortly
    before they expire.
    """

    def __init__(self, profile: str | None = None, ask: Callable[[str], str] | None = None) -> None:
        self.profile = profile
        self.ask = ask
        """Asks the user for an MFA code, in the thread that needs it; `None` asks the terminal."""
        self.lock = RLock()
        self.expires_at: datetime | None = None
        """When the credentials that were used last expire; `None` if unknown."""
        self._session: boto3.Session | None = None
        self._clients: dict[tuple[str, str], Any] = {}
        self.mfa_error: AwsError | None = None
        """Why an MFA code gave no credentials; it is not asked for again until the next look-up."""
        self.credential_calls = CredentialCalls()
        self.has_failed = False
        """True if no token could be signed; the next one then needs another look-up."""

    def client(self, region: str, service: str = "dsql") -> Any:
        """Return the client of a region, for a service.

        Raises:
            AwsError: The profile or the region cannot be used.
        """
        # Imported here, because credentials in the environment do without botocore.
        from botocore.config import Config

        with self.lock, translate_errors(self):
            if (service, region) not in self._clients:
                client = self.session(region).client(
                    service, region_name=region, config=Config(**_CLIENT_CONFIG)
                )
                log_calls(client, region)
                self._clients[service, region] = client
            return self._clients[service, region]

    def session(self, region: str = _DEFAULT_REGION) -> boto3.Session:
        """Return boto3's session for the profile; call it under the lock.

        Args:
            region: Where to assume roles if neither the profile nor the environment has a region.
        """
        # Imported here, as above.
        import boto3

        if self._session is None:
            session = boto3.Session(profile_name=self.profile)
            self._prepare(session._session, region)
            self._session = session
        return self._session

    def _prepare(self, core: Any, region: str) -> None:
        """Prepare a session of botocore for the look-up of credentials."""
        # Imported here, as above.
        from botocore.config import Config

        from dsql_tui.aws.credential_process import limit_credential_process

        # botocore's own limit is five minutes for each call of STS and of IAM Identity Center.
        core.set_default_client_config(Config(**_CLIENT_CONFIG))
        if core.get_config_variable("region") is None:
            core.set_config_variable("region", region)
        self.credential_calls.watch(core)
        # botocore has no public name for it, and would ask the terminal behind the screen.
        providers = core.get_component("credential_provider")
        providers.get_provider("assume-role")._prompter = self._ask_once
        limit_credential_process(core, detached=self.ask is not None)

    def record_expiry(self) -> None:
        """Note when the credentials that were just used expire; call it under the lock."""
        # botocore has no public name for it.
        self.expires_at = getattr(self.session().get_credentials(), "_expiry_time", None)

    def reload_credentials(self) -> bool:
        """Look credentials up again, and return true if they are others than before; blocks.

        boto3 keeps credentials from a file, although another program may have written new ones.
        """
        with self.lock:
            before = self._access_key()
            self.mfa_error = None
            self.forget_session()
            return self._access_key() not in (None, before)

    def forget_session(self) -> None:
        """Read the configuration and the credentials again when they are needed next."""
        with self.lock:
            self._session = None
            self._clients.clear()
            self.has_failed = False

    def _access_key(self) -> str | None:
        try:
            with translate_errors(self):
                credentials = self.session().get_credentials()
                return str(credentials.get_frozen_credentials().access_key) if credentials else None
        except AwsError:
            return None

    def _ask_once(self, prompt: str) -> str:
        """Ask for an MFA code. Once that failed, other threads do not ask again."""
        if self.mfa_error:
            raise self.mfa_error
        try:
            if self.ask is None and not _has_terminal():
                raise AwsError(describe_mfa(ProfileChain(self)))
            return (self.ask or ask_in_terminal)(prompt)
        except AwsError as error:
            self.mfa_error = error
            raise


def ask_in_terminal(prompt: str) -> str:
    """Ask for an MFA code in the terminal.

    Raises:
        AwsError: No code was given.
    """
    # Imported here, because few profiles need a code.
    from getpass import getpass

    try:
        return getpass(prompt)
    except (EOFError, OSError):
        raise MfaError("No MFA code was given.") from None


def _has_terminal() -> bool:
    """Return true if there is a terminal, whatever the standard streams are."""
    try:
        with Path("/dev/tty").open("rb"):
            return True
    except OSError:
        return sys.stdin.isatty()
