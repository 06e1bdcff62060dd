"""What a lost link means, by what was under way."""

import pytest

from dsql_tui.dsql.loss import loss, unavailable
from dsql_tui.dsql.state import State
from dsql_tui.events import Refusal

CASES = [
    ("a read", State.IDLE, False, False, False),
    ("a write by itself", State.IDLE, True, False, True),
    ("a COMMIT", State.IN_TRANSACTION, True, True, True),
    ("a write in a transaction", State.IN_TRANSACTION, True, False, False),
    ("a read in a transaction", State.IN_TRANSACTION, False, False, False),
    ("a COMMIT of a failed transaction", State.FAILED, True, True, False),
]


@pytest.mark.parametrize(
    ("name", "before", "changes", "commits", "unknown"), CASES, ids=[name for name, *_ in CASES]
)
def test_the_outcome_is_unknown_only_of_what_may_have_been_kept(
    name: str, before: State, changes: bool, commits: bool, unknown: bool
) -> None:
    found = loss(before, changes, commits)
    assert found.unknown is unknown
    assert found.cause
    assert found.remedy


def test_what_the_server_may_go_on_with_is_said() -> None:
    assert "may go on" in loss(State.IDLE, True, False, "given up").cause


def test_a_cluster_that_was_away_may_have_done_it() -> None:
    assert unavailable(Refusal("server unavailable", "XX000"))
    assert not unavailable(Refusal("server unavailable", "57P01"))
    assert "unavailable" in loss(State.IDLE, True, False, "unavailable").cause
