"""Queries that answer for a change, and the names that OC001 depends on."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.rules import relation_names
from dsql_tui.sandbox.rules.snapshot_query import build_snapshot_query, locks_rows

COUNT = "pg_catalog.count(*)::text"
PRETENCES = [
    ("UPDATE t SET a = 1", f"SELECT {COUNT} FROM t", "UPDATE", True),
    ("update only s.t as x set a = (select 1 from u where true) where x.id = $1",
     f"SELECT {COUNT} FROM only s.t as x WHERE x.id = $1", "UPDATE", True),
    ("UPDATE t SET a = u.a FROM u, v WHERE t.id = u.id RETURNING t.id, a",
     "SELECT t.id, a FROM t, u, v WHERE t.id = u.id", "UPDATE", False),
    ("UPDATE t SET a = 1 WHERE a IS DISTINCT FROM 2",
     f"SELECT {COUNT} FROM t WHERE a IS DISTINCT FROM 2", "UPDATE", True),
    ("DELETE FROM t", f"SELECT {COUNT} FROM t", "DELETE", True),
    ("DELETE FROM t x USING u WHERE x.id = u.id RETURNING *",
     "SELECT * FROM t x, u WHERE x.id = u.id", "DELETE", False),
    ("WITH q AS (SELECT 1 AS id) DELETE FROM t USING q WHERE t.id = q.id",
     f"WITH q AS (SELECT 1 AS id) SELECT {COUNT} FROM t, q WHERE t.id = q.id", "DELETE", True),
    ("INSERT INTO t (a, b) VALUES (1, 2), (3, 4)",
     f"SELECT {COUNT} FROM (VALUES (1, 2), (3, 4)) AS rows", "INSERT 0", True),
    ("INSERT INTO t SELECT * FROM u ON CONFLICT DO NOTHING",
     f"SELECT {COUNT} FROM (SELECT * FROM u) AS rows", "INSERT 0", True),
    ("SELECT a FROM t WHERE b = 'for update' FOR UPDATE",
     "SELECT a FROM t WHERE b = 'for update' ", "SELECT", False),
    ("SELECT a FROM t FOR KEY SHARE OF t NOWAIT", "SELECT a FROM t ", "SELECT", False),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "query", "tag", "counts"), PRETENCES)
def test_a_query_answers_instead(sql: str, query: str, tag: str, counts: bool) -> None:
    assert build_snapshot_query(sql) == (query, tag, counts)


@pytest.mark.parametrize(
    "sql", ["INSERT INTO t VALUES (1) RETURNING id", "INSERT INTO t DEFAULT VALUES", "SELECT 1", ""]
)
def test_nothing_answers_instead(sql: str) -> None:
    assert build_snapshot_query(sql) is None


def test_locks_are_found() -> None:
    assert locks_rows("select 1 from t\n for\tupdate")
    assert locks_rows("SELECT 1 FROM t FOR KEY SHARE")
    assert not locks_rows("select 1 from forupdate")


CHANGED = [
    ("ALTER TABLE shop.orders ADD COLUMN x int", {"orders"}),
    ("alter table async if exists only orders validate constraint c", {"orders"}),
    ('DROP TABLE IF EXISTS a, s."B" CASCADE', {"a", "b"}),
    ("CREATE UNIQUE INDEX ASYNC IF NOT EXISTS i ON s.t (a)", {"t"}),
    ("CREATE OR REPLACE VIEW v AS SELECT 1", {"v"}),
    ("GRANT SELECT, INSERT ON TABLE a, b TO app", {"a", "b"}),
    ("REVOKE ALL ON a FROM app", {"a"}),
    ("GRANT USAGE ON SCHEMA s TO app", set()),
    ("GRANT SELECT ON ALL TABLES IN SCHEMA s TO app", set()),
    ("CREATE TABLE t (id int)", set()),
    ("GRANT reader TO app", set()),
]


@pytest.mark.parametrize(("sql", "expected"), CHANGED)
def test_the_relations_that_a_statement_changes(sql: str, expected: set[str]) -> None:
    assert relation_names.find_changed(sql) == expected
