"""The database role that one connects as, and the IAM action that it takes.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/authentication-authorization.html
"""

from __future__ import annotations

ADMIN = "admin"


def action_for(role: str) -> str:
    """The action that a token must be signed for, without its `dsql:` prefix."""
    return "DbConnectAdmin" if role == ADMIN else "DbConnect"
