"""The cost of statements follows the bytes of rows, as recorded on real clusters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.rules.explained import find_limit, find_set_columns
from tests.sandbox.clients import connect, grant_role
from tests.sandbox.plan_grammar import parse
from tests.sandbox.test_plans import explain

Session = psycopg.Connection[tuple[Any, ...]]

KEY = "0" * 36


@pytest.fixture
def session(ready: Ready) -> Iterator[Session]:
    """A session with the tables of the recorded plans."""
    with connect(ready) as opened:
        opened.execute("CREATE SCHEMA dpu_test")
        for table in (
            "write_no_pk_test (data text)",
            "write_serial_pk_test (id int PRIMARY KEY, data text)",
            "write_uuid_pk_test (id text PRIMARY KEY, data text)",
        ):
            opened.execute(f"CREATE TABLE dpu_test.{table}")
        yield opened
        opened.execute("ROLLBACK")
        opened.execute("DROP SCHEMA dpu_test CASCADE")


MIB = 2**20
# Plans 48 to 74: table, columns before the data, bytes of the data, rows, and the write's DPU.
WRITES = [
    ("no_pk", "", 1, 1, 0.00625),
    ("no_pk", "", 1024, 1, 0.05098),
    ("no_pk", "", 2048, 1, 0.10098),
    ("no_pk", "", MIB, 2, 102.40195),
    ("no_pk", "", MIB, 5, 256.00488),
    ("serial_pk", "{}, ", 12, 1, 0.00625),
    ("serial_pk", "{}, ", 1020, 1, 0.05039),
    ("serial_pk", "{}, ", 2044, 1, 0.10039),
    ("serial_pk", "{}, ", 65532, 1, 3.20039),
    ("serial_pk", "{}, ", MIB - 4, 2, 102.40078),
    ("uuid_pk", f"'{KEY[:-1]}{{}}', ", 988, 1, 0.05234),
    ("uuid_pk", f"'{KEY[:-1]}{{}}', ", 2012, 1, 0.10234),
    ("uuid_pk", f"'{KEY[:-1]}{{}}', ", MIB - 36, 5, 256.01172),
]


@pytest.mark.parametrize("begins", [False, True], ids=["alone", "begun"])
@pytest.mark.parametrize(("table", "before", "size", "rows", "dpu"), WRITES)
def test_a_write_costs_what_was_recorded(
    session: Session, table: str, before: str, size: int, rows: int, dpu: float, begins: bool
) -> None:
    values = ", ".join(f"({before.format(n)}repeat('x', {size}))" for n in range(rows))
    if begins:
        # Rows that an earlier statement of the transaction has written do not count.
        session.execute("BEGIN")
        session.execute(f"INSERT INTO dpu_test.write_{table}_test VALUES ({before.format(9)}'x')")
    read = explain(session, f"INSERT INTO dpu_test.write_{table}_test VALUES {values}")
    assert read.cost["Write"] == pytest.approx(dpu, abs=1.1e-5)


# Plans 4 to 47, without the 0 to 6 times 128 bytes that vary from one to the next.
READS = [
    ("no_pk", "", 2048, 0.00426),
    ("no_pk", "", 131072, 0.24051),
    ("serial_pk", "1, ", 2044, 0.00517),
    ("serial_pk", "1, ", 524284, 0.96142),
    ("uuid_pk", f"'{KEY}', ", 2012, 0.00478),
    ("uuid_pk", f"'{KEY}', ", 262108, 0.48103),
]


@pytest.mark.parametrize(("table", "before", "size", "dpu"), READS)
def test_a_read_costs_what_was_recorded(
    session: Session, table: str, before: str, size: int, dpu: float
) -> None:
    name = f"dpu_test.write_{table}_test"
    session.execute(f"INSERT INTO {name} VALUES ({before}repeat('x', {size}))")
    read = explain(session, f"SELECT * FROM {name}")
    assert read.cost["Read"] == pytest.approx(dpu, abs=6 * 128 * 1.9e-6)


def test_a_lookup_costs_the_bytes_of_its_row(session: Session) -> None:
    session.execute(
        "INSERT INTO dpu_test.write_serial_pk_test SELECT n, repeat('x', 1000 * n)"
        " FROM generate_series(1, 100) AS n"
    )
    costs = [
        explain(session, f"SELECT * FROM dpu_test.write_serial_pk_test WHERE id = {n}").cost["Read"]
        for n in (1, 50)
    ]
    assert costs[0] == pytest.approx(1012 * 1.831e-6, abs=128 * 1.9e-6)
    assert costs[1] == pytest.approx(50012 * 1.831e-6, abs=128 * 1.9e-6)


def test_only_the_columns_that_are_read_count(session: Session) -> None:
    session.execute("INSERT INTO dpu_test.write_serial_pk_test VALUES (1, repeat('x', 100000))")
    narrow = explain(session, "SELECT id FROM dpu_test.write_serial_pk_test")
    assert narrow.cost["Read"] < 0.001


def test_an_entry_of_an_index_costs_too(session: Session) -> None:
    session.execute("CREATE TABLE dpu_test.act (id int PRIMARY KEY, points int, name text, v int)")
    session.execute("CREATE INDEX ASYNC act_points_idx ON dpu_test.act (points)")
    # Measured on a cluster: 0.01250 for an INSERT, 0.01875 for an UPDATE of the column.
    read = explain(session, "INSERT INTO dpu_test.act VALUES (1, 2, 'x', 3)")
    assert read.cost["Write"] == pytest.approx(0.0125, abs=1e-5)
    read = explain(session, "UPDATE dpu_test.act SET points = 9, v = 4 WHERE id = 1")
    assert read.cost["Write"] == pytest.approx(0.01875, abs=1e-5)
    read = explain(session, "UPDATE dpu_test.act SET (name, v) = ('y', 5) WHERE id = 1")
    assert read.cost["Write"] == pytest.approx(0.00625, abs=1e-5)


def test_a_role_that_may_only_write_gets_an_estimate(ready: Ready, session: Session) -> None:
    session.execute("CREATE ROLE writer WITH LOGIN")
    try:
        grant_role(session, "writer", "arn:aws:iam::111122223333:user/developer")
        session.execute("GRANT USAGE ON SCHEMA dpu_test TO writer")
        session.execute("GRANT INSERT ON dpu_test.write_no_pk_test TO writer")
        with connect(ready, user="writer") as other:
            read = explain(other, "INSERT INTO dpu_test.write_no_pk_test VALUES ('x')")
        assert read.cost["Write"] == pytest.approx(0.00625, abs=1e-5)
    finally:
        session.execute("REVOKE ALL ON dpu_test.write_no_pk_test FROM writer")
        session.execute("REVOKE ALL ON SCHEMA dpu_test FROM writer")
        session.execute("AWS IAM REVOKE writer FROM 'arn:aws:iam::111122223333:user/developer'")
        session.execute("DROP ROLE writer")


@pytest.mark.parametrize(
    ("tail", "limit"),
    [
        ("LIMIT 1", 1),
        ("LIMIT 1 OFFSET 11", 12),
        ("OFFSET 11 LIMIT 1", 12),
        ("OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY", 5),
        ("FETCH FIRST ROW ONLY", 1),
    ],
)
def test_a_limit_is_pushed_down_with_its_offset(session: Session, tail: str, limit: int) -> None:
    read = explain(session, f"SELECT data FROM dpu_test.write_no_pk_test {tail}")
    assert read.details["Limit"] == str(limit)


def test_an_unknown_limit_is_estimated(session: Session) -> None:
    answer = session.execute(
        "EXPLAIN ANALYZE VERBOSE SELECT data FROM dpu_test.write_no_pk_test LIMIT %s", (7,)
    )
    assert parse([line for (line,) in answer]).details["Limit"] == "7"


LIMITS = [
    ("select 1", None),
    ("select 1 limit 5", 5),
    ("select 1 limit all", None),
    ("select 1 limit $1 offset 2", None),
    ("select (select 1 limit 1) limit 2", None),
    ("select 'limit 3'", None),
    ("select 1 limit 3 -- offset 4", 3),
]


@pytest.mark.parametrize(("sql", "limit"), LIMITS)
def test_a_limit_is_found_if_there_is_only_one(sql: str, limit: int | None) -> None:
    assert find_limit(sql) == limit


SETS = [
    ("update t set a = 1, B = b + 1 where c = 2", {"a", "b"}),
    ('explain (analyze) update t set ("A", b) = (1, 2) returning c', {'"A"', "b"}),
    ("update t set a = (select x = y from z) from u", {"a"}),
    ("with w as (update t set a = 1 where b = 2 returning c) select * from w", {"a"}),
    ("select 1", set()),
]


@pytest.mark.parametrize(("sql", "columns"), SETS)
def test_the_columns_of_an_update_are_found(sql: str, columns: set[str]) -> None:
    assert columns <= find_set_columns(sql)
    assert "c" not in find_set_columns(sql)


def test_only_needed_columns_come_out_of_storage(session: Session) -> None:
    session.execute("CREATE TABLE dpu_test.wide (id int PRIMARY KEY, a int, b text, c text)")
    answer = session.execute(
        "EXPLAIN VERBOSE SELECT x.b FROM dpu_test.wide x, dpu_test.wide y WHERE x.a < y.a"
    )
    lines = [line.strip() for (line,) in answer]
    sent = {line for line in lines if line.startswith("Projections")}
    assert sent <= {"Projections: a, b", "Projections: a", "Projections: b, a"}
    assert not [line for line in lines if "Output" in line and ".c" in line]


def test_a_range_is_scanned_as_a_whole_before_statistics_exist(session: Session) -> None:
    session.execute("CREATE TABLE dpu_test.act (id int PRIMARY KEY, points int)")
    session.execute("CREATE INDEX ASYNC act_points_idx ON dpu_test.act (points)")
    job = session.execute("SELECT job_id FROM sys.jobs ORDER BY start_time DESC LIMIT 1").fetchone()
    assert job is not None
    session.execute(f"CALL sys.wait_for_job('{job[0]}')")
    session.execute("INSERT INTO dpu_test.act SELECT n, n % 100 FROM generate_series(1, 500) AS n")
    read = explain(session, "SELECT * FROM dpu_test.act WHERE points > 90")
    assert read.nodes[0] == "Full Scan (btree-table) on dpu_test.act"
    assert read.details["Filters"] == "(act.points > 90)"
    read = explain(session, "SELECT * FROM dpu_test.act WHERE points = 90")
    assert read.nodes[0].startswith("Index Scan using act_points_idx")
