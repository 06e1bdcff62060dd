"""Whose credentials are in use, and the one boto3 client per region that uses them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import boto3

_PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "read_timeout": 10,
    "retries": {"mode": "standard", "total_max_attempts": 4},
}
"""Throttled calls are repeated after 1, 2 and 4 seconds at most, and less by chance."""


class AwsError(Exception):
    """AWS could not be asked, or said no; the text is one sentence for the user."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code
        """What AWS calls the error, such as `AccessDeniedException`; empty where it did not say."""


class Identity:
    """An AWS profile, or whatever boto3 finds without one: environment, SSO, container, instance.

    Clients are made and tokens signed under one lock: many threads that ask a metadata service
    for credentials at once are told that there are none.
    """

    def __init__(self, profile: str | None = None) -> None:
        self.profile = profile
        self.lock = Lock()
        self._session: boto3.Session | None = None
        self._clients: dict[str, Any] = {}

    def client(self, region: str) -> Any:
        """The `dsql` client of a region.

        Raises:
            AwsError: the profile or the region cannot be used.
        """
        # Lazily, because credentials in the environment do without it.
        import boto3
        from botocore.config import Config

        with self.lock, explained():
            if self._session is None:
                self._session = boto3.Session(profile_name=self.profile)
            if region not in self._clients:
                self._clients[region] = self._session.client(
                    "dsql", region_name=region, config=Config(**_PATIENCE)
                )
            return self._clients[region]


@contextmanager
def explained() -> Iterator[None]:
    """Turn what botocore raises into an `AwsError` with its reason in one line."""
    # Lazily, as above.
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        said = error.response.get("Error", {})
        code, message = said.get("Code") or "Error", said.get("Message") or ""
        raise AwsError(f"{code}: {message}".rstrip(": "), code) from error
    except (BotoCoreError, ValueError) as error:
        raise AwsError(" ".join(str(error).split())) from error
