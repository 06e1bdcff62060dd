"""Whose credentials are in use, and the one boto3 client per region that uses them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import boto3

_PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "read_timeout": 10,
    "retries": {"mode": "standard", "total_max_attempts": 4},
}
"""Throttled calls are repeated after 1, 2 and 4 seconds at most, and less by chance."""

_CACHED = re.compile("[0-9a-f]{40}")

_SIGN_IN = ("SSOError", "TokenRetrievalError", "LoginError")
"""What botocore raises where a sign-in has ended; the last came with `aws login`, in 2025."""


class AwsError(Exception):
    """AWS could not be asked, or said no; the text is one sentence for the user."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code
        """What AWS calls the error, such as `AccessDeniedException`; empty where it did not say."""


class SignInEnded(AwsError):
    """What was signed in to with a browser has ended: the user has to do that again."""


class NoCredentials(AwsError):
    """boto3 has looked everywhere, and there are none."""


class Identity:
    """An AWS profile, or whatever boto3 finds without one: environment, SSO, container, instance.

    Clients are made and tokens signed under one lock: many threads that ask a metadata service
    for credentials at once are told that there are none. boto3 looks temporary credentials up
    anew when they near their end.
    """

    def __init__(self, profile: str | None = None, ask: Callable[[str], str] | None = None) -> None:
        self.profile = profile
        self.ask = ask
        """Asks the user for an MFA code, in the thread that needs it; `None` asks the terminal."""
        self.lock = RLock()
        self.ends: datetime | None = None
        """When the credentials end that were used last; `None` where that is not known."""
        self._session: boto3.Session | None = None
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, region: str, service: str = "dsql") -> Any:
        """The client of a region, for a service.

        Raises:
            AwsError: the profile or the region cannot be used.
        """
        # Lazily, because credentials in the environment do without it.
        from botocore.config import Config

        with self.lock, explained(self):
            if (service, region) not in self._clients:
                self._clients[service, region] = self.session().client(
                    service, region_name=region, config=Config(**_PATIENCE)
                )
            return self._clients[service, region]

    def session(self) -> boto3.Session:
        """boto3's session for the profile; to be called under the lock."""
        # Lazily, as above.
        import boto3

        if self._session is None:
            self._session = boto3.Session(profile_name=self.profile)
            if self.ask:
                # botocore has no public name for it, and would ask the terminal behind the screen.
                core = self._session._session
                providers = core.get_component("credential_provider")
                providers.get_provider("assume-role")._prompter = self.ask
        return self._session

    def note_end(self) -> None:
        """boto3's credentials have just been used: note when they end; called under the lock."""
        # botocore has no public name for it.
        self.ends = getattr(self.session().get_credentials(), "_expiry_time", None)

    def look_again(self) -> bool:
        """Find credentials as if for the first time; are they others than before? Blocks.

        boto3 keeps those that it once read from a file, though another program may have written
        new ones since.
        """
        with self.lock:
            before = self._key()
            self._session = None
            self._clients.clear()
            return self._key() not in (None, before)

    def _key(self) -> str | None:
        try:
            with explained():
                credentials = self.session().get_credentials()
                return str(credentials.get_frozen_credentials().access_key) if credentials else None
        except AwsError:
            return None


@contextmanager
def explained(identity: Identity | None = None) -> Iterator[None]:
    """Turn what botocore raises into an `AwsError` with its reason in one line.

    With an identity, it tells how that is signed in to again.
    """
    # Lazily, as above.
    from botocore import exceptions
    from botocore.parsers import ResponseParserError

    sign_in = tuple(getattr(exceptions, name) for name in _SIGN_IN if hasattr(exceptions, name))
    try:
        yield
    except exceptions.ClientError as error:
        said = error.response.get("Error", {})
        code, message = said.get("Code") or "Error", said.get("Message") or ""
        # What may follow repeats the whole request, with the session token in it.
        message = " ".join(message.partition("The Canonical String")[0].split())
        raise AwsError(f"{code}: {message}".rstrip(": "), code) from error
    except exceptions.NoCredentialsError as error:
        raise NoCredentials(
            "There are no AWS credentials in the environment, the profile or this machine's role."
        ) from error
    except sign_in as error:
        raise SignInEnded(_ended(identity)) from error
    except KeyError as error:
        # botocore's for a token of its cache that is no JSON, by the name of the file.
        if not _CACHED.fullmatch(str(error.args[0])):
            raise
        raise SignInEnded(_ended(identity)) from error
    except exceptions.EndpointConnectionError as error:
        url = error.kwargs["endpoint_url"]
        raise AwsError(f"{url} cannot be reached: no such region, or no network.") from error
    except ResponseParserError as error:
        raise AwsError("Whoever answered in AWS's place is not AWS: a proxy, perhaps.") from error
    except exceptions.ProfileNotFound as error:
        name = error.kwargs.get("profile", "")
        raise AwsError(
            f"There is no AWS profile “{name}”: `aws configure list-profiles` lists them."
        ) from error
    except (exceptions.BotoCoreError, ValueError) as error:
        raise AwsError(" ".join(str(error).split())) from error


def _ended(identity: Identity | None) -> str:
    words = "The sign-in of this AWS profile has ended"
    command = shlex.join(sign_in_command(identity)) if identity else ""
    return f"{words}: renew it with `{command}`." if command else f"{words}."


def sign_in_command(identity: Identity) -> tuple[str, ...]:
    """What the user runs to sign in again, or nothing where that is not how it is done."""
    # Lazily, as above.
    from botocore.exceptions import BotoCoreError

    with identity.lock:
        try:
            session = identity.session()._session
            config = session.get_scoped_config()
        except BotoCoreError:
            return ()
        profile = ("--profile", session.profile) if session.profile else ()
    if "sso_session" in config or "sso_start_url" in config:
        return ("aws", "sso", "login", *profile)
    return ("aws", "login", *profile) if "login_session" in config else ()
