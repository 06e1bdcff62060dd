"""`exec` on production and read-only profiles, with code of users that is easy to miss."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest

from dsql_tui.cli import run
from dsql_tui.cli.options import DONE, USAGE
from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.cli.conftest import add_guarded_profiles
from tests.hidden_calls import COUNT, OBJECTS, READS, WRITES

PATH = "set search_path = hidden, public"
OPTIONS = (["prod"], ["looks"], ["prod", "--read-only"], ["free", "--read-only"])
CASES = list(zip(WRITES, cycle(OPTIONS), strict=False))
_sessions: list[Session] = []


@pytest.fixture
def writer(aws: Ready) -> Session:
    """Return the session that made the objects, one for the file."""
    if not _sessions:
        session = build_access(aws).open()
        for statement in OBJECTS:
            fetch_rows(session.run(statement))
        _sessions.append(session)
    add_guarded_profiles(aws)
    return _sessions[0]


@pytest.fixture(scope="module", autouse=True)
def close() -> Iterator[None]:
    """Close that session in the end."""
    yield
    while _sessions:
        _sessions.pop().close()


@pytest.mark.parametrize(("statement", "options"), CASES)
def test_a_hidden_call_asks_first(writer: Session, statement: str, options: list[str]) -> None:
    before = fetch_rows(writer.run(COUNT))
    code = run(["exec", *options, "-c", PATH, "-c", statement, "-q"])
    assert code == USAGE if options == ["prod"] else code != DONE
    assert fetch_rows(writer.run(COUNT)) == before


@pytest.mark.parametrize("statement", READS)
def test_what_looks_alike_runs_unasked(writer: Session, statement: str) -> None:
    assert run(["exec", "prod", "-c", PATH, "-c", statement, "-q"]) == DONE
