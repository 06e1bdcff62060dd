"""Every statement that Aurora DSQL rejects, with its message, in every disguise."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.rules.judge import judge

UNSUPPORTED = [
    ("TRUNCATE t", "Truncate"),
    ("truncate table only a, b restart identity cascade", "Truncate"),
    ("LISTEN c", "Listen"),
    ("NOTIFY c, 'payload'", "Notify"),
    ("UNLISTEN *", "Unlisten"),
    ("LOCK TABLE t IN SHARE MODE", "Lock"),
    ("DECLARE c CURSOR FOR SELECT 1", "DeclareCursor"),
    ("FETCH 10 FROM c", "Fetch"),
    ("MOVE NEXT FROM c", "Fetch"),
    ("CLOSE ALL", "ClosePortal"),
    ("PREPARE p AS SELECT 1", "Prepare"),
    ("EXECUTE p(1)", "Execute"),
    ("DEALLOCATE p", "Deallocate"),
    ("DEALLOCATE PREPARE p", "Deallocate"),
    ("DISCARD ALL", "Discard"),
    ("DO $$ BEGIN END $$", "Do"),
    ("LOAD 'plpgsql'", "Load"),
    ("CHECKPOINT", "CheckPoint"),
    ("CLUSTER t USING i", "Cluster"),
    ("REINDEX TABLE t", "Reindex"),
    ("REFRESH MATERIALIZED VIEW CONCURRENTLY m", "RefreshMatView"),
    ("REASSIGN OWNED BY a TO b", "ReassignOwned"),
    ("DROP OWNED BY a", "DropOwned"),
    ("SECURITY LABEL ON TABLE t IS 'x'", "SecLabel"),
    ("CREATE EXTENSION IF NOT EXISTS pgcrypto", "CreateExtension"),
    ("CREATE DATABASE d", "Createdb"),
    ("DROP DATABASE IF EXISTS d", "Dropdb"),
    ("ALTER DATABASE postgres SET work_mem = '1MB'", "AlterDatabaseSet"),
    ("ALTER DATABASE postgres CONNECTION LIMIT 5", "AlterDatabase"),
    ("CREATE TABLESPACE s LOCATION '/tmp'", "CreateTableSpace"),
    ("DROP TABLESPACE s", "DropTableSpace"),
    ("CREATE FOREIGN TABLE f (id int) SERVER s", "CreateForeignTable"),
    ("CREATE SERVER s FOREIGN DATA WRAPPER w", "CreateForeignServer"),
    ("CREATE FOREIGN DATA WRAPPER w", "CreateFdw"),
    ("CREATE USER MAPPING FOR u SERVER s", "CreateUserMapping"),
    ("IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b", "ImportForeignSchema"),
    ("ALTER SYSTEM SET work_mem = '4MB'", "AlterSystem"),
    ("CREATE POLICY p ON t USING (true)", "CreatePolicy"),
    ("ALTER POLICY p ON t USING (true)", "AlterPolicy"),
    ("CREATE RULE r AS ON INSERT TO t DO NOTHING", "Rule"),
    ("CREATE OR REPLACE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "Rule"),
    ("CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()", "CreateEventTrig"),
    ("CREATE PUBLICATION p FOR ALL TABLES", "CreatePublication"),
    ("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", "CreateSubscription"),
    ("CREATE AGGREGATE a (int) (SFUNC = int4pl, STYPE = int)", "Define"),
    ("CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)", "Define"),
    ("CREATE OPERATOR CLASS c FOR TYPE int USING btree AS STORAGE int", "CreateOpClass"),
    ("CREATE COLLATION c (locale = 'C')", "Define"),
    ("CREATE TEXT SEARCH DICTIONARY d (template = simple)", "Define"),
    ("CREATE TYPE shell", "Define"),
    ("CREATE TYPE s.pair AS (a int, b int)", "CompositeType"),
    ("CREATE TYPE r AS RANGE (subtype = int4)", "CreateRange"),
    ("CREATE CAST (int AS text) WITH INOUT", "CreateCast"),
    ("CREATE LANGUAGE plperl", "CreatePLang"),
    ("CREATE MATERIALIZED VIEW m AS SELECT 1 AS x", "CreateTableAs"),
    ("CREATE TABLE c AS SELECT 1 AS x", "CreateTableAs"),
    ("CREATE TABLE c (x) AS VALUES (1)", "CreateTableAs"),
    ("create temp table c as (select 1)", "CreateTableAs"),
    ("CREATE TABLE IF NOT EXISTS s.c AS TABLE t WITH NO DATA", "CreateTableAs"),
    ("SELECT 1 AS x INTO c", "CreateTableAs"),
    ("WITH a AS (SELECT 1 AS x) SELECT x INTO c FROM a", "CreateTableAs"),
    ("EXPLAIN EXECUTE p", "Execute"),
    ("EXPLAIN (ANALYZE, VERBOSE) EXECUTE p(1)", "Execute"),
    ("explain analyze verbose execute p", "Execute"),
    ("EXPLAIN CREATE TABLE c AS SELECT 1", "CreateTableAs"),
]

IN_OTHER_WORDS = [
    ("VACUUM", "unsupported VACUUM statement"),
    ("VACUUM (FULL) t", "unsupported VACUUM statement"),
    ("CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()", "CREATE TRIGGER not supported"),
    ("CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t", "CREATE TRIGGER not supported"),
    ("CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TYPE not supported"),
    ("CREATE TYPE s.mood AS ENUM ()", "CREATE TYPE not supported"),
    ("ALTER TYPE mood ADD VALUE 'happy'", "ALTER TYPE not supported"),
    ("ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'", "ALTER TYPE not supported"),
    ("ALTER TYPE mood RENAME TO humour", "unsupported object in RENAME statement"),
    ("ALTER TRIGGER g ON t RENAME TO h", "unsupported object in RENAME statement"),
    ("ALTER DATABASE postgres RENAME TO p", "unsupported object in RENAME statement"),
    ("DROP TYPE mood", "unsupported object in DROP statement"),
    ("DROP INDEX CONCURRENTLY i", "DROP INDEX CONCURRENTLY must be first action in transaction"),
    ("SELECT set_config('TimeZone', 'UTC', false)", "function set_config not supported"),
    ("SELECT set_config($1, $2, false)", "function set_config not supported"),
    ("ALTER DOMAIN d ADD CHECK (VALUE > 0)", "unsupported statement: AlterDomain"),
    ("ALTER DOMAIN d DROP NOT NULL", "unsupported statement: AlterDomain"),
    ("ALTER DOMAIN s.d VALIDATE CONSTRAINT c", "unsupported statement: AlterDomain"),
    ("GRANT ALL ON DATABASE postgres TO r", "unsupported object type in GRANT"),
    ("REVOKE CONNECT ON DATABASE postgres FROM r", "unsupported object type in GRANT"),
    ('GRANT USAGE ON SCHEMA s, "public" TO r', "feature not supported on system entity"),
    ("DROP TRIGGER g ON t", "unsupported object in DROP statement"),
    ("DROP EXTENSION pgcrypto", "unsupported object in DROP statement"),
    ("DROP MATERIALIZED VIEW m", "unsupported object in DROP statement"),
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE",
        "unsupported statement type: MERGE",
    ),
    (
        "WITH s AS (SELECT 1 AS id) MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE",
        "unsupported statement type: MERGE",
    ),
    ("SELECT * FROM t TABLESAMPLE SYSTEM (10)", "TABLESAMPLE clause not supported"),
    (
        "CREATE VIEW v AS SELECT * FROM t TABLESAMPLE bernoulli(1)",
        "TABLESAMPLE clause not supported",
    ),
    (
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$",
        "CREATE FUNCTION with language plpgsql not supported",
    ),
    (
        "CREATE OR REPLACE FUNCTION f(a int) RETURNS int AS 'x' LANGUAGE 'C'",
        "CREATE FUNCTION with language c not supported",
    ),
    ("CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'", "PROCEDURE is not supported"),
    ("SAVEPOINT s", "unsupported transaction statement: SAVEPOINT"),
    ("RELEASE SAVEPOINT s", "unsupported transaction statement: RELEASE"),
    ("RELEASE s", "unsupported transaction statement: RELEASE"),
    ("ROLLBACK TO SAVEPOINT s", "unsupported transaction statement: ROLLBACK TO"),
    ("rollback work to s", "unsupported transaction statement: ROLLBACK TO"),
    ("PREPARE TRANSACTION 'x'", "unsupported transaction statement: PREPARE TRANSACTION"),
    ("BEGIN ISOLATION LEVEL SERIALIZABLE", "Unsupported isolation level: SERIALIZABLE"),
    (
        "START TRANSACTION READ ONLY, ISOLATION LEVEL READ COMMITTED",
        "Unsupported isolation level: READ COMMITTED",
    ),
    (
        "begin transaction isolation level read uncommitted",
        "Unsupported isolation level: READ UNCOMMITTED",
    ),
]

_LOCKING = "locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported"
LOCKING = [
    "SELECT * FROM t FOR SHARE",
    "SELECT * FROM t FOR NO KEY UPDATE SKIP LOCKED",
    "select * from t a, t b for update of a for share of b nowait",
    "SELECT * FROM (SELECT 1 FROM t FOR SHARE) AS s",
    "WITH a AS (SELECT 1 FROM t FOR SHARE) SELECT 1",
]

FUNCTIONS = [
    ("SELECT pg_backend_pid()", "pg_backend_pid"),
    ("select pg_catalog.PG_BACKEND_PID ( )", "pg_backend_pid"),
    ('SELECT "pg_backend_pid"()', "pg_backend_pid"),
    ("SELECT pg_advisory_lock(1)", "pg_advisory_lock"),
    ("SELECT pg_try_advisory_xact_lock_shared(1, 2)", "pg_try_advisory_xact_lock_shared"),
    ("SELECT pg_advisory_unlock_all()", "pg_advisory_unlock_all"),
    ("SELECT pg_table_size('t'::regclass)", "pg_table_size"),
    ("SELECT a, to_json(t) FROM t", "to_json"),
    ("SELECT 1 FROM t JOIN s ON to_json(t.x) IS NULL", "to_json"),
    ("INSERT INTO t VALUES (pg_backend_pid())", "pg_backend_pid"),
    ("CREATE TABLE t (id int DEFAULT pg_backend_pid())", "pg_backend_pid"),
    ("CREATE VIEW v AS SELECT pg_backend_pid()", "pg_backend_pid"),
    ("EXPLAIN SELECT pg_backend_pid()", "pg_backend_pid"),
    ("COPY (SELECT pg_backend_pid()) TO STDOUT", "pg_backend_pid"),
    ("(SELECT pg_backend_pid())", "pg_backend_pid"),
    ("SELECT pg_cancel_backend(1)", "pg_cancel_backend"),
]

NEAR_MISSES = [
    "SELECT 'TRUNCATE t'",
    "SELECT $$ TRUNCATE t; $$",
    "SELECT $q$ SELECT pg_backend_pid() $q$",
    "SELECT 1 -- ; TRUNCATE t",
    "SELECT 1 /* ; TRUNCATE t; /* SAVEPOINT s; */ */",
    "SELECT E'\\'; TRUNCATE t; --'",
    "SELECT U&'\\0041; TRUNCATE t'",
    'SELECT "truncate" FROM "savepoint"',
    "SELECT truncate, listen, notify FROM vacuum",
    "SELECT pg_backend_pid FROM t",
    "SELECT 'pg_backend_pid()' AS x",
    "SELECT mine.pg_backend_pid()",
    'SELECT "PG_BACKEND_PID"()',
    "SELECT my_pg_backend_pid()",
    "INSERT INTO to_json (a) VALUES (1)",
    "CREATE TABLE to_json (a int)",
    "CREATE TABLE t (a int REFERENCES to_json (a))",
    "CREATE INDEX ASYNC ON to_json (a)",
    "WITH to_json (a) AS (SELECT 1) SELECT a FROM to_json",
    "WITH b AS (SELECT 1), to_json (a) AS (SELECT 1) SELECT a FROM to_json",
    "SELECT to_jsonb(1), row_to_json(t) FROM t",
    "SELECT pg_sleep(0), pg_table_is_visible(1), pg_get_userbyid(10)",
    "SELECT * FROM t FOR UPDATE",
    "SELECT * FROM t FOR UPDATE SKIP LOCKED",
    "SELECT * FROM t FOR KEY SHARE NOWAIT",
    "SELECT substring('abc' FOR share) FROM t",
    "SELECT substring('abc' FROM 1 FOR share) FROM t",
    "SELECT 'FOR SHARE' AS x, 1 AS into, 2 AS tablesample",
    'SELECT "into" FROM t',
    "INSERT INTO t SELECT 1 ON CONFLICT (a) DO UPDATE SET a = 1 RETURNING a",
    "UPDATE t SET a = 1 FROM s WHERE s.id = t.id",
    "DELETE FROM t USING s WHERE s.id = t.id",
    "WITH a AS (DELETE FROM t RETURNING *) INSERT INTO s SELECT * FROM a",
    "SELECT merge FROM t",
    "DEALLOCATE ALL",
    "DEALLOCATE PREPARE ALL",
    "ROLLBACK",
    "ROLLBACK WORK",
    "BEGIN",
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE",
    "BEGIN TRANSACTION READ ONLY",
    "ABORT",
    "END",
    "EXPLAIN SELECT 1",
    "EXPLAIN (ANALYZE, VERBOSE, SETTINGS) DELETE FROM t",
    "ANALYZE t",
    "ANALYZE VERBOSE s.t (a)",
    "CREATE DOMAIN d AS int CHECK (VALUE > 0)",
    "CREATE SCHEMA s",
    "CREATE VIEW v AS SELECT 1",
    "CREATE OR REPLACE VIEW v AS SELECT 1",
    "CREATE STATISTICS x ON a, b FROM t",
    "CREATE ROLE app WITH LOGIN",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT pg_backend_pid() $$",
    "CREATE FUNCTION f() RETURNS text LANGUAGE SQL AS 'SELECT ''language plpgsql'''",
    'CREATE FUNCTION f() RETURNS int LANGUAGE "sql" RETURN 1',
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
    "DROP TABLE IF EXISTS type",
    "DROP VIEW trigger",
    "DROP DOMAIN d",
    "DROP FUNCTION f()",
    "DROP STATISTICS x",
    "DROP ROLE app",
    "DROP INDEX CASCADED",
    "ALTER VIEW v RENAME TO w",
    "ALTER SCHEMA s RENAME TO r",
    "ALTER FUNCTION f() OWNER TO admin",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO app",
    "COMMENT ON TABLE t IS 'TRUNCATE'",
    "GRANT TRUNCATE ON t TO app",
    "REVOKE ALL ON t FROM app",
    "CALL sys.wait_for_job('abc')",
    "COPY t FROM STDIN",
    "COPY t (a, b) TO STDOUT WITH (FORMAT csv)",
    "SELECT '[1,2]'::int4range, '{1}'::int[], '10.0.0.1'::inet",
    "SELECT 1 AS point, line, path.box FROM path WHERE polygon = 'circle (1)'",
    "INSERT INTO line (path) VALUES ('point(1,2)')",
    "CREATE TABLE path (point int, line text)",
    "WITH box (a) AS (SELECT 1) SELECT a FROM box",
    "SELECT 'x'::text AS point, (SELECT 1 AS line)",
    "SELECT 1 FOR SHARE",
    "SELECT * FROM generate_series(1, 2) FOR SHARE",
    "WITH x AS (SELECT 1) SELECT * FROM x FOR NO KEY UPDATE",
    "CREATE DOMAIN s.d AS varchar(65535) DEFAULT 'money'",
    'CREATE INDEX ASYNC ON t USING "btree_index" (a)',
    "ALTER STATISTICS x SET STATISTICS 100",
    "ALTER STATISTICS x SET STATISTICS -1",
    "ALTER SEQUENCE s AS bigint",
    "",
    " ; ; ",
    "-- nothing",
    "nonsense",
    "(",
    ")",
    "SELECT (1",
    "explain",
    "copy (",
    "aws",
    "create",
    "create type",
    "set",
    "alter table",
]


RECORDED = "2026-09-30"
"""The release whose errors are recorded."""


def find_messages(sql: str) -> list[str | None]:
    """Return the error message of each statement."""
    return [verdict.error.message if verdict.error else None for verdict in judge(sql, RECORDED)]


@pytest.mark.parametrize(("sql", "node"), UNSUPPORTED)
def test_a_statement_that_there_is_not_is_named_by_its_node(sql: str, node: str) -> None:
    assert find_messages(sql) == [f"unsupported statement: {node}"]


@pytest.mark.parametrize(("sql", "message"), IN_OTHER_WORDS)
def test_some_have_words_of_their_own(sql: str, message: str) -> None:
    assert find_messages(sql) == [message]


@pytest.mark.parametrize("sql", LOCKING)
def test_weaker_locks_are_refused(sql: str) -> None:
    assert find_messages(sql) == [_LOCKING]


@pytest.mark.parametrize(("sql", "name"), FUNCTIONS)
def test_functions_that_there_are_not_are_refused_wherever_they_are_called(
    sql: str, name: str
) -> None:
    assert find_messages(sql) == [f"function {name} not supported"]


@pytest.mark.parametrize("sql", NEAR_MISSES)
def test_what_only_looks_like_it_passes(sql: str) -> None:
    assert set(find_messages(sql)) <= {None}


EVERY = [sql for sql, _ in UNSUPPORTED + IN_OTHER_WORDS + FUNCTIONS] + LOCKING

DISGUISES = [
    "-- first a comment\n{}",
    "/* a /* nested */ one */{}",
    " \t\n {} \n;",
    "{};",
    "{} -- and; one at the end",
]


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("sql", EVERY)
def test_no_disguise_helps(sql: str, disguise: str) -> None:
    (refused,) = find_messages(sql)
    assert find_messages(disguise.format(sql)) == [refused]
    assert find_messages(disguise.format(sql.lower())) == [refused]


@pytest.mark.parametrize("sql", EVERY)
def test_each_statement_of_a_message_is_judged_separately(sql: str) -> None:
    (refused,) = find_messages(sql)
    message = f"SELECT ';'; {sql}; SELECT $a$;$a$; /* ; */ {sql}"
    assert find_messages(message) == [None, refused, None, refused]


@pytest.mark.parametrize("sql", EVERY)
def test_in_a_literal_identifier_or_comment_it_is_not_a_statement(sql: str) -> None:
    quoted = sql.replace("'", "''")
    assert find_messages(f"SELECT '{quoted}'") == [None]
    assert find_messages(f"SELECT $body${sql}$body$") == [None]
    identifier = sql.replace('"', '""')
    assert find_messages(f'SELECT 1 AS "{identifier}"') == [None]
    assert find_messages(f"SELECT 1 /*{sql.replace('*/', '')}*/") == [None]


GEOMETRIC = [
    ("SELECT line('{1,2,3}')", "line"),
    ("SELECT circle('<(0,0),1>'::text)", "circle"),
    ("SELECT point(1, 2)", "point"),
    ("SELECT pg_catalog.point (1, 2)", "point"),
    ("select '(1,2)'::point", "point"),
    ("SELECT '(1,2)' :: pg_catalog.point", "point"),
    ("SELECT '{}'::box[]", "box"),
    ("SELECT CAST(a AS polygon) FROM t", "polygon"),
    ("SELECT path '((0,0),(1,1))'", "path"),
    ("SELECT area(circle '((0,0),1)')", "circle"),
    ("UPDATE t SET a = lseg(b, c)::text", "lseg"),
    ("INSERT INTO t SELECT 1 WHERE box('(0,0)') @> '(1,1)'", "box"),
    ("CREATE VIEW v AS SELECT '(1,1)'::point AS p", "point"),
    ("CREATE TABLE t (a text DEFAULT (point(1, 2))::text)", "point"),
    ("WITH x AS (SELECT point(1, 2)) SELECT 1", "point"),
    ("EXPLAIN SELECT lseg(a, b) FROM t", "lseg"),
]


@pytest.mark.parametrize(("sql", "name"), GEOMETRIC)
def test_a_geometric_value_is_refused_in_expressions_too(sql: str, name: str) -> None:
    assert find_messages(sql) == [f"datatype {name} not supported"]


OTHERS = [
    ("CREATE DOMAIN d AS money", "0A000", "datatype money not supported"),
    ("CREATE DOMAIN s.d int[]", "0A000", "datatype integer[] not supported"),
    ('CREATE DOMAIN d AS text COLLATE "C"', "0A000", "COLLATE clause not supported"),
    (
        "CREATE DOMAIN d AS char(5000)",
        "54000",
        "Datatype limit greater than 4096 bytes not supported for char",
    ),
    (
        "ALTER STATISTICS s.x SET STATISTICS 101",
        "22023",
        "statistics target 101 exceeds maximum allowed value of 100",
    ),
    (
        "ALTER SEQUENCE s AS smallint",
        "0A000",
        "datatype smallint not supported, sequence type must be bigint",
    ),
    (
        'CREATE INDEX ASYNC ON t USING "BTREE_INDEX" (a)',
        "0A000",
        "USING not supported for CREATE INDEX",
    ),
    (
        "WITH x AS (SELECT 1) SELECT * FROM x, t FOR SHARE",
        "0A000",
        "locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported",
    ),
]


@pytest.mark.parametrize(("sql", "sqlstate", "message"), OTHERS)
def test_an_error_has_its_sqlstate(sql: str, sqlstate: str, message: str) -> None:
    (verdict,) = judge(sql)
    assert verdict.error is not None
    assert (verdict.error.sqlstate, verdict.error.message) == (sqlstate, message)
