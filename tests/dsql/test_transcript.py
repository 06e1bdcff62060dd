"""The transcript of a transaction, and retries."""

import random
from itertools import pairwise

from dsql_tui.dsql.answer import Answer
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import (
    MAX_RETRIES,
    SentStatement,
    Transcript,
    find_differences,
    retry_delays,
)

OPEN, FAILED, IDLE = State.IN_TRANSACTION, State.FAILED, State.IDLE


def record(*steps: tuple[str, State]) -> Transcript:
    transcript = Transcript()
    for text, after in steps:
        transcript.record(SentStatement(text), after)
    return transcript


def texts(sent: tuple[SentStatement, ...]) -> tuple[str, ...]:
    return tuple(each.text for each in sent)


def test_single_statement_is_sent_again_alone() -> None:
    assert texts(record(("insert a", IDLE), ("insert b", IDLE)).sent) == ("insert b",)


def test_transaction_that_failed_at_commit_is_sent_again() -> None:
    steps = [("select 1", IDLE), ("begin", OPEN), ("update t", OPEN), ("commit", IDLE)]
    assert texts(record(*steps).sent) == ("begin", "update t", "commit")


def test_transaction_that_failed_earlier_is_sent_again_up_to_there() -> None:
    steps = [("begin", OPEN), ("update t", OPEN), ("update u", FAILED)]
    assert texts(record(*steps).sent) == ("begin", "update t", "update u")


def test_delays_double_with_jitter() -> None:
    once, twice = (
        list(retry_delays(chance=random.Random(1))),
        list(retry_delays(chance=random.Random(2))),
    )
    assert len(once) == MAX_RETRIES
    assert once != twice
    assert all(later > earlier for earlier, later in pairwise(once))
    assert list(retry_delays(20))[-1] <= 2.5


def test_transaction_of_a_lost_session_is_sent_again_alone() -> None:
    transcript = record(("begin", OPEN), ("update t", OPEN))
    assert texts(transcript.lose(SentStatement("select 1"))) == ("begin", "update t", "select 1")
    transcript.record(SentStatement("update u"), IDLE)
    assert texts(transcript.sent) == ("update u",)


def test_single_statement_of_a_lost_session_is_sent_again_alone() -> None:
    assert texts(record(("select 1", IDLE)).lose(SentStatement("select 2"))) == ("select 2",)


def test_answers_are_compared_without_errors() -> None:
    one, other = Answer("SELECT 1", 1, 1), Answer("SELECT 1", 1, 2)
    assert find_differences([one, one, None, other], [one, other, one, None]) == [2]
