"""The lifetime of tokens, and their repr."""

import pytest

from dsql_tui.dsql.limits import TOKEN_MAX_SECONDS
from dsql_tui.dsql.role import get_action
from dsql_tui.dsql.token import Token, check_lifetime


def test_token_hides_its_text() -> None:
    assert "secret" not in repr(Token("secret", 900))


@pytest.mark.parametrize("seconds", [60, 900, TOKEN_MAX_SECONDS])
def test_lifetimes_from_a_minute_to_a_week_are_valid(seconds: int) -> None:
    assert check_lifetime(seconds) == seconds


@pytest.mark.parametrize("seconds", [-5, 0, 59, TOKEN_MAX_SECONDS + 1])
def test_other_lifetimes_are_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="a week"):
        check_lifetime(seconds)


@pytest.mark.parametrize(("role", "action"), [("admin", "DbConnectAdmin"), ("app", "DbConnect")])
def test_role_decides_the_action(role: str, action: str) -> None:
    assert get_action(role) == action
