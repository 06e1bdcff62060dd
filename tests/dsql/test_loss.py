"""The meaning of a lost link, by the statement that was running."""

import pytest

from dsql_tui.dsql.loss import is_unavailable, loss
from dsql_tui.dsql.state import State
from dsql_tui.events import ServerError

CASES = [
    ("a read", State.IDLE, False, False, False),
    ("a single write", State.IDLE, True, False, True),
    ("a COMMIT", State.IN_TRANSACTION, True, True, True),
    ("a write in a transaction", State.IN_TRANSACTION, True, False, False),
    ("a read in a transaction", State.IN_TRANSACTION, False, False, False),
    ("a COMMIT of a failed transaction", State.FAILED, True, True, False),
]


@pytest.mark.parametrize(
    ("name", "before", "changes", "commits", "unknown"), CASES, ids=[name for name, *_ in CASES]
)
def test_outcome_is_unknown_only_for_possible_changes(
    name: str, before: State, changes: bool, commits: bool, unknown: bool
) -> None:
    found = loss(before, changes, commits)
    assert found.unknown is unknown
    assert found.cause
    assert found.remedy


def test_given_up_session_may_continue_at_the_server() -> None:
    assert "may continue" in loss(State.IDLE, True, False, "given up").cause


def test_unavailable_cluster_may_have_executed_it() -> None:
    assert is_unavailable(ServerError("server unavailable", "XX000"))
    assert not is_unavailable(ServerError("server unavailable", "57P01"))
    assert "unavailable" in loss(State.IDLE, True, False, "unavailable").cause
