"""The replies of PostgreSQL that a client gets, and their words."""

from __future__ import annotations

import pytest

from dsql_tui.events import ServerError
from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.session.reply_filter import ReplyFilter, build_error

READY = wire.message(b"Z", b"I")
DONE = wire.message(b"C", b"INSERT 0 1\0")
ROW = extended.data_row(b"1")
PARSED, BOUND, NO_DATA = (wire.message(kind, b"") for kind in (b"1", b"2", b"n"))
ERROR = ServerError("not supported", "0A000", "because", "do otherwise")


def error(sqlstate: str, text: str, **more: str) -> bytes:
    fields = {"S": "ERROR", "V": "ERROR", "C": sqlstate, "M": text}
    return wire.error_of({**fields, **more})


def test_everything_passes_at_first() -> None:
    stream = PARSED + BOUND + NO_DATA + DONE + READY
    assert ReplyFilter().filter(stream) == stream


def test_a_client_of_the_simple_protocol_gets_only_what_it_knows() -> None:
    replies = ReplyFilter()
    replies.state.pending = 4
    with replies.simple_protocol():
        assert replies.filter(PARSED + BOUND + NO_DATA + DONE) == DONE
    assert replies.state.pending == 0
    assert replies.filter(PARSED) == PARSED


def test_muted_replies_do_not_reach_the_client() -> None:
    replies = ReplyFilter()
    replies.state.pending = 3
    with replies.mute_replies():
        assert replies.filter(PARSED + BOUND + ROW + DONE) == b""
    assert extended.rows(replies.take_rows()) == [[b"1"]]
    assert replies.take_rows() == b""
    assert replies.filter(ROW) == ROW


def test_muted_replies_stay_muted_behind_an_inner_block() -> None:
    replies = ReplyFilter()
    with replies.mute_replies():
        with replies.mute_replies(only_if=False):
            assert replies.filter(ROW) == ROW
        assert replies.filter(ROW) == b""


def test_collected_rows_are_taken_once() -> None:
    replies = ReplyFilter()
    with replies.collecting_rows():
        assert replies.filter(ROW + DONE) == DONE
    assert extended.rows(replies.take_rows()) == [[b"1"]]


def test_an_error_replaces_the_end_that_was_held() -> None:
    replies = ReplyFilter()
    replies.state.pending = 1
    replies.hold()
    assert replies.filter(DONE) == b""
    replies.stop_holding()
    late = error("23503", "no such parent")
    assert replies.filter(late + READY) == late + READY
    assert replies.state.failed


def test_the_end_that_was_held_comes_before_the_transaction_s() -> None:
    replies = ReplyFilter()
    replies.state.pending = 1
    replies.hold()
    replies.filter(DONE)
    assert replies.has_end
    assert replies.filter(READY) == DONE + READY


def test_a_mark_is_replaced_by_its_error() -> None:
    replies = ReplyFilter()
    mark = replies.mark(ERROR)
    passed = replies.filter(error("42703", f'column "{mark}" does not exist'))
    assert passed == build_error(ERROR)
    assert replies.state.error == wire.error_fields(passed)
    assert wire.error_fields(passed)["D"] == "because"


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_conflicts_have_the_words_of_a_cluster(sqlstate: str) -> None:
    fields = wire.error_fields(ReplyFilter().filter(error(sqlstate, "could not serialize access")))
    assert (fields["C"], fields["M"]) == (
        *("40001", "change conflicts with another transaction (OC000)"),
    )


def test_a_position_counts_from_the_beginning_of_the_message() -> None:
    replies = ReplyFilter()
    with replies.simple_protocol(offset=30):
        fields = wire.error_fields(replies.filter(error("42601", "syntax error", P="7")))
    assert fields["P"] == "37"
