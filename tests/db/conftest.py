"""Access to the first cluster of the sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.events import Failed, Finished
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access


@pytest.fixture
def access(aws: Ready) -> Access:
    """Access as `admin` to the cluster with the sample data."""
    return build_access(aws)


@pytest.fixture(scope="module")
def writers() -> Iterator[list[Session]]:
    """The sessions that are closed at the end of the file."""
    opened: list[Session] = []
    yield opened
    for session in opened:
        session.close()


@pytest.fixture
def writer(access: Access, writers: list[Session], request: pytest.FixtureRequest) -> Session:
    """The session that has run the SETUP of the file."""
    if not writers:
        writers.append(access.open())
        for statement in request.module.SETUP:
            fetch_rows(writers[0].run(statement))
    return writers[0]


@pytest.fixture
def reader(access: Access, writer: Session, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A read-only session after the SETUP of the file, with the search path at its end."""
    session = access.open()
    session.read_only = True
    fetch_rows(session.run(request.module.SETUP[-1]))
    yield session
    session.close()


def run(session: Session, statement: str) -> Finished | Failed:
    """Return how a statement ended."""
    *_, ending = session.run(statement)
    assert isinstance(ending, (Finished, Failed))
    return ending
