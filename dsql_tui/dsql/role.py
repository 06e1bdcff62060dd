"""The database role that one connects as, and the IAM action that it takes.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/authentication-authorization.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ADMIN = "admin"


def action_for(role: str) -> str:
    """The action that a token must be signed for, without its `dsql:` prefix."""
    return "DbConnectAdmin" if role == ADMIN else "DbConnect"


@dataclass(frozen=True, slots=True)
class KnownRoles:
    """What is known of the roles of one cluster."""

    used: tuple[str, ...] = ()
    """Those that sessions were opened as, the last first."""
    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ARNs of the identities that may be each, by AWS IAM GRANT."""


class RoleOffer(NamedTuple):
    """A role to connect as, and why it is offered."""

    role: str
    why: str


def principal_of(arn: str) -> str:
    """The ARN that `AWS IAM GRANT` names an identity by: of the role itself, where it assumed one.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/using-database-and-iam-roles.html
    """
    parts = arn.split(":", 5)
    if len(parts) < 6 or not parts[5].startswith("assumed-role/"):
        return arn
    name = parts[5].split("/")[1]
    return f"{parts[0]}:{parts[1]}:iam::{parts[4]}:role/{name}"


def offered(known: KnownRoles, arn: str | None) -> list[RoleOffer]:
    """The roles to choose from for the identity `arn`, the likeliest first.

    That is the one given to this very identity, then those used before, then admin.
    """
    own = principal_of(arn) if arn else None
    reasons = [
        *((role, "given to you") for role, arns in known.mapped.items() if own in arns),
        *((role, "used before") for role in known.used),
        (ADMIN, "may do everything"),
        *((role, "given to others") for role, arns in known.mapped.items() if own not in arns),
    ]
    first: dict[str, str] = {}
    for role, why in reasons:
        first.setdefault(role, why)
    return [RoleOffer(role, why) for role, why in first.items()]
