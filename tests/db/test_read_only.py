"""Read-only sessions, and the classifier, with statements that change something."""

from __future__ import annotations

import pytest

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.db.user_code import read_user_code
from dsql_tui.dsql.state import State
from dsql_tui.events import Failed, Finished
from tests.db.conftest import run
from tests.ways_past import COUNT, HARMLESS, OBJECTS, TRANSACTIONS, WRITES

SETUP = [*OBJECTS, "set search_path = ways, public"]


@pytest.mark.parametrize("way", [*WRITES, *TRANSACTIONS], ids="; ".join)
def test_read_only_session_refuses_every_change(
    writer: Session, reader: Session, way: list[str]
) -> None:
    before = fetch_rows(writer.run(COUNT))
    for statement in way:
        run(reader, statement)
    if reader.state is not State.IDLE:
        run(reader, "rollback")
    assert fetch_rows(writer.run(COUNT)) == before
    assert isinstance(run(reader, "delete from ways.t"), Failed)


@pytest.mark.parametrize("way", [*WRITES, *TRANSACTIONS], ids="; ".join)
def test_classifier_asks_about_every_change(writer: Session, way: list[str]) -> None:
    read_user_code(writer)
    assert any(writer.assess(statement).may_change for statement in way)


@pytest.mark.parametrize("statement", HARMLESS)
def test_read_runs_without_a_question(writer: Session, reader: Session, statement: str) -> None:
    read_user_code(writer)
    assert not writer.assess(statement).may_change
    assert isinstance(run(reader, statement), Finished)
