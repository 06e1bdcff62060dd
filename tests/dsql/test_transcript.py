"""Holding a transaction verbatim, and when to try it again."""

import random
from itertools import pairwise

from dsql_tui.dsql.answer import Answer
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import TRIES, Sent, Transcript, differing, waits

OPEN, FAILED, IDLE = State.IN_TRANSACTION, State.FAILED, State.IDLE


def noted(*steps: tuple[str, State]) -> Transcript:
    transcript = Transcript()
    for text, after in steps:
        transcript.note(Sent(text), after)
    return transcript


def texts(sent: tuple[Sent, ...]) -> tuple[str, ...]:
    return tuple(each.text for each in sent)


def test_a_statement_by_itself_is_sent_again_alone() -> None:
    assert texts(noted(("insert a", IDLE), ("insert b", IDLE)).sent) == ("insert b",)


def test_a_transaction_that_lost_at_commit_is_sent_again_whole() -> None:
    steps = [("select 1", IDLE), ("begin", OPEN), ("update t", OPEN), ("commit", IDLE)]
    assert texts(noted(*steps).sent) == ("begin", "update t", "commit")


def test_one_that_lost_before_its_commit_is_sent_again_as_far_as_it_came() -> None:
    steps = [("begin", OPEN), ("update t", OPEN), ("update u", FAILED)]
    assert texts(noted(*steps).sent) == ("begin", "update t", "update u")


def test_waits_double_and_differ() -> None:
    once, twice = list(waits(chance=random.Random(1))), list(waits(chance=random.Random(2)))
    assert len(once) == TRIES
    assert once != twice
    assert all(later > earlier for earlier, later in pairwise(once))
    assert list(waits(20))[-1] <= 2.5


def test_a_transaction_whose_session_went_is_sent_again_whole_and_never_mixed_with_another() -> (
    None
):
    transcript = noted(("begin", OPEN), ("update t", OPEN))
    assert texts(transcript.lose(Sent("select 1"))) == ("begin", "update t", "select 1")
    transcript.note(Sent("update u"), IDLE)
    assert texts(transcript.sent) == ("update u",)


def test_a_statement_by_itself_whose_session_went_is_sent_again_alone() -> None:
    assert texts(noted(("select 1", IDLE)).lose(Sent("select 2"))) == ("select 2",)


def test_answers_are_compared_one_by_one_and_refusals_left_out() -> None:
    one, other = Answer("SELECT 1", 1, 1), Answer("SELECT 1", 1, 2)
    assert differing([one, one, None, other], [one, other, one, None]) == [2]
