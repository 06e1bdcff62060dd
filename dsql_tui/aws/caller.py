"""Who AWS says that we are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from dsql_tui.aws.identity import AwsError, Identity, explained

_BRIEF = Config(connect_timeout=3, read_timeout=3, retries={"total_max_attempts": 1})
"""It is asked only to explain something else."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who AWS says that we are, as far as it says so."""

    arn: str | None = None
    account: str | None = None
    time: datetime | None = None
    """What AWS's clock showed, to the half second."""
    asked: datetime | None = None
    """What this computer's clock showed then."""
    refusal: AwsError | None = None
    """Why AWS did not say."""

    @property
    def ahead(self) -> float | None:
        """Seconds that this computer's clock is ahead of AWS's."""
        return (self.asked - self.time).total_seconds() if self.asked and self.time else None


def caller(identity: Identity, region: str) -> Caller:
    """Ask AWS who we are, and by how much our clocks differ; blocks for some seconds.

    It takes no permission. What AWS does not say is left open; its refusals have a date too.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    try:
        with explained():
            with identity.lock:
                sts = identity.session().client("sts", region_name=region, config=_BRIEF)
            answer = sts.get_caller_identity()
            with identity.lock:
                identity.note_end()
    except AwsError as error:
        refused = error.__cause__
        said = refused.response if isinstance(refused, ClientError) else {}
        return Caller(None, None, _time(said), datetime.now(timezone.utc), error)
    return Caller(answer["Arn"], answer["Account"], _time(answer), datetime.now(timezone.utc))


def origin(identity: Identity) -> str | None:
    """Where the credentials come from, in a few words; `None` where there are none.

    Raises:
        AwsError: the profile is not there, or its credentials cannot be had.
    """
    with identity.lock, explained():
        session = identity.session()
        found = session.get_credentials()
        if found is None:
            return None
        found.get_frozen_credentials()
        identity.note_end()
    of = f"AWS profile {session.profile_name}, " if identity.profile else ""
    kind = "temporary" if found.token else "lasting"
    until = f" until {identity.ends:%H:%M %Z}" if identity.ends else ""
    return f"{of}{kind}{until}, from {found.method}"


def _time(answer: Any) -> datetime | None:
    """The date in an answer's head, which has whole seconds: half of one is lost on average."""
    dated = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return parsedate_to_datetime(dated) + timedelta(seconds=0.5)
    except (TypeError, ValueError):
        return None
