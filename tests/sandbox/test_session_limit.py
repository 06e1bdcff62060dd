"""The end of a session, in a sandbox where it lasts a second and the grace another."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dsql_tui.sandbox.gateway.gateway import SESSION_LIMIT
from dsql_tui.sandbox.ready import Ready
from tests.conftest import start_copy
from tests.sandbox.clients import connect

Session = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def brief(created: Path) -> Iterator[Ready]:
    command = (sys.executable, "-m", "tests.sandbox.sandbox_with_grace")
    with start_copy(created, command) as process:
        yield process.ready


def lasts(session: Session) -> float:
    """Return the seconds until the connection is closed."""
    begin = time.monotonic()
    next(session.notifies(timeout=5), None)
    return time.monotonic() - begin


def wait_until_it_closes(session: Session) -> float:
    begin = time.monotonic()
    with pytest.raises(psycopg.OperationalError) as caught:
        lasts(session)
    assert caught.value.sqlstate is None
    return time.monotonic() - begin


def test_an_idle_session_is_closed_at_its_limit_without_a_word(brief: Ready) -> None:
    session = connect(brief)
    assert session.info.parameter_status(SESSION_LIMIT) == "1"
    assert 0.7 < wait_until_it_closes(session) < 1.4
    session.close()


def test_a_transaction_has_its_grace_and_ends_the_session(brief: Ready) -> None:
    session = connect(brief)
    session.execute("begin")
    session.execute("select pg_sleep(1.2)")
    session.execute("commit")
    assert wait_until_it_closes(session) < 0.3
    session.close()


def test_a_statement_has_its_grace(brief: Ready) -> None:
    session = connect(brief)
    assert session.execute("select pg_sleep(1.3)").statusmessage == "SELECT 1"
    assert wait_until_it_closes(session) < 0.3
    session.close()


def test_the_grace_has_an_end(brief: Ready) -> None:
    session = connect(brief)
    session.execute("begin")
    assert 1.6 < wait_until_it_closes(session) < 2.4
    session.close()


def test_a_statement_that_outlasts_the_grace_is_cut(brief: Ready) -> None:
    session = connect(brief)
    begin = time.monotonic()
    with pytest.raises(psycopg.OperationalError):
        session.execute("select pg_sleep(10)")
    assert 1.6 < time.monotonic() - begin < 2.4
    session.close()
