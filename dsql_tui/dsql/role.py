"""The database role of a session, and the IAM action that it needs.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/authentication-authorization.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ADMIN = "admin"


def get_action(role: str) -> str:
    """Return the action that a token must be signed for, without its `dsql:` prefix."""
    return "DbConnectAdmin" if role == ADMIN else "DbConnect"


@dataclass(frozen=True, slots=True)
class KnownRoles:
    """The roles of one cluster, as far as known."""

    used: tuple[str, ...] = ()
    """Roles that sessions were opened as, the latest first."""
    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ARNs of the identities that each role is granted to by AWS IAM GRANT."""


class RoleOffer(NamedTuple):
    """A role to connect as, and the reason for the offer."""

    role: str
    why: str


def principal_arn(arn: str) -> str:
    """Return the ARN that `AWS IAM GRANT` names an identity by: that of an assumed role itself.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/using-database-and-iam-roles.html
    """
    parts = arn.split(":", 5)
    if len(parts) < 6 or not parts[5].startswith("assumed-role/"):
        return arn
    name = parts[5].split("/")[1]
    return f"{parts[0]}:{parts[1]}:iam::{parts[4]}:role/{name}"


def offer_roles(known: KnownRoles, arn: str | None) -> list[RoleOffer]:
    """Return the roles to offer to the identity `arn`, the likeliest first.

    Roles granted to this identity come first, then those used before, then admin.
    """
    own = principal_arn(arn) if arn else None
    reasons = [
        *((role, "granted to you") for role, arns in known.mapped.items() if own in arns),
        *((role, "used before") for role in known.used),
        (ADMIN, "all privileges"),
        *((role, "granted to others") for role, arns in known.mapped.items() if own not in arns),
    ]
    first: dict[str, str] = {}
    for role, why in reasons:
        first.setdefault(role, why)
    return [RoleOffer(role, why) for role, why in first.items()]
