"""Who may sign: the AWS identities that exist in the sandbox, with keys that are none elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ACCOUNT = "111122223333"
"""AWS's own example account."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An AWS identity and what it signs with."""

    arn: str
    access_key: str
    secret_key: str


DEVELOPER = Identity(
    arn=f"arn:aws:iam::{ACCOUNT}:user/developer",
    access_key="DSQLSANDBOXDEVELOPER",
    secret_key="not-a-secret/for-the-dsql-tui-sandbox-only",
)
"""May do everything."""

IDENTITIES: Mapping[str, Identity] = {identity.access_key: identity for identity in (DEVELOPER,)}
"""By access key."""
