"""Code of users that statements run where it is easy to miss, in the classifier and read-only."""

from __future__ import annotations

import pytest

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.db.user_code import read_user_code
from dsql_tui.dsql.state import State
from dsql_tui.events import Failed, Finished
from dsql_tui.opening import Access
from dsql_tui.sql.risk import assess
from tests.db.conftest import run
from tests.hidden_calls import COUNT, OBJECTS, READS, WRITES

SETUP = [*OBJECTS, "set search_path = hidden, public"]


@pytest.mark.parametrize("statement", WRITES)
def test_a_hidden_call_is_not_a_read_and_cannot_change_a_read_only_session(
    writer: Session, reader: Session, statement: str
) -> None:
    read_user_code(writer)
    assert writer.assess(statement).may_change
    assert assess(statement, None).may_change
    before = fetch_rows(writer.run(COUNT))
    run(reader, statement)
    assert fetch_rows(writer.run(COUNT)) == before


@pytest.mark.parametrize("statement", READS)
def test_what_looks_alike_stays_a_read(writer: Session, statement: str) -> None:
    read_user_code(writer)
    calls = {"count", "substring", "extract"}
    assert writer.code is not None
    assert not writer.code.functions & calls
    assert writer.assess(statement).reads_only
    assert isinstance(run(writer, statement), Finished)


def test_a_function_made_in_the_open_transaction_is_not_trusted(access: Access) -> None:
    session = access.open()
    read_user_code(session, "select initcap('a')")
    assert session.assess("select initcap('a')").reads_only
    fetch_rows(session.run("begin"))
    text = "create function public.initcap(text) returns text language sql as 'select 1::text'"
    run(session, text)
    read_user_code(session, "select initcap('a')")
    assert session.assess("select initcap('a')").may_change
    session.close()


@pytest.mark.parametrize("statement", ["select * from v", "insert into t values (9, 'z')"])
def test_read_only_holds_in_a_transaction_that_began_before(
    access: Access, writer: Session, statement: str
) -> None:
    before = fetch_rows(writer.run(COUNT))
    session = access.open()
    for text in ("set search_path = hidden, public", "begin", "select * from t"):
        assert isinstance(run(session, text), Finished)
    session.read_only = True
    assert session.assess("select * from v").may_change
    ending = run(session, statement)
    assert isinstance(ending, Failed)
    assert "began before the session became read-only" in ending.error.message
    assert session.state is State.IN_TRANSACTION
    assert isinstance(run(session, "commit"), Finished)
    assert isinstance(run(session, statement), Failed)
    assert fetch_rows(writer.run(COUNT)) == before
    session.close()
