"""The limits of sessions, with a clock that the tests set."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.gateway.connection_limits import ConnectionLimits, Quotas
from dsql_tui.sandbox.protocol.errors import ServerError

HERE, THERE = "here", "there"


def comes_in(limits: ConnectionLimits, host: str) -> bool:
    try:
        limits.attempt(host)
    except ServerError as error:
        return error.sqlstate != "53400"
    return True


def attempts(limits: ConnectionLimits, host: str, count: int) -> int:
    """Return how many of some attempts succeed."""
    return sum(comes_in(limits, host) for _ in range(count))


def test_after_a_burst_as_many_come_in_as_time_allows() -> None:
    now = [0.0]
    limits = ConnectionLimits(Quotas(), lambda: now[0])
    assert attempts(limits, HERE, 1500) == 1000
    now[0] += 1
    assert attempts(limits, HERE, 500) == 100
    now[0] += 1000
    assert attempts(limits, HERE, 1500) == 1000
    assert attempts(limits, THERE, 10) == 10


def test_a_session_that_ends_makes_room() -> None:
    limits = ConnectionLimits(Quotas(sessions=2))
    limits.add(HERE)
    limits.add(HERE)
    limits.add(THERE)
    with pytest.raises(ServerError, match="too many open connections") as caught:
        limits.add(HERE)
    assert caught.value.sqlstate == "53300"
    assert limits.count_open(HERE) == 2
    limits.remove(HERE)
    limits.add(HERE)
