"""Refusals that pass by themselves."""

import pytest

from dsql_tui.dsql.patience import passes
from dsql_tui.events import Refusal


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
def test_only_what_passes_is_waited_for(message: str, worth: bool) -> None:
    assert passes(Refusal(message)) is worth
