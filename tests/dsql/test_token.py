"""A token's lifetime, and that it is never shown by accident."""

import pytest

from dsql_tui.dsql.limits import TOKEN_MAX
from dsql_tui.dsql.role import action_for
from dsql_tui.dsql.token import Token, checked_lifetime


def test_a_token_does_not_show_its_text() -> None:
    assert "secret" not in repr(Token("secret", 900))


@pytest.mark.parametrize("seconds", [60, 900, TOKEN_MAX])
def test_lifetimes_from_a_minute_to_a_week_pass(seconds: int) -> None:
    assert checked_lifetime(seconds) == seconds


@pytest.mark.parametrize("seconds", [-5, 0, 59, TOKEN_MAX + 1])
def test_other_lifetimes_are_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="a week"):
        checked_lifetime(seconds)


@pytest.mark.parametrize(("role", "action"), [("admin", "DbConnectAdmin"), ("app", "DbConnect")])
def test_the_role_decides_the_action(role: str, action: str) -> None:
    assert action_for(role) == action
