"""Jobs in `sys.jobs`, and the statements that help after a failed one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from dsql_tui.db.jobs import read_failure, read_jobs
from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.job import Job
from dsql_tui.opening import Access

INDEXES = (
    ("a", "", [1, 2]),
    ("a, b", "", [1, 2]),
    ("lower(b)", "", [1, 2, 3, 4]),
    ('a, "Odd ""name"', "", [1, 2]),
    ("a", "nulls not distinct", [1, 2, 5, 6]),
    ("lower(b)", "where a > 5", [3, 4]),
    ("(a + 1), b", "", [1, 2]),
)
ROWS = """(1, 1, 'x', 1), (2, 1, 'x', 1), (3, 7, 'X', 2), (4, 8, 'X', 3), (5, null, 'y', 4),
    (6, null, 'z', 5)"""


@pytest.fixture
def session(access: Access) -> Iterator[Session]:
    """Return a session."""
    with closing(access.open()) as opened:
        yield opened


def run(session: Session, sql: str) -> list[tuple[str | None, ...]]:
    """Run a statement and return its rows."""
    return fetch_rows(session.run(sql))


def wait_for_job(session: Session, statement: str) -> Job:
    """Start a job, wait until it has ended, and return it."""
    identifier = run(session, statement)[0][0]
    run(session, f"call sys.wait_for_job('{identifier}')")
    return next(job for job in read_jobs(session) if job.identifier == identifier)


def create_table(session: Session, name: str) -> None:
    """Create a table with rows that are equal in some columns."""
    columns = 'id int primary key, a int, b text, "Odd ""name" int'
    run(session, f'create table "S p".{name} ({columns})')
    run(session, f'insert into "S p".{name} values {ROWS}')


@pytest.fixture(scope="module")
def schema() -> set[str]:
    """Return the names of the schemas that exist; filled by `make_schema`."""
    return set()


@pytest.fixture(autouse=True)
def make_schema(session: Session, schema: set[str]) -> None:
    """Create the schema once."""
    if not schema:
        run(session, 'create schema "S p"')
        schema.add("S p")


@pytest.mark.parametrize("number", range(len(INDEXES)))
def test_the_query_finds_the_equal_rows_of_a_failed_index(session: Session, number: int) -> None:
    (keys, rest, equal), table = INDEXES[number], f"t{number}"
    create_table(session, table)
    create = f'create unique index async "I x{table}" on "S p".{table} ({keys}) {rest}'
    job = wait_for_job(session, create)
    assert job.status == "failed"
    assert job.title == f"index build of S p.I x{table}"
    failure = read_failure(session, job)
    assert failure is not None
    assert "cannot be unique" in failure.explanation
    found = run(session, failure.query)
    assert sorted(int(row[0] or 0) for row in found) == equal
    run(session, failure.removal)
    assert read_failure(session, job) is None


def test_an_index_that_is_valid_is_no_failure(session: Session) -> None:
    create_table(session, "fine")
    job = wait_for_job(session, 'create unique index async on "S p".fine (id, a)')
    assert job.status == "completed"
    assert job.seconds > 0
    assert read_failure(session, job) is None
    assert job.summary.startswith("Index build of S p.fine_id_a_idx completed after")


def test_the_query_finds_the_rows_that_contradict_a_check(session: Session) -> None:
    create_table(session, "checked")
    alter = 'alter table "S p".checked add constraint "a k" check (a < 8 and b is not null)'
    run(session, f"{alter} not valid")
    job = wait_for_job(session, 'alter table async "S p".checked validate constraint "a k"')
    assert job.status == "failed"
    failure = read_failure(session, job)
    assert failure is not None
    assert [row[0] for row in run(session, failure.query)] == ["4"]
    run(session, failure.removal)
    assert read_failure(session, job) is None


@pytest.mark.parametrize(("match", "missing"), [("simple", ["4"]), ("full", ["3", "4", "5", "6"])])
def test_the_query_finds_the_rows_without_the_row_they_refer_to(
    session: Session, match: str, missing: list[str]
) -> None:
    parent, child = f"parent_{match}", f"child_{match}"
    run(session, f'create table "S p".{parent} (x int, "Y y" text, primary key (x, "Y y"))')
    run(session, f"""insert into "S p".{parent} values (1, 'x'), (7, 'X')""")
    create_table(session, child)
    run(session, f'update "S p".{child} set b = null where id = 3')
    key = f'foreign key (a, b) references "S p".{parent} match {match}'
    run(session, f'alter table "S p".{child} add constraint f {key} not valid')
    job = wait_for_job(session, f'alter table async "S p".{child} validate constraint f')
    assert job.status == "failed"
    failure = read_failure(session, job)
    assert failure is not None
    assert sorted(row[0] or "" for row in run(session, failure.query)) == missing
    run(session, failure.removal)
    assert read_failure(session, job) is None
