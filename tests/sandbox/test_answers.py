"""Which of PostgreSQL's answers a client gets, and in which words."""

from __future__ import annotations

import pytest

from dsql_tui.events import Refusal
from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.session.answers import Answers, refused

READY = wire.message(b"Z", b"I")
DONE = wire.message(b"C", b"INSERT 0 1\0")
ROW = extended.data_row(b"1")
PARSED, BOUND, NOTHING = (wire.message(kind, b"") for kind in (b"1", b"2", b"n"))
REFUSAL = Refusal("not supported", "0A000", "because", "do otherwise")


def error(sqlstate: str, text: str, **more: str) -> bytes:
    fields = {"S": "ERROR", "V": "ERROR", "C": sqlstate, "M": text}
    return wire.error_of({**fields, **more})


def test_all_passes_to_begin_with() -> None:
    stream = PARSED + BOUND + NOTHING + DONE + READY
    assert Answers().feed(stream) == stream


def test_a_client_of_the_simple_protocol_hears_no_more_than_it_knows() -> None:
    answers = Answers()
    answers.plain, answers.owed = True, 4
    assert answers.feed(PARSED + BOUND + NOTHING + DONE) == DONE
    assert answers.owed == 0


def test_what_is_ours_stays_ours() -> None:
    answers = Answers()
    answers.mute, answers.owed = True, 3
    assert answers.feed(PARSED + BOUND + ROW + DONE) == b""
    assert extended.rows(answers.rows()) == [[b"1"]]
    assert answers.rows() == b""


def test_an_end_is_kept_and_replaced_by_an_error() -> None:
    answers = Answers()
    answers.keeps, answers.owed = True, 1
    assert answers.feed(DONE) == b""
    answers.keeps = False
    late = error("23503", "no such parent")
    assert answers.feed(late + READY) == late + READY
    assert answers.failed


def test_an_end_that_is_kept_comes_before_the_transaction_s() -> None:
    answers = Answers()
    answers.keeps, answers.owed = True, 1
    answers.feed(DONE)
    assert answers.feed(READY) == DONE + READY


def test_a_mark_becomes_the_refusal_that_it_stands_for() -> None:
    answers = Answers()
    mark = answers.mark(REFUSAL)
    told = answers.feed(error("42703", f'column "{mark}" does not exist'))
    assert told == refused(REFUSAL)
    assert answers.error == wire.error_fields(told)
    assert wire.error_fields(told)["D"] == "because"


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_conflicts_have_the_cluster_s_words(sqlstate: str) -> None:
    told = wire.error_fields(Answers().feed(error(sqlstate, "could not serialize access")))
    assert (told["C"], told["M"]) == (
        *("40001", "change conflicts with another transaction (OC000)"),
    )


def test_a_position_counts_from_the_beginning_of_the_message() -> None:
    answers = Answers()
    answers.offset = 30
    told = wire.error_fields(answers.feed(error("42601", "syntax error", P="7")))
    assert told["P"] == "37"
