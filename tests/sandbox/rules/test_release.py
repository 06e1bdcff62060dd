"""What older releases refuse: each feature up to the day before it was added."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dsql_tui.dsql import releases
from dsql_tui.dsql.releases import Feature
from dsql_tui.sandbox.rules.judge import judge

_ADD = "unsupported ALTER TABLE ADD CONSTRAINT statement"
_KEY = "FOREIGN KEY constraint not supported"
_WHERE = "WHERE not supported for CREATE INDEX"
_EXPRESSION = "expressions not supported for index keys"
_SHARE = "locking clauses other than FOR UPDATE are not supported"
_FUNCTION = "CREATE FUNCTION with language plpgsql not supported"
_PROCEDURE = "PROCEDURE is not supported"
_BODY = "AS $$ BEGIN RETURN 1; END $$"

ADDED: list[tuple[Feature, str, str]] = [
    (
        releases.DROP_COLUMN,
        "ALTER TABLE t DROP COLUMN a",
        "unsupported ALTER TABLE DROP COLUMN statement",
    ),
    (
        releases.DROP_COLUMN,
        "ALTER TABLE IF EXISTS s.t ADD b int, DROP IF EXISTS a CASCADE",
        "unsupported ALTER TABLE DROP COLUMN statement",
    ),
    (releases.NOT_VALID, "ALTER TABLE t ADD CHECK (a > 0) NOT VALID", _ADD),
    (
        releases.NOT_VALID,
        "ALTER TABLE ASYNC t VALIDATE CONSTRAINT c",
        "unsupported ALTER TABLE VALIDATE CONSTRAINT statement",
    ),
    (releases.EXPRESSION_INDEXES, "CREATE INDEX ASYNC i ON t (lower(a))", _EXPRESSION),
    (releases.EXPRESSION_INDEXES, "CREATE UNIQUE INDEX ASYNC ON t (a, (b + 1))", _EXPRESSION),
    (
        releases.NUMERIC_PRECISION,
        "CREATE TABLE t (a numeric(100, 2))",
        "NUMERIC precision 100 must be between 1 and 38",
    ),
    (
        releases.NUMERIC_PRECISION,
        "ALTER TABLE t ADD COLUMN a decimal(39)",
        "NUMERIC precision 39 must be between 1 and 38",
    ),
    (releases.KEY_SHARE, "SELECT * FROM t FOR KEY SHARE", _SHARE),
    (releases.KEY_SHARE, "WITH x AS (SELECT 1 FROM t FOR KEY SHARE) SELECT * FROM x", _SHARE),
    (releases.KEY_SHARE, "EXPLAIN SELECT * FROM t FOR KEY SHARE OF t", _SHARE),
    (releases.FOREIGN_KEYS, "CREATE TABLE c (p int REFERENCES p)", _KEY),
    (releases.FOREIGN_KEYS, "CREATE TABLE c (p int, FOREIGN KEY (p) REFERENCES p (a))", _KEY),
    (
        releases.FOREIGN_KEYS,
        "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p NOT VALID",
        _ADD,
    ),
    (
        releases.STATISTICS,
        "CREATE STATISTICS s ON a, b FROM t",
        "unsupported statement: CreateStats",
    ),
    (
        releases.STATISTICS,
        "ALTER STATISTICS s RENAME TO z",
        "unsupported statement: AlterStats",
    ),
    (releases.STATISTICS, "DROP STATISTICS s", "unsupported object in DROP statement"),
    (
        releases.BATCHED_JOINS,
        "SET dsql.enable_batched_nestloop = off",
        'setting configuration parameter "dsql.enable_batched_nestloop" not supported',
    ),
    (releases.PARTIAL_INDEXES, "CREATE INDEX ASYNC i ON t (a) WHERE b", _WHERE),
    (releases.PARTIAL_INDEXES, "CREATE UNIQUE INDEX ASYNC ON t (a) INCLUDE (b) WHERE b", _WHERE),
    (releases.PLPGSQL, f"CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql {_BODY}", _FUNCTION),
    (
        releases.PLPGSQL,
        f"CREATE OR REPLACE FUNCTION s.f() RETURNS int {_BODY} LANGUAGE 'plpgsql'",
        _FUNCTION,
    ),
    (releases.PLPGSQL, f'CREATE FUNCTION f() RETURNS int LANGUAGE "plpgsql" {_BODY}', _FUNCTION),
    (releases.PLPGSQL, f"CREATE PROCEDURE p() LANGUAGE plpgsql {_BODY}", _PROCEDURE),
    (releases.PLPGSQL, "CREATE OR REPLACE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'", _PROCEDURE),
    (releases.PLPGSQL, "DO $$ BEGIN NULL; END $$", "unsupported statement: Do"),
    (releases.PLPGSQL, "do language plpgsql 'begin end'", "unsupported statement: Do"),
    (releases.PLPGSQL, "DROP PROCEDURE IF EXISTS p", "unsupported object in DROP statement"),
    (releases.PLPGSQL, "ALTER PROCEDURE p RENAME TO q", "unsupported object in RENAME statement"),
]

ALWAYS = [
    "CREATE TABLE t (\"references\" int, a text DEFAULT 'references')",
    "CREATE TABLE t (a numeric(38, 2), b numeric)",
    "ALTER TABLE t ALTER COLUMN a DROP NOT NULL",
    "ALTER TABLE t DROP CONSTRAINT c",
    'CREATE INDEX ASYNC "where" ON t (a, b)',
    "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''language plpgsql'''",
    "CREATE FUNCTION f() RETURNS text LANGUAGE 'sql' AS 'SELECT 1'",
    "SELECT * FROM t FOR UPDATE",
    "CALL sys.wait_for_job('x')",
]
"""Statements that the oldest release takes too."""


@pytest.mark.parametrize(("feature", "sql", "message"), ADDED)
def test_a_statement_is_refused_up_to_the_day_before_its_release(
    feature: Feature, sql: str, message: str
) -> None:
    day_before = (date.fromisoformat(feature.since) - timedelta(days=1)).isoformat()
    (verdict,) = judge(sql, day_before)
    assert verdict.error is not None
    assert verdict.error.message == message
    for release in (feature.since, releases.NEWEST):
        (verdict,) = judge(sql, release)
        assert verdict.error is None


@pytest.mark.parametrize("sql", ALWAYS)
def test_the_oldest_release_takes_what_there_always_was(sql: str) -> None:
    (verdict,) = judge(sql, releases.OLDEST)
    assert verdict.error is None


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "CREATE PROCEDURE p() LANGUAGE plpython3u AS 'pass'",
            "CREATE PROCEDURE with language plpython3u not supported",
        ),
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'getpid'",
            "CREATE FUNCTION with language c not supported",
        ),
        (
            "CREATE TRIGGER r BEFORE INSERT ON t EXECUTE FUNCTION f()",
            "CREATE TRIGGER not supported",
        ),
    ],
)
def test_other_languages_and_triggers_are_refused_by_every_release(sql: str, message: str) -> None:
    (verdict,) = judge(sql)
    assert verdict.error is not None
    assert verdict.error.message == message
