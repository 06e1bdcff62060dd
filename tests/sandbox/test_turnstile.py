"""The quotas of sessions, with a clock that is moved by hand."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.gateway.turnstile import Quotas, Turnstile
from dsql_tui.sandbox.protocol.refusals import Refusal

HERE, THERE = "here", "there"


def comes_in(turnstile: Turnstile, host: str) -> bool:
    try:
        turnstile.attempt(host)
    except Refusal as refusal:
        return refusal.sqlstate != "53400"
    return True


def attempts(turnstile: Turnstile, host: str, count: int) -> int:
    """How many of so many attempts succeed."""
    return sum(comes_in(turnstile, host) for _ in range(count))


def test_after_a_burst_as_many_come_in_as_time_allows() -> None:
    now = [0.0]
    turnstile = Turnstile(Quotas(), lambda: now[0])
    assert attempts(turnstile, HERE, 1500) == 1000
    now[0] += 1
    assert attempts(turnstile, HERE, 500) == 100
    now[0] += 1000
    assert attempts(turnstile, HERE, 1500) == 1000
    assert attempts(turnstile, THERE, 10) == 10


def test_who_leaves_makes_room() -> None:
    turnstile = Turnstile(Quotas(sessions=2))
    turnstile.enter(HERE)
    turnstile.enter(HERE)
    turnstile.enter(THERE)
    with pytest.raises(Refusal, match="too many open connections") as caught:
        turnstile.enter(HERE)
    assert caught.value.sqlstate == "53300"
    assert turnstile.open(HERE) == 2
    turnstile.leave(HERE)
    turnstile.enter(HERE)
