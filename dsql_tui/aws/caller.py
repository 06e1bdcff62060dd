"""Who AWS says that we are, and how we come to be that again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from dsql_tui.aws.identity import AwsError, Identity, explained

_BRIEF = Config(connect_timeout=3, read_timeout=3, retries={"total_max_attempts": 1})
"""It is asked only to explain something else."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who AWS says that we are, as far as it says so."""

    arn: str | None = None
    account: str | None = None
    ahead: float | None = None
    """Seconds that this computer's clock is ahead of AWS's."""


def caller(identity: Identity, region: str) -> Caller:
    """Ask AWS who we are, and by how much our clocks differ; blocks for some seconds.

    It takes no permission. What AWS does not say is left open; its refusals have a date too.
    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    """
    try:
        with identity.lock, explained():
            sts = identity.session().client("sts", region_name=region, config=_BRIEF)
        answer = sts.get_caller_identity()
    except ClientError as refused:
        return Caller(ahead=_ahead(refused.response))
    except (AwsError, BotoCoreError):
        return Caller()
    return Caller(answer["Arn"], answer["Account"], _ahead(answer))


def sign_in_command(identity: Identity) -> tuple[str, ...]:
    """What the user runs to sign in again, or nothing where that is not how it is done."""
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


def _ahead(answer: Any) -> float | None:
    """How far our clock is ahead of the one in an answer's head, which has whole seconds."""
    dated = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return (datetime.now(timezone.utc) - parsedate_to_datetime(dated)).total_seconds()
    except (TypeError, ValueError):
        return None
