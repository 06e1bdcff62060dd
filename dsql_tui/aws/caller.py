"""The caller identity, as AWS reports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from dsql_tui.aws.errors import AwsError, translate_errors
from dsql_tui.aws.identity import Identity

_QUICK_CONFIG = Config(connect_timeout=3, read_timeout=3, retries={"total_max_attempts": 1})
"""AWS is asked only to explain another error."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller identity and AWS's clock, as far as known."""

    arn: str | None = None
    account: str | None = None
    time: datetime | None = None
    """The time of AWS's clock, to half a second."""
    asked: datetime | None = None
    """The time of this computer's clock at that moment."""
    error: AwsError | None = None
    """Why AWS did not report the identity."""

    @property
    def seconds_ahead(self) -> float | None:
        """Seconds that this computer's clock is ahead of AWS's."""
        return (self.asked - self.time).total_seconds() if self.asked and self.time else None


def get_caller(identity: Identity, region: str) -> Caller:
    """Ask AWS for the caller identity and its clock; blocks for some seconds.

    It needs no permission. Errors of AWS have a date too.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    try:
        with translate_errors(identity):
            with identity.lock:
                sts = identity.session(region).client(
                    "sts", region_name=region, config=_QUICK_CONFIG
                )
            answer = sts.get_caller_identity()
            with identity.lock:
                identity.record_expiry()
    except AwsError as error:
        cause = error.__cause__
        answer = cause.response if isinstance(cause, ClientError) else {}
        return Caller(None, None, _time(answer), datetime.now(timezone.utc), error)
    arn, account = answer.get("Arn"), answer.get("Account")
    return Caller(arn, account, _time(answer), datetime.now(timezone.utc))


def describe_credentials(identity: Identity) -> str | None:
    """Describe the source of the credentials; `None` if there are none.

    Raises:
        AwsError: The profile does not exist, or has no valid credentials.
    """
    with identity.lock, translate_errors(identity):
        session = identity.session()
        found = session.get_credentials()
        if found is None:
            return None
        found.get_frozen_credentials()
        identity.record_expiry()
    profile = f"AWS profile {session.profile_name}, " if identity.profile else ""
    kind = "temporary" if found.token or identity.expires_at else "long-term"
    until = f" until {identity.expires_at:%H:%M %Z}" if identity.expires_at else ""
    return f"{profile}{kind}{until}, from {found.method}"


def _time(answer: Any) -> datetime | None:
    """Return the date in an answer's header, which on average is half a second too early."""
    dated = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return parsedate_to_datetime(dated) + timedelta(seconds=0.5)
    except (TypeError, ValueError):
        return None
