"""Faults armed over HTTP, as curl does, and met by real clients."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.pq import DiagnosticField

from dsql_tui.sandbox.gateway.gateway import SESSION_LIMIT
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import boto, connect, endpoint, fault, get_error

Session = psycopg.Connection[tuple[Any, ...]]
Switch = Callable[..., dict[str, Any]]

BURST = {"sessions": 10_000, "rate": 10_000, "burst": 10_000}


def send(
    fast: Ready,
    method: str,
    body: bytes | None = None,
    path: str = "/sandbox",
    **headers: str,
) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON of the switches' answer."""
    url = fast.env["AWS_ENDPOINT_URL_DSQL"] + path
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, json.load(problem)


@pytest.fixture
def switch(fast: Ready) -> Iterator[Switch]:
    """A function that arms faults, which are disarmed afterwards."""

    def arm(**faults: Any) -> dict[str, Any]:
        status, answer = send(fast, "POST", json.dumps(faults).encode())
        assert status == 200, answer
        return answer

    yield arm
    send(fast, "DELETE")
    arm(quotas=BURST)


def over(session: Session) -> None:
    """Wait until the server has closed the connection, and close this end."""
    with pytest.raises(psycopg.OperationalError) as caught:
        next(session.notifies(timeout=10), None)
    assert caught.value.sqlstate is None
    session.close()


def broken(session: Session, statement: str) -> None:
    """Expect the link to break at this statement at the latest, and close this end."""
    with pytest.raises(psycopg.OperationalError):
        session.execute(statement)
    session.close()


def test_the_state_is_shown(fast: Ready, switch: Switch) -> None:
    status, state = send(fast, "GET")
    assert status == 200
    assert not any(state["faults"].values())
    assert state["quotas"] == BURST
    assert {"endpoint": endpoint(fast).host, "status": "ACTIVE"} in state["clusters"]
    assert switch(commit="before", refuse={"error": "waking"})["faults"]["commit"] == ["before"]
    status, state = send(fast, "DELETE")
    assert not any(state["faults"].values())


def test_all_sessions_are_dropped_or_the_newest(fast: Ready, switch: Switch) -> None:
    first, second, third = (connect(fast) for _ in range(3))
    switch(drop=1)
    over(third)
    assert first.execute("select 1").fetchone() == second.execute("select 1").fetchone()
    switch(drop="all")
    over(first)
    over(second)


REFUSED = [
    ({"error": "too_many"}, "Unable to accept connection, too many open connections."),
    ({"error": "too_fast"}, "Unable to accept connection, rate exceeded."),
    ({"error": "waking"}, "waking up cluster, please retry later"),
    ({"error": "denied"}, "unable to accept connection, access denied"),
    ({"sqlstate": "XX000", "message": "out of luck", "hint": "Try again."}, "HINT:  Try again."),
]


@pytest.mark.parametrize(("what", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_the_next_openings_are_refused(
    fast: Ready, switch: Switch, what: dict[str, Any], words: str
) -> None:
    switch(refuse={**what, "times": 2})
    assert words in get_error(fast)
    assert words in get_error(fast)
    connect(fast).close()


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_the_connection_is_dropped_at_commit(
    fast: Ready, switch: Switch, when: str, kept: int
) -> None:
    with connect(fast) as session:
        session.execute(f"create table gone_{when} (id int primary key)")
    session = connect(fast)
    session.execute("begin")
    session.execute(f"insert into gone_{when} values (1)")
    switch(commit=when)
    with pytest.raises(psycopg.OperationalError) as caught:
        session.execute("commit")
    assert caught.value.sqlstate is None
    session.close()
    with connect(fast) as session:
        assert session.execute(f"select count(*) from gone_{when}").fetchone() == (kept,)


@pytest.mark.parametrize("code", ["OC000", "OC001"])
def test_the_next_commit_ends_with_a_conflict(fast: Ready, switch: Switch, code: str) -> None:
    with connect(fast) as session:
        session.execute(f"create table fought_{code} (id int primary key)")
        switch(conflict=code)
        with pytest.raises(psycopg.errors.SerializationFailure, match=code):
            session.execute(f"insert into fought_{code} values (1)")
        session.execute(f"insert into fought_{code} values (1)")


def test_a_restart_ends_all_sessions_and_rejects_openings_for_a_while(
    fast: Ready, switch: Switch
) -> None:
    idle, running = connect(fast), connect(fast)
    running.pgconn.send_query(b"select pg_sleep(10)")
    switch(restart=0.5)
    ended = running.pgconn.get_result()
    assert ended is not None
    assert ended.error_field(DiagnosticField.SQLSTATE) == b"57P01"
    assert b"terminating connection due to administrator command" in ended.error_message
    for session in idle, running:
        broken(session, "select 1")
    assert "server unavailable" in get_error(fast)
    while find_error(fast, endpoint(fast)):
        time.sleep(0.05)


def test_a_network_that_has_changed_resets_old_links(fast: Ready, switch: Switch) -> None:
    session = connect(fast)
    switch(network=0)
    broken(session, "select 1")
    connect(fast).close()


def test_a_network_that_has_changed_leaves_old_links_silent(fast: Ready, switch: Switch) -> None:
    with connect(fast) as session:
        session.execute("create table silent (id int primary key)")
    begun, lone = connect(fast), connect(fast)
    begun.execute("begin")
    begun.execute("insert into silent values (1)")
    begin = time.monotonic()
    switch(network=0.5)
    broken(begun, "commit")
    broken(lone, "insert into silent values (2)")
    assert time.monotonic() - begin >= 0.5
    with connect(fast) as session:
        assert session.execute("select count(*) from silent").fetchone() == (0,)


def test_answers_are_held_back(fast: Ready, switch: Switch) -> None:
    with connect(fast) as session:
        switch(delay=0.3)
        begin = time.monotonic()
        session.execute("select 1")
        assert time.monotonic() - begin >= 0.3


def test_a_cancel_request_is_ignored(fast: Ready, switch: Switch) -> None:
    switch(ignore_cancel=True)
    with connect(fast) as session:
        timer = threading.Timer(0.1, session.cancel_safe, kwargs={"timeout": 5})
        timer.start()
        assert session.execute("select pg_sleep(0.5)").statusmessage == "SELECT 1"
        timer.join()


def test_the_hour_is_shortened_for_sessions_to_come(fast: Ready, switch: Switch) -> None:
    with connect(fast) as before:
        switch(session_limit=0.3)
        session = connect(fast)
        assert session.info.parameter_status(SESSION_LIMIT) == "0.3"
        over(session)
        assert before.execute("select 1").fetchone() == (1,)


def test_the_clock_that_tokens_are_checked_by_is_moved(fast: Ready, switch: Switch) -> None:
    switch(token_clock=1000)
    assert "HINT:  Signature expired: " in get_error(fast)
    switch(token_clock=-1000)
    message = get_error(fast)
    assert "access denied" in message
    assert "HINT" not in message
    switch(token_clock=0)
    connect(fast).close()


def test_a_cluster_sleeps_and_wakes_up_after_some_openings(fast: Ready, switch: Switch) -> None:
    at, words = endpoint(fast, "archive"), "waking up cluster, please retry later"
    client = boto(fast, at.region)
    switch(sleep={"cluster": at.identifier, "openings": 2, "seconds": 0.4})
    begin = time.monotonic()
    assert words in get_error(fast, at)
    assert client.get_cluster(identifier=at.identifier)["status"] == "INACTIVE"
    assert words in get_error(fast, at)
    while words in (refused := find_error(fast, at)):
        time.sleep(0.05)
    assert refused == ""
    assert time.monotonic() - begin >= 0.4
    assert client.get_cluster(identifier=at.identifier)["status"] == "ACTIVE"


def find_error(fast: Ready, at: Any) -> str:
    try:
        connect(fast, at).close()
    except psycopg.OperationalError as error:
        return str(error)
    return ""


def test_quotas_hold(fast: Ready, switch: Switch) -> None:
    at = endpoint(fast, "ledger", "us-east-2")
    switch(quotas={"sessions": 1})
    with connect(fast, at):
        assert "too many open connections" in get_error(fast, at)
    switch(quotas={"sessions": 10, "rate": 0, "burst": 2})
    message = [find_error(fast, at) for _ in range(4)]
    assert [("rate exceeded" in words) for words in message] == [False, False, True, True]


CALLS = [
    ("ThrottlingException", 429, "1"),
    ("InternalServerException", 500, "1"),
    ("ExpiredTokenException", 403, None),
    ("AccessDeniedException", 403, None),
]


@pytest.mark.parametrize(("code", "status", "later"), CALLS)
def test_the_next_calls_of_the_api_fail(
    fast: Ready, switch: Switch, code: str, status: int, later: str | None
) -> None:
    switch(fail={"error": code})
    client = boto(fast)
    with pytest.raises(client.exceptions.ClientError) as caught:
        client.list_clusters()
    metadata = caught.value.response["ResponseMetadata"]
    assert (caught.value.response["Error"]["Code"], metadata["HTTPStatusCode"]) == (code, status)
    assert metadata["HTTPHeaders"].get("retry-after") == later
    assert client.list_clusters()["clusters"]


def test_a_fault_meets_the_other_services_too(fast: Ready, switch: Switch) -> None:
    switch(fail={"error": "ThrottlingException"})
    assert fault(boto(fast, service="sts").get_caller_identity) == (429, "Throttling")


WRONG: list[tuple[str, str]] = [
    ("[]", "must be a JSON object"),
    ("{", "must be a JSON object"),
    ('{"explode": true}', "Unknown: explode"),
    ('{"drop": "some"}', "drop must be"),
    ('{"drop": -1}', "drop must be"),
    ('{"restart": true}', "restart must be"),
    ('{"network": -1}', "network must be"),
    ('{"commit": "during"}', "before, after"),
    ('{"conflict": ["OC002"]}', "OC000, OC001"),
    ('{"refuse": {"error": "rudely"}}', "refuse.error must be one of"),
    ('{"refuse": {"sqlstate": "XX000"}}', "refuse.message"),
    ('{"refuse": {"error": "denied", "times": 1000000}}', "refuse.times"),
    ('{"fail": {"error": "TeapotException"}}', "fail.error"),
    ('{"sleep": {"cluster": "nowhere"}}', "sleep.cluster"),
    ('{"ignore_cancel": 1}', "ignore_cancel"),
    ('{"delay": -1}', "delay"),
    ('{"session_limit": "short"}', "session_limit"),
    ('{"token_clock": "fast"}', "token_clock"),
    ('{"quotas": {"speed": 1}}', "quotas"),
]


@pytest.mark.parametrize(("body", "words"), WRONG, ids=[body for body, _ in WRONG])
def test_what_cannot_be_armed_is_an_error(fast: Ready, body: str, words: str) -> None:
    status, answer = send(fast, "POST", body.encode())
    assert status == 400
    assert words in answer["error"]


def test_everything_that_can_be_armed_is_in_the_documentation(fast: Ready, switch: Switch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
    examples = [json.loads(text) for text in re.findall(r'`(\{".*?\})`', page)]
    for example in examples:
        if "sleep" in example:
            example["sleep"]["cluster"] = endpoint(fast, "archive").identifier
            example["sleep"]["status"] = "IDLE"
        switch(**example)
    switch(status_delay=0.2)
    _, answer = send(fast, "POST", b'{"?": 1}')
    known = answer["error"].partition("Known: ")[2].rstrip(".").split(", ")
    assert {name for example in examples for name in example} == set(known)


def test_only_these_ways_lead_to_the_switches(fast: Ready) -> None:
    assert send(fast, "PUT", b"{}")[0] == 400
    assert send(fast, "GET", path="/sandbox/elsewhere")[0] == 400


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://example.com"}, {"Host": "rebound.example.com:80"}]
)
def test_a_web_page_cannot_reach_the_switches(fast: Ready, headers: dict[str, str]) -> None:
    status, answer = send(fast, "POST", b'{"drop": "all"}', **headers)
    assert status == 403
    assert answer["error"]
