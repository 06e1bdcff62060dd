"""What a run that was not done comes to, by what was under way: never a thing done twice."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import Sent, Transcript
from dsql_tui.events import Refusal
from dsql_tui.ui.outcome import outcome

IDLE, OPEN, FAILED = State.IDLE, State.IN_TRANSACTION, State.FAILED
GONE = Refusal("server closed the connection unexpectedly", lost=True)
RESTART = Refusal("terminating connection due to administrator command", "57P01", lost=True)
AWAY = Refusal("server unavailable", "XX000")
CONFLICT = Refusal("change conflicts with another transaction (OC000)", "40001")
WRONG = Refusal('column "x" does not exist', "42703")
READ, WRITE, DDL = "select 1", "update t set n = 1 where id = 1", "create table t (id int)"
CTE = "with x as (insert into t values (1) returning *) select * from x"

UNKNOWN = [
    ("a write by itself", WRITE, IDLE, GONE),
    ("a write when the server restarts", WRITE, IDLE, RESTART),
    ("a write when the cluster is away", WRITE, IDLE, AWAY),
    ("a write that looks like a read", CTE, IDLE, GONE),
    ("a read that calls a function of the user's", "select refill()", IDLE, GONE),
    ("DDL", DDL, IDLE, GONE),
    ("a call", "call f()", IDLE, GONE),
    ("a setting", "set timezone to 'UTC'", IDLE, GONE),
    ("COMMIT", "commit", OPEN, GONE),
    ("COMMIT spelt END", "END TRANSACTION", OPEN, GONE),
    ("COMMIT when the cluster is away", "commit", OPEN, AWAY),
]
REPEATED = [
    ("a read", READ, IDLE, GONE, [READ]),
    ("a read when the cluster is away", READ, IDLE, AWAY, [READ]),
    ("a plan", f"explain {WRITE}", IDLE, GONE, [f"explain {WRITE}"]),
    ("BEGIN", "begin", IDLE, GONE, ["begin"]),
    ("a read within", READ, OPEN, GONE, ["begin", WRITE, READ]),
    ("a write within", WRITE, OPEN, GONE, ["begin", WRITE, WRITE]),
    ("a write within, the cluster away", WRITE, OPEN, AWAY, ["begin", WRITE, WRITE]),
    ("COMMIT of a failed transaction", "commit", FAILED, GONE, ["begin", WRITE, "commit"]),
    ("a conflict by itself", WRITE, IDLE, CONFLICT, [WRITE]),
    ("a conflict at COMMIT", "commit", OPEN, CONFLICT, ["begin", WRITE, "commit"]),
]


def after(text: str, before: State, refusal: Refusal) -> Transcript:
    """What was sent until then."""
    transcript = Transcript()
    if before.open:
        transcript.note(Sent("begin"), OPEN)
        transcript.note(Sent(WRITE), OPEN)
    if not refusal.lost:
        transcript.note(Sent(text), FAILED if before.open else IDLE)
    return transcript


@pytest.mark.parametrize(("name", "text", "before", "refusal"), UNKNOWN)
def test_what_may_have_been_done_is_never_run_again_from_here(
    name: str, text: str, before: State, refusal: Refusal
) -> None:
    found = outcome(Sent(text), before, refusal, after(text, before, refusal), given_up=False)
    assert found.unknown
    assert found.repeats == ()


@pytest.mark.parametrize(("name", "text", "before", "refusal", "again"), REPEATED)
def test_what_surely_did_nothing_can_be_run_again(
    name: str, text: str, before: State, refusal: Refusal, again: list[str]
) -> None:
    found = outcome(Sent(text), before, refusal, after(text, before, refusal), given_up=False)
    assert not found.unknown
    assert [sent.text for sent in found.repeats] == again


def test_an_ordinary_refusal_is_no_loss_and_is_not_run_again() -> None:
    found = outcome(Sent(READ), IDLE, WRONG, after(READ, IDLE, WRONG), given_up=False)
    assert (found.loss, found.repeats, found.unknown) == (None, (), False)


def test_of_a_session_that_was_given_up_the_server_may_go_on() -> None:
    found = outcome(Sent(WRITE), IDLE, GONE, Transcript(), given_up=True)
    assert found.unknown
    assert found.loss is not None
    assert "may go on" in found.loss.cause
    assert found.check == "select * from t where id = 1"
