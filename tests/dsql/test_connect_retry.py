"""Connection errors that are worth a retry."""

import pytest

from dsql_tui.dsql.connect_retry import is_transient
from dsql_tui.events import ServerError


@pytest.mark.parametrize(
    ("message", "worth"),
    [
        ("unable to accept connection, waking up cluster, please retry later", True),
        ("Unable to accept connection, too many open connections.", True),
        ("Unable to accept connection, rate exceeded.", True),
        ("server unavailable", True),
        ("unable to accept connection, access denied", False),
        ("SSL error: certificate verify failed", False),
    ],
)
def test_only_transient_errors_are_retried(message: str, worth: bool) -> None:
    assert is_transient(ServerError(message)) is worth
