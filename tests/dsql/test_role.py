"""The roles that are offered, and their order."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.role import KnownRoles, offer_roles, principal_arn

USER = "arn:aws:iam::111122223333:user/me"
SESSION = "arn:aws:sts::111122223333:assumed-role/reader/session"
READER = "arn:aws:iam::111122223333:role/reader"


@pytest.mark.parametrize(
    ("arn", "principal"), [(USER, USER), (SESSION, READER), ("nonsense", "nonsense")]
)
def test_assumed_role_has_the_arn_of_its_role(arn: str, principal: str) -> None:
    assert principal_arn(arn) == principal


@pytest.mark.parametrize(
    ("known", "arn", "roles"),
    [
        (KnownRoles(), None, ["admin"]),
        (KnownRoles(("app", "admin")), None, ["app", "admin"]),
        (KnownRoles(("admin",), {"app": (READER,)}), SESSION, ["app", "admin"]),
        (KnownRoles(("admin",), {"app": (READER,)}), USER, ["admin", "app"]),
        (KnownRoles((), {"bi": (USER,), "app": (READER,)}), None, ["admin", "bi", "app"]),
    ],
)
def test_granted_roles_come_first_then_used_ones_then_admin(
    known: KnownRoles, arn: str | None, roles: list[str]
) -> None:
    assert [offer.role for offer in offer_roles(known, arn)] == roles
