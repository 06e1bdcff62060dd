"""Openings of sessions: both starts of TLS, the token, and every error in DSQL's words."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import trustme

from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.sandbox.gateway.gateway import SESSION_LIMIT
from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.state.identities import DEVELOPER
from tests.sandbox.clients import (
    alter_last_letter,
    boto,
    connect,
    endpoint,
    get_error,
    grant_role,
    parameters,
    plain_socket,
    tls_socket,
    token,
)

DENIED = "FATAL:  unable to accept connection, access denied"


@pytest.mark.parametrize("way", ["postgres", "direct"])
def test_a_session_opens_both_ways_into_tls(ready: Ready, way: str) -> None:
    with connect(ready, sslnegotiation=way) as session:
        assert session.execute("select current_user, session_user").fetchone() == ("admin", "admin")
        assert session.pgconn.ssl_in_use


def test_the_session_says_how_long_it_lasts(ready: Ready) -> None:
    with connect(ready) as session:
        assert session.info.parameter_status(SESSION_LIMIT) == "3600"


def test_admin_is_no_superuser_and_transactions_are_repeatable_read(ready: Ready) -> None:
    with connect(ready) as session:
        assert session.execute("show is_superuser").fetchone() == ("off",)
        assert session.execute("show transaction_isolation").fetchone() == ("repeatable read",)
        assert session.execute("show timezone").fetchone() == ("UTC",)


def test_the_shop_is_full_and_belongs_to_admin(ready: Ready) -> None:
    with connect(ready) as session:
        assert session.execute("select count(*) from shop.order_lines").fetchone() == (37500,)
        owners = session.execute(
            "select distinct tableowner::text from pg_tables where schemaname = 'shop'"
        )
        assert owners.fetchall() == [("admin",)]
        (note,) = session.execute(
            "select note from shop.customers where email = 'customer1@shop.example'"
        ).fetchone() or ("",)
        assert set("\x1b\x07\t\n") <= set(note)


REFUSED: list[tuple[str, Callable[[Ready], str]]] = [
    ("altered", lambda ready: alter_last_letter(token(ready))),
    ("for another host", lambda ready: token(ready, endpoint(ready, "ledger", "us-east-1"))),
    ("of an unknown key", lambda ready: token(ready, access_key="AKIDUNKNOWN")),
    ("of no form", lambda ready: "secret"),
]


@pytest.mark.parametrize(("name", "make"), REFUSED, ids=[name for name, _ in REFUSED])
def test_a_wrong_token_is_refused_without_a_hint(
    ready: Ready, name: str, make: Callable[[Ready], str]
) -> None:
    message = get_error(ready, password=make(ready))
    assert DENIED in message
    assert "HINT" not in message


def test_an_expired_token_is_refused_with_the_reason(ready: Ready) -> None:
    expired = token(ready, expires=0)
    threading.Event().wait(1.1)
    message = get_error(ready, password=expired)
    assert DENIED in message
    assert "HINT:  Signature expired: " in message


@pytest.mark.parametrize(("role", "action"), [("admin", "DbConnect"), ("app", "DbConnectAdmin")])
def test_a_token_for_the_other_action_is_refused_with_the_reason(
    ready: Ready, role: str, action: str
) -> None:
    other = token(ready, role="app" if role == "admin" else "admin")
    message = get_error(ready, user=role, password=other)
    assert DENIED in message
    assert f"HINT:  Wrong user to action mapping. user: {role}, action: {action}" in message


@pytest.mark.parametrize("role", ["nobody_made_me", "sandbox"])
def test_a_role_that_is_none_is_refused_without_a_hint(ready: Ready, role: str) -> None:
    message = get_error(ready, user=role)
    assert DENIED in message
    assert "HINT" not in message


def test_without_a_name_in_the_hello_the_words_are_dsqls(ready: Ready) -> None:
    message = get_error(ready, sslsni="0")
    assert "unable to accept connection, sni was not received" in message


def test_an_unknown_cluster_is_refused(ready: Ready) -> None:
    assert DENIED in get_error(ready, public_endpoint("a" * 26, "us-east-1"))


def test_a_cluster_in_the_making_is_refused(ready: Ready) -> None:
    assert "cluster is creating" in get_error(ready, endpoint(ready, "staging"))


def test_a_plain_connection_is_refused(ready: Ready) -> None:
    assert "SSL is mandatory" in get_error(ready, sslmode="disable")


def test_another_application_protocol_is_refused(ready: Ready) -> None:
    for alpn in (None, "http/1.1"):
        with tls_socket(ready, alpn) as client:
            assert b"application protocol" in client.recv(1000)


def test_the_private_authority_must_be_trusted(ready: Ready, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    assert "certificate verify failed" in get_error(ready, sslrootcert=str(other))
    with connect(ready) as session:
        assert session.execute("select 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"options": "-c statement_timeout=5"}, 'parameter "statement_timeout" not supported'),
        ({"dbname": "template1"}, 'database "template1" does not exist'),
    ],
)
def test_what_a_cluster_does_not_let_one_ask_for_is_refused(
    ready: Ready, asked: dict[str, Any], words: str
) -> None:
    assert words in get_error(ready, **asked)


def test_what_only_a_cluster_knows_may_be_asked_for(ready: Ready) -> None:
    with connect(ready, options="-c disable_sync_create_index=off") as session:
        assert session.execute("show disable_sync_create_index").fetchone() == ("off",)


def test_a_search_path_may_be_asked_for(ready: Ready) -> None:
    with connect(ready, options="-c search_path=shop") as session:
        assert session.execute("select count(*) from customers").fetchone() == (4000,)


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"\0\0\0\x08\x04\xd2\x16\x30",
        b"\xff\xff\xff\xff\xff\xff\xff\xff",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
        b"\0\0\0\x10\x04\xd2\x16\x2e12345678",
    ],
    ids=["gss", "absurd", "http", "no hello", "cancel without a session"],
)
def test_malformed_bytes_do_no_harm(ready: Ready, bytes_sent: bytes) -> None:
    with plain_socket(ready) as client, connect(ready) as session:
        client.sendall(bytes_sent)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            answer = client.recv(1000)
        assert answer in (b"", b"N") or answer.startswith(b"\x15\x03")
        assert session.execute("select 1").fetchone() == (1,)


@pytest.mark.parametrize("make", [token, lambda *_, **given: alter_last_letter(token(*_, **given))])
def test_a_token_for_more_than_a_week_is_refused_with_the_reason(
    ready: Ready, make: Callable[..., str]
) -> None:
    message = get_error(ready, password=make(ready, expires=604_801))
    assert DENIED in message
    assert message.rstrip().endswith("HINT:  X-Amz-Expires must be less than a week (in seconds)")


def test_a_connection_without_tls_is_refused(ready: Ready) -> None:
    with plain_socket(ready) as client:
        client.sendall(wire.startup_packet({"user": "admin", "database": "postgres"}))
        fields = wire.error_fields(client.recv(1000))
    assert (fields["S"], fields["C"], fields["M"]) == ("FATAL", "08P01", "SSL is mandatory")


def test_a_password_of_absurd_length_ends_the_connection(ready: Ready) -> None:
    at = endpoint(ready)
    with tls_socket(ready, "postgresql", at.host) as client:
        client.sendall(wire.startup_packet({"user": "admin", "database": "postgres"}))
        assert client.recv(100) == wire.PASSWORD_REQUEST
        client.sendall(b"p\x3f\xff\xff\xff")
        assert b"08P01" in client.recv(1000)


def test_a_newer_protocol_is_talked_down_to(ready: Ready) -> None:
    at = endpoint(ready)
    with tls_socket(ready, "postgresql", at.host) as client:
        packet = wire.startup_packet({"user": "admin", "_pq_.extra": "1"})
        client.sendall(packet[:4] + b"\0\3\0\2" + packet[8:])
        answer = client.recv(100)
        assert answer.startswith(wire.build_version_answer(["_pq_.extra"]))


CANCELS: list[tuple[str, Callable[[psycopg.Connection[tuple[object, ...]]], object]]] = [
    ("in TLS", lambda session: session.cancel_safe(timeout=5)),
    ("in the clear", lambda session: session.pgconn.get_cancel().cancel()),
]


@pytest.mark.parametrize(("form", "cancel"), CANCELS, ids=[form for form, _ in CANCELS])
def test_a_statement_is_cancelled(
    ready: Ready, form: str, cancel: Callable[[psycopg.Connection[tuple[object, ...]]], object]
) -> None:
    with connect(ready) as session:
        timer = threading.Timer(0.2, cancel, [session])
        timer.start()
        with pytest.raises(psycopg.errors.QueryCanceled):
            session.execute("select pg_sleep(20)")
        timer.join()
        assert session.execute("select 1").fetchone() == (1,)


def test_a_pipeline_passes(ready: Ready) -> None:
    with connect(ready) as session, session.pipeline():
        cursors = [session.execute("select %s::int", [number]) for number in range(200)]
        assert [cursor.fetchone() for cursor in cursors] == [(number,) for number in range(200)]


def test_copy_passes_both_ways(ready: Ready) -> None:
    with connect(ready) as session:
        session.execute("create table public.copied (number int primary key, words text)")
        with session.cursor().copy("copy public.copied from stdin") as copy:
            for number in range(3_000):
                copy.write_row((number, "x" * 500))
        with session.cursor().copy("copy public.copied to stdout") as copy:
            assert sum(1 for _ in copy.rows()) == 3_000


def test_values_of_megabytes_pass_both_ways(ready: Ready) -> None:
    long = "ü" * 2_500_000
    with connect(ready) as session:
        assert session.execute("select %s", [long]).fetchone() == (long,)


def test_a_message_beyond_ten_megabytes_ends_the_session(ready: Ready) -> None:
    with connect(ready) as session:
        with pytest.raises(psycopg.OperationalError):
            session.execute("select length(%s)", ["x" * wire.MESSAGE_MAX])
        assert session.broken


def test_roles_belong_to_one_cluster_and_peers_share_one(ready: Ready) -> None:
    ohio, virginia = (endpoint(ready, "ledger", region) for region in ("us-east-2", "us-east-1"))
    with connect(ready, ohio) as session:
        session.execute("create role teller with login")
        grant_role(session, "teller", DEVELOPER.principal)
        session.execute("create table public.entries (amount int primary key)")
        session.execute("insert into public.entries values (42)")
        session.execute("grant select on public.entries to teller")
    with connect(ready, virginia, user="teller") as session:
        assert session.execute("select amount from public.entries").fetchone() == (42,)
    assert DENIED in get_error(ready, user="teller")


def test_an_idle_cluster_wakes_up(ready: Ready) -> None:
    at = endpoint(ready, "archive")
    control = boto(ready, at.region)
    assert control.get_cluster(identifier=at.identifier)["status"] == "IDLE"
    with connect(ready, at) as session:
        assert session.execute("select 1").fetchone() == (1,)
    assert control.get_cluster(identifier=at.identifier)["status"] == "ACTIVE"


def test_many_sessions_at_once(ready: Ready) -> None:
    given = parameters(ready)
    with contextlib.ExitStack() as open_:
        sessions = [open_.enter_context(psycopg.connect(**given)) for _ in range(50)]
        assert {session.execute("select 1").fetchone() for session in sessions} == {(1,)}


def test_a_slow_reader_does_not_fill_the_gateway(ready: Ready) -> None:
    with connect(ready) as session:
        rows = session.cursor().stream("select repeat('x', 1000) from generate_series(1, 100000)")
        assert len(next(rows)[0]) == 1000
        assert isinstance(rows, Generator)
        rows.close()
        assert session.execute("select 1").fetchone() == (1,)


def test_the_certificate_names_every_region(ready: Ready) -> None:
    for offer in ready.clusters:
        with tls_socket(ready, "postgresql", offer.endpoint) as client:
            assert client.version() in ("TLSv1.2", "TLSv1.3")
    with pytest.raises(ssl.SSLCertVerificationError):
        tls_socket(ready, "postgresql", "example.com")
