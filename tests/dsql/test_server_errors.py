"""Errors parsed from libpq texts, and their diagnoses."""

import re
from pathlib import Path

import pytest

import dsql_tui
from dsql_tui.dsql import sqlstate
from dsql_tui.dsql.server_errors import (
    combine_connect_errors,
    describe_lost_link,
    diagnose,
    parse_connect_error,
)
from dsql_tui.events import ServerError

DENIED = (
    'connection failed: connection to server at "127.0.0.1", port 5432 failed: '
    "FATAL:  unable to accept connection, access denied\n"
    "HINT:  Wrong user to action mapping. user: admin, action: DbConnect"
)


def test_server_message_is_found_in_libpq_text() -> None:
    error = parse_connect_error(DENIED)
    assert error.message == "unable to accept connection, access denied"
    assert error.hint == "Wrong user to action mapping. user: admin, action: DbConnect"
    assert error.lost


def test_server_message_counts_among_several_addresses() -> None:
    text = (
        'connection failed: connection to server at "::1", port 5432 failed: '
        "Network is unreachable\n\tIs the server running on that host?\n"
        f"Multiple connection attempts failed. All failures were:\n- {DENIED}"
    )
    assert parse_connect_error(text).message == "unable to accept connection, access denied"


def test_reason_counts_without_libpq_guesses() -> None:
    text = (
        'connection failed: connection to server at "127.0.0.1", port 5432 failed: '
        "Connection refused\n\tIs the server running on that host?"
    )
    assert parse_connect_error(text).message == "Connection refused"
    text = "connection failed: SSL error: certificate verify failed"
    assert parse_connect_error(text).message == "SSL error: certificate verify failed"
    assert parse_connect_error("").message


def test_every_address_that_failed_is_a_fact() -> None:
    silent = ("2001:db8::1 port 5432", "connection timeout expired")
    refused = (
        "192.0.2.1 port 5432",
        'connection to server at "host" (192.0.2.1), port 5432 failed: Connection refused\n',
    )
    error = combine_connect_errors([silent, refused])
    assert error.message == "Connection refused"
    rows = (
        ("tried", "2001:db8::1 port 5432: connection timeout expired"),
        ("tried", "192.0.2.1 port 5432: Connection refused"),
    )
    assert error.facts == rows
    denied = combine_connect_errors([silent, refused, ("192.0.2.2 port 5432", DENIED)])
    assert denied == parse_connect_error(DENIED)._replace(facts=rows)


def test_lost_link_is_described_without_libpq_guesses() -> None:
    text = (
        "consuming input failed: server closed the connection unexpectedly\n"
        "\tThis probably means the server terminated abnormally\n"
        "\tbefore or while processing the request."
    )
    assert describe_lost_link(text) == "server closed the connection unexpectedly"


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (parse_connect_error(DENIED), "DbConnectAdmin"),
        (ServerError("unable to accept connection, access denied"), "does not match"),
        (
            ServerError("x", hint="Signature expired: 20261123T000000Z is now earlier"),
            "too long ago",
        ),
        (ServerError("change conflicts with another transaction (OC000)", "40001"), "same rows"),
        (ServerError("schema has been updated (OC001)", "40001"), "schema"),
        (ServerError("transaction row limit exceeded", "54000"), "3,000 rows"),
        (ServerError("unsupported mode. please use CREATE INDEX ASYNC.", "0A000"), "background"),
    ],
)
def test_known_errors_have_a_diagnosis(error: ServerError, cause: str) -> None:
    diagnosis = diagnose(error)
    assert diagnosis is not None
    assert cause in diagnosis.cause
    assert diagnosis.remedy


def test_error_about_a_missing_table_has_no_diagnosis() -> None:
    assert diagnose(ServerError('relation "t" does not exist', "42P01")) is None


def test_sqlstates_are_written_in_one_module() -> None:
    known = {value for value in vars(sqlstate).values() if isinstance(value, str)}
    codes = {value for value in known if re.fullmatch("[0-9A-Z]{5}", value)}
    root = Path(dsql_tui.__file__).parent
    home = {root / "dsql/sqlstate.py", root / "dsql/diagnoses/__init__.py"}
    elsewhere = [
        f"{path}: {code}"
        for path in set(root.rglob("*.py")) - home
        if not {"sandbox", "recipes"} & set(path.parts)
        for code in codes
        if f'"{code}"' in path.read_text(encoding="utf-8")
    ]
    assert not elsewhere
