"""What libpq's text and the server's words are read as."""

import pytest

from dsql_tui.dsql.refusals import diagnose, refusal_of_opening, words_of_loss
from dsql_tui.events import Refusal

DENIED = (
    'connection failed: connection to server at "127.0.0.1", port 5432 failed: '
    "FATAL:  unable to accept connection, access denied\n"
    "HINT:  Wrong user to action mapping. user: admin, action: DbConnect"
)


def test_the_servers_words_are_found_in_the_text_of_a_failed_opening() -> None:
    refusal = refusal_of_opening(DENIED)
    assert refusal.message == "unable to accept connection, access denied"
    assert refusal.hint == "Wrong user to action mapping. user: admin, action: DbConnect"
    assert refusal.lost


def test_of_several_addresses_the_servers_answer_counts() -> None:
    text = (
        'connection failed: connection to server at "::1", port 5432 failed: '
        "Network is unreachable\n\tIs the server running on that host?\n"
        f"Multiple connection attempts failed. All failures were:\n- {DENIED}"
    )
    assert refusal_of_opening(text).message == "unable to accept connection, access denied"


def test_without_an_answer_the_reason_counts_and_not_libpqs_guess() -> None:
    text = (
        'connection failed: connection to server at "127.0.0.1", port 5432 failed: '
        "Connection refused\n\tIs the server running on that host?"
    )
    assert refusal_of_opening(text).message == "Connection refused"
    text = "connection failed: SSL error: certificate verify failed"
    assert refusal_of_opening(text).message == "SSL error: certificate verify failed"
    assert refusal_of_opening("").message


def test_of_a_lost_link_libpqs_guesses_are_left_out() -> None:
    text = (
        "consuming input failed: server closed the connection unexpectedly\n"
        "\tThis probably means the server terminated abnormally\n"
        "\tbefore or while processing the request."
    )
    assert words_of_loss(text) == "server closed the connection unexpectedly"


@pytest.mark.parametrize(
    ("refusal", "cause"),
    [
        (refusal_of_opening(DENIED), "DbConnectAdmin"),
        (Refusal("unable to accept connection, access denied"), "does not fit"),
        (Refusal("x", hint="Signature expired: 20261123T000000Z is now earlier"), "too long ago"),
        (Refusal("change conflicts with another transaction (OC000)", "40001"), "same rows"),
        (Refusal("schema has been updated (OC001)", "40001"), "schema"),
        (Refusal("transaction row limit exceeded", "54000"), "3,000 rows"),
        (Refusal("unsupported mode. please use CREATE INDEX ASYNC.", "0A000"), "background"),
    ],
)
def test_known_refusals_are_explained(refusal: Refusal, cause: str) -> None:
    diagnosis = diagnose(refusal)
    assert diagnosis is not None
    assert cause in diagnosis.cause
    assert diagnosis.remedy


def test_an_unknown_refusal_is_left_to_the_servers_words() -> None:
    assert diagnose(Refusal('relation "t" does not exist', "42P01")) is None
