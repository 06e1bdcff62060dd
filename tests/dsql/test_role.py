"""Which roles are offered, and in which order."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.role import KnownRoles, offered, principal_of

USER = "arn:aws:iam::111122223333:user/me"
SESSION = "arn:aws:sts::111122223333:assumed-role/reader/session"
READER = "arn:aws:iam::111122223333:role/reader"


@pytest.mark.parametrize(
    ("arn", "principal"), [(USER, USER), (SESSION, READER), ("nonsense", "nonsense")]
)
def test_an_assumed_role_is_named_as_iam_names_it(arn: str, principal: str) -> None:
    assert principal_of(arn) == principal


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
def test_ones_own_comes_first_then_those_used_then_admin(
    known: KnownRoles, arn: str | None, roles: list[str]
) -> None:
    assert [offer.role for offer in offered(known, arn)] == roles
