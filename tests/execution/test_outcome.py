"""What a run that was not done comes to, by what was under way: never a thing done twice."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement, Transcript
from dsql_tui.events import ServerError
from dsql_tui.execution.outcome import judge_failure

IDLE, OPEN, FAILED = State.IDLE, State.IN_TRANSACTION, State.FAILED
GONE = ServerError("server closed the connection unexpectedly", lost=True)
RESTART = ServerError("terminating connection due to administrator command", "57P01", lost=True)
AWAY = ServerError("server unavailable", "XX000")
CONFLICT = ServerError("change conflicts with another transaction (OC000)", "40001")
DIVISION = ServerError("division by zero", "22012")
CANCELLED = ServerError("canceling statement due to user request", "57014")
NOT_THERE = ServerError("procedure fill() does not exist", "42883")
WRONG = ServerError('column "x" does not exist', "42703")
READ, WRITE, DDL = "select 1", "update t set n = 1 where id = 1", "create table t (id int)"
CTE = "with x as (insert into t values (1) returning *) select * from x"

UNKNOWN = [
    ("a write outside a transaction", WRITE, IDLE, GONE),
    ("a write when the server restarts", WRITE, IDLE, RESTART),
    ("a write when the cluster is away", WRITE, IDLE, AWAY),
    ("a write that looks like a read", CTE, IDLE, GONE),
    ("a read that calls a function of the user's", "select refill()", IDLE, GONE),
    ("DDL", DDL, IDLE, GONE),
    ("a call", "call f()", IDLE, GONE),
    ("COMMIT", "commit", OPEN, GONE),
    ("COMMIT spelt END", "END TRANSACTION", OPEN, GONE),
    ("COMMIT when the cluster is away", "commit", OPEN, AWAY),
]
REPEATED = [
    ("a read", READ, IDLE, GONE, [READ]),
    ("a read when the cluster is away", READ, IDLE, AWAY, [READ]),
    ("a plan", f"explain {WRITE}", IDLE, GONE, [f"explain {WRITE}"]),
    ("BEGIN", "begin", IDLE, GONE, ["begin"]),
    ("a setting", "set timezone to 'UTC'", IDLE, GONE, ["set timezone to 'UTC'"]),
    ("a read within", READ, OPEN, GONE, ["begin", WRITE, READ]),
    ("a write within", WRITE, OPEN, GONE, ["begin", WRITE, WRITE]),
    ("a write within, the cluster away", WRITE, OPEN, AWAY, ["begin", WRITE, WRITE]),
    ("COMMIT of a failed transaction", "commit", FAILED, GONE, ["begin", WRITE, "commit"]),
    ("a conflict outside a transaction", WRITE, IDLE, CONFLICT, [WRITE]),
    ("a conflict at COMMIT", "commit", OPEN, CONFLICT, ["begin", WRITE, "commit"]),
]


def after(text: str, before: State, error: ServerError) -> Transcript:
    """Return the transcript after a statement has failed."""
    transcript = Transcript()
    if before.open:
        transcript.record(SentStatement("begin"), OPEN)
        transcript.record(SentStatement(WRITE), OPEN)
    if not error.lost:
        transcript.record(SentStatement(text), FAILED if before.open else IDLE)
    return transcript


@pytest.mark.parametrize(("name", "text", "before", "error"), UNKNOWN)
def test_what_may_have_been_done_is_never_run_again_from_here(
    name: str, text: str, before: State, error: ServerError
) -> None:
    found = judge_failure(
        SentStatement(text), before, error, after(text, before, error), given_up=False
    )
    assert found.unknown
    assert found.repeats == ()


@pytest.mark.parametrize(("name", "text", "before", "error", "again"), REPEATED)
def test_what_surely_did_nothing_can_be_run_again(
    name: str, text: str, before: State, error: ServerError, again: list[str]
) -> None:
    found = judge_failure(
        SentStatement(text), before, error, after(text, before, error), given_up=False
    )
    assert not found.unknown
    assert [sent.text for sent in found.repeats] == again


PARTIAL = [
    ("a conflict in a procedure", "call fill()", IDLE, CONFLICT, True),
    ("a conflict in a block", "do $$ begin commit; end $$", IDLE, CONFLICT, True),
    ("an error in a procedure", " /* all */ CALL s.fill(1)", IDLE, DIVISION, True),
    ("a cancelled procedure", "call fill()", IDLE, CANCELLED, True),
    ("a procedure in a transaction", "call fill()", OPEN, CONFLICT, False),
    ("a procedure that does not exist", "call fill()", IDLE, NOT_THERE, False),
    ("a procedure of the cluster", "call sys.wait_for_job('x')", IDLE, CONFLICT, False),
    ("a function", "select fill()", IDLE, CONFLICT, False),
]


@pytest.mark.parametrize(("name", "text", "before", "error", "partial"), PARTIAL)
def test_what_may_have_committed_a_part_is_not_retried(
    name: str, text: str, before: State, error: ServerError, partial: bool
) -> None:
    found = judge_failure(
        SentStatement(text), before, error, after(text, before, error), given_up=False
    )
    assert found.partial == partial
    assert not (found.partial and (found.conflicted or found.repeats))
    assert ("What it committed before is kept" in found.meaning) == partial
    assert not (partial and "Nothing of it was kept" in found.meaning)


def test_an_ordinary_refusal_is_no_loss_and_is_not_run_again() -> None:
    found = judge_failure(
        SentStatement(READ), IDLE, WRONG, after(READ, IDLE, WRONG), given_up=False
    )
    assert (found.loss, found.repeats, found.unknown) == (None, (), False)


def test_of_a_session_that_was_given_up_the_server_may_go_on() -> None:
    found = judge_failure(SentStatement(WRITE), IDLE, GONE, Transcript(), given_up=True)
    assert found.unknown
    assert found.loss is not None
    assert "may continue" in found.loss.cause
    assert found.check == "select * from t where id = 1"
