"""Asynchronous DDL: the states of a job, its index meanwhile, and its end."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.conftest import start_copy
from tests.sandbox.clients import connect
from tests.sandbox.protocols import PROTOCOLS, ask

QUICK = (sys.executable, str(Path(__file__).with_name("sandbox_with_quick_jobs.py")))

Session = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(scope="module")
def quick(created: Path) -> Iterator[Ready]:
    """A sandbox whose jobs take less than a second."""
    with start_copy(created, QUICK) as process:
        yield process.ready


@pytest.fixture
def session(quick: Ready) -> Iterator[Session]:
    """A session as `admin`."""
    with connect(quick) as opened:
        yield opened


@pytest.fixture
def table(session: Session) -> str:
    """A table with three rows, two of which have the same `b`."""
    name = f"jobs_{uuid4().hex[:8]}"
    session.execute(f"CREATE TABLE {name} (a int, b text)")
    session.execute(f"INSERT INTO {name} VALUES (1, 'one'), (2, 'two'), (3, 'two')")
    return name


def job(session: Session, statement: str) -> str:
    """Run a statement that leaves a job, and return the job's identifier."""
    answer = session.execute(statement)
    assert [column.name for column in answer.description or ()] == ["job_id"]
    ((identifier,),) = answer.fetchall()
    assert len(identifier) == 26
    return str(identifier)


def status(session: Session, identifier: str) -> tuple[Any, ...] | None:
    return session.execute(
        "SELECT status, details FROM sys.jobs WHERE job_id = %s", (identifier,)
    ).fetchone()


def flags(session: Session, index: str) -> tuple[Any, ...] | None:
    return session.execute(
        "SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = %s::regclass", (index,)
    ).fetchone()


def wait(session: Session, identifier: str) -> bool:
    answer = session.execute(f"CALL sys.wait_for_job('{identifier}')")
    assert [column.name for column in answer.description or ()] == ["succeeded"]
    ((succeeded,),) = answer.fetchall()
    return bool(succeeded)


def test_an_index_passes_all_states_and_is_valid_at_the_end(session: Session, table: str) -> None:
    answer = session.execute(f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    assert answer.statusmessage == "CREATE INDEX"
    ((identifier,),) = answer.fetchall()
    seen = [status(session, identifier)]
    assert flags(session, f"{table}_a") == (False, False)
    deadline = time.monotonic() + 10
    while seen[-1] != ("completed", None) and time.monotonic() < deadline:
        if (now := status(session, identifier)) != seen[-1]:
            seen.append(now)
    assert seen == [("submitted", None), ("processing", None), ("completed", None)]
    assert flags(session, f"{table}_a") == (True, False)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_without_async_only_a_setting_allows_an_index_while_the_table_is_empty(
    session: Session, table: str, protocol: str
) -> None:
    session.execute(f"DELETE FROM {table}")
    empty = ask(session, f"CREATE INDEX {table}_c ON {table} (a)", protocol)
    assert empty.message == "unsupported mode. please use CREATE INDEX ASYNC."
    session.execute("SET disable_sync_create_index = off")
    assert ask(session, f"CREATE INDEX {table}_a ON {table} (a)", protocol).tag == "CREATE INDEX"
    assert flags(session, f"{table}_a") == (True, False)
    session.execute(f"INSERT INTO {table} VALUES (1)")
    refused = ask(session, f"CREATE INDEX {table}_b ON {table} (a)", protocol)
    assert refused.message == "unsupported mode. please use CREATE INDEX ASYNC."


def test_a_job_names_its_object(session: Session, table: str) -> None:
    identifier = job(session, f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    assert session.execute(
        "SELECT job_type, class_id::regclass::text, object_id = %s::regclass, object_name,"
        " start_time <= update_time FROM sys.jobs WHERE job_id = %s",
        (f"{table}_a", identifier),
    ).fetchone() == ("INDEX_BUILD", "pg_class", True, f"public.{table}_a", True)


def test_the_view_has_the_columns_of_a_cluster(session: Session) -> None:
    answer = session.execute("SELECT * FROM sys.jobs LIMIT 0")
    assert [column.name for column in answer.description or ()] == [
        *("job_id", "status", "details", "job_type", "class_id", "object_id", "object_name"),
        *("start_time", "update_time"),
    ]


def test_waiting_ends_with_the_job_also_in_a_transaction(session: Session, table: str) -> None:
    identifier = job(session, f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    session.execute("BEGIN")
    session.execute("SELECT 1 FROM pg_class LIMIT 1")
    assert wait(session, identifier)
    session.execute("COMMIT")
    assert status(session, identifier) == ("completed", None)


def test_others_go_on_while_one_waits(quick: Ready, session: Session, table: str) -> None:
    identifier = job(session, f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    waiting = threading.Thread(target=wait, args=(session, identifier))
    waiting.start()
    with connect(quick) as other:
        other.execute(f"INSERT INTO {table} VALUES (4, 'four')")
        job(other, f"CREATE INDEX ASYNC {table}_b ON {table} (b)")
    assert waiting.is_alive()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_unique_index_enforces_nothing_until_it_is_built(session: Session, table: str) -> None:
    session.execute(f"DELETE FROM {table} WHERE a = 3")
    identifier = job(session, f"CREATE UNIQUE INDEX ASYNC {table}_b ON {table} (b)")
    assert flags(session, f"{table}_b") == (False, True)
    session.execute(f"INSERT INTO {table} VALUES (3, 'two')")
    session.execute(f"DELETE FROM {table} WHERE a = 3")
    assert wait(session, identifier)
    with pytest.raises(psycopg.errors.UniqueViolation):
        session.execute(f"INSERT INTO {table} VALUES (3, 'two')")
    session.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_u UNIQUE USING INDEX {table}_b")


def test_duplicates_let_a_unique_index_fail_and_it_stays(session: Session, table: str) -> None:
    identifier = job(session, f"CREATE UNIQUE INDEX ASYNC {table}_b ON {table} (b)")
    assert not wait(session, identifier)
    reason = "found duplicate key(s) while validating index uniqueness"
    assert status(session, identifier) == ("failed", reason)
    assert flags(session, f"{table}_b") == (False, True)
    with pytest.raises(psycopg.Error) as refused:
        session.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_u UNIQUE USING INDEX {table}_b"
        )
    assert refused.value.sqlstate == "55000"
    assert refused.value.diag.message_primary == f'index "{table}_b" is not valid'
    session.execute(f"DROP INDEX {table}_b")


def test_an_index_that_is_not_valid_serves_no_query(session: Session, table: str) -> None:
    job(session, f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    plan = session.execute(f"EXPLAIN SELECT * FROM {table} WHERE a = 1").fetchall()
    assert f"{table}_a" not in str(plan)


@pytest.mark.parametrize(
    ("statement", "ending"),
    [
        ("DROP INDEX {}_a", ("cancelled", None)),
        # As recorded: the job has nothing left to do.
        ("DROP TABLE {}", ("completed", 'relation "public.{}" does not exist')),
    ],
)
def test_dropping_ends_a_build(
    session: Session, table: str, statement: str, ending: tuple[str, str | None]
) -> None:
    identifier = job(session, f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    session.execute(statement.format(table))
    assert wait(session, identifier) == (ending[0] == "completed")
    assert status(session, identifier) == (ending[0], ending[1] and ending[1].format(table))


def test_a_job_whose_index_is_locked_holds_no_other_job_up(
    quick: Ready, session: Session, table: str
) -> None:
    locked = job(session, f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    session.execute("BEGIN")
    session.execute(f"DROP INDEX {table}_a")
    with connect(quick) as other:
        other.execute(f"CREATE TABLE {table}_other (a int)")
        identifier = job(other, f"CREATE INDEX ASYNC {table}_b ON {table}_other (a)")
        assert wait(other, identifier)
        assert status(other, locked) != ("completed", None)
    session.execute("ROLLBACK")
    assert wait(session, locked)


def test_an_index_that_is_rolled_back_leaves_no_job(session: Session, table: str) -> None:
    session.execute("BEGIN")
    identifier = job(session, f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    session.execute("ROLLBACK")
    assert status(session, identifier) is None


@pytest.mark.parametrize(
    ("check", "ending"),
    [
        ("a > 0", ("completed", None)),
        ("a > 1", ("failed", 'check constraint "{0}_c" of relation "{0}" is violated by some row')),
    ],
)
def test_a_constraint_is_validated_by_a_job(
    session: Session, table: str, check: str, ending: tuple[str, str | None]
) -> None:
    session.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_c CHECK ({check}) NOT VALID")
    answer = session.execute(f"ALTER TABLE ASYNC {table} VALIDATE CONSTRAINT {table}_c")
    assert answer.statusmessage == "ALTER TABLE"
    ((identifier,),) = answer.fetchall()
    validated = f"SELECT convalidated FROM pg_constraint WHERE conname = '{table}_c'"
    assert session.execute(validated).fetchone() == (False,)
    succeeded = ending[0] == "completed"
    assert wait(session, identifier) == succeeded
    assert status(session, identifier) == (ending[0], ending[1] and ending[1].format(table))
    assert session.execute(validated).fetchone() == (succeeded,)


@pytest.mark.parametrize(
    ("statement", "kind"), [("ANALYZE {}", "ANALYZE"), ("DROP TABLE {}", "DROP")]
)
def test_other_statements_leave_jobs_too(
    session: Session, table: str, statement: str, kind: str
) -> None:
    ((number,),) = session.execute("SELECT %s::regclass::oid", (table,)).fetchall()
    session.execute(statement.format(table))
    found = "SELECT job_id FROM sys.jobs WHERE job_type = %s AND object_id = %s"
    ((identifier,),) = session.execute(found, (kind, number)).fetchall()
    assert wait(session, identifier)
    assert status(session, identifier) == ("completed", None)


def test_what_is_over_is_forgotten_after_a_while(session: Session, table: str) -> None:
    identifier = job(session, f"CREATE INDEX ASYNC {table}_a ON {table} (a)")
    wait(session, identifier)
    deadline = time.monotonic() + 10
    while status(session, identifier) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.1)


REFUSED = [
    ("SELECT sys.wait_for_job(job_id) FROM sys.jobs", "42809", "(text) is a procedure"),
    ("CALL sys.wait_for_job('x')", "22P02", "Unable to convert text to UUID"),
    ("CALL sys.wait_for_job((SELECT 'x'))", "0A000", "cannot use subquery in CALL argument"),
    ("CREATE INDEX ASYNC ON no_such_table (a)", "42P01", '"no_such_table" does not exist'),
    ("CREATE INDEX ASYNC public.jobs_x ON pg_class (a)", "42601", 'syntax error at or near "."'),
]


@pytest.mark.parametrize(("statement", "sqlstate", "words"), REFUSED)
def test_what_is_wrong_is_refused_at_once(
    session: Session, statement: str, sqlstate: str, words: str
) -> None:
    with pytest.raises(psycopg.Error) as refused:
        session.execute(statement)
    assert refused.value.sqlstate == sqlstate
    assert (refused.value.diag.message_primary or "").endswith(words)


def test_an_error_tells_its_place_and_nothing_of_how_jobs_are_made(session: Session) -> None:
    statement = "SELECT 1; CREATE UNIQUE INDEX ASYNC broken ON pg_class (relname) WHERE"
    with pytest.raises(psycopg.errors.SyntaxError) as refused:
        session.execute(statement)
    diagnosis = refused.value.diag
    assert (diagnosis.context, diagnosis.internal_query) == (None, None)
    assert diagnosis.statement_position == str(len(statement) + 1)


def test_an_index_that_exists_already_leaves_no_job(session: Session, table: str) -> None:
    statement = f"CREATE INDEX ASYNC IF NOT EXISTS {table}_a ON {table} (a)"
    job(session, statement)
    answer = session.execute(statement)
    assert (answer.statusmessage, answer.fetchall()) == ("CREATE INDEX", [(None,)])


def test_a_job_outlasts_its_sandbox(tmp_path: Path) -> None:
    with SandboxProcess(data=tmp_path, command=QUICK) as first, connect(first.ready) as session:
        session.execute("CREATE TABLE lasting (a int)")
        session.execute("INSERT INTO lasting VALUES (1), (2)")
        identifier = job(session, "CREATE UNIQUE INDEX ASYNC lasting_a ON lasting (a)")
    with SandboxProcess(data=tmp_path, command=QUICK) as second, connect(second.ready) as session:
        assert wait(session, identifier)
        assert flags(session, "lasting_a") == (True, True)
