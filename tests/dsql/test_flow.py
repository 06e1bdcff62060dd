"""Rules for runs, on lists."""

from dsql_tui.dsql.flow import NOT_KEPT, honest_commit
from dsql_tui.events import Finished, Refused


def test_a_commit_that_was_none_is_a_refusal() -> None:
    assert list(honest_commit(iter([Finished("ROLLBACK", 0.1)]))) == [Refused(NOT_KEPT, 0.1)]


def test_a_commit_that_was_one_is_left_alone() -> None:
    events = [Finished("COMMIT", 0.1)]
    assert list(honest_commit(iter(events))) == events
