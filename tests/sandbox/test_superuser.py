"""No client's statement or function runs as the store's superuser or reaches the host."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from tests.conftest import start_copy
from tests.sandbox.clients import connect

QUICK = (sys.executable, str(Path(__file__).with_name("sandbox_with_quick_jobs.py")))

Session = psycopg.Connection[tuple[Any, ...]]

ESCAPES = {
    "as it is": "",
    "after RESET ROLE": "RESET ROLE;",
    "after RESET SESSION AUTHORIZATION": "RESET SESSION AUTHORIZATION;",
    "in a cursor that is run at COMMIT": "DECLARE held CURSOR WITH HOLD FOR SELECT public.shell();",
}
"""Attempts of a function before it runs a program."""


@pytest.fixture(scope="module")
def quick(created: Path) -> Iterator[Ready]:
    """A sandbox whose jobs take less than a second and whose metrics are sampled every 0.2 s."""
    with start_copy(created, QUICK) as process:
        yield process.ready


@pytest.fixture
def session(quick: Ready) -> Iterator[Session]:
    """A session as `admin`."""
    with connect(quick) as opened:
        yield opened


@pytest.fixture
def marks() -> Iterator[Path]:
    """A folder that any user may write to; a program that ran has left a file in it."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def arm(session: Session, marks: Path, escape: str = "") -> None:
    """Create `trap()`, which runs a program as soon as a superuser calls it."""
    program = f"COPY (SELECT 1) TO PROGRAM 'id >> {marks}/ran'"
    session.execute(
        "CREATE OR REPLACE FUNCTION shell() RETURNS integer LANGUAGE sql AS"
        f" $$ {program}; SELECT 1 $$"
    )
    session.execute(
        "CREATE OR REPLACE FUNCTION attempt() RETURNS integer LANGUAGE sql AS"
        f" $$ {escape} SELECT public.shell() $$"
    )
    # As a client, it does nothing: only what runs later, as somebody else, falls into it.
    session.execute(
        "CREATE OR REPLACE FUNCTION trap() RETURNS integer LANGUAGE sql AS $$ SELECT CASE"
        " WHEN session_user <> 'admin' THEN public.attempt() ELSE 1 END $$"
    )


def wait(session: Session, statement: str) -> None:
    """Run a statement that leaves a job, and wait for the job's end."""
    ((job,),) = session.execute(statement).fetchall()
    session.execute(f"CALL sys.wait_for_job('{job}')")


@pytest.fixture
def table(session: Session) -> str:
    """A table with two rows."""
    name = f"t_{uuid4().hex[:8]}"
    session.execute(f"CREATE TABLE {name} (a int PRIMARY KEY, b int)")
    session.execute(f"INSERT INTO {name} VALUES (1, 1), (2, 2)")
    return name


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
def test_validate_constraint_runs_a_check_without_superuser(
    session: Session, table: str, marks: Path, escape: str
) -> None:
    arm(session, marks, escape)
    session.execute(f"ALTER TABLE {table} ADD CONSTRAINT c CHECK (trap() IS NOT NULL) NOT VALID")
    wait(session, f"ALTER TABLE ASYNC {table} VALIDATE CONSTRAINT c")
    assert not (marks / "ran").exists()


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
@pytest.mark.parametrize("index", ["({f}(b))", "(b) WHERE {f}(b) = 1"])
def test_index_builds_run_a_function_without_superuser(
    session: Session, table: str, marks: Path, escape: str, index: str
) -> None:
    arm(session, marks, escape)
    function = f"f_{uuid4().hex[:8]}"
    session.execute(
        f"CREATE FUNCTION {function}(i int) RETURNS int IMMUTABLE LANGUAGE sql AS"
        " $$ SELECT public.trap() * i $$"
    )
    wait(session, f"CREATE UNIQUE INDEX ASYNC ON {table} {index.format(f=function)}")
    assert not (marks / "ran").exists()


SHADOWS = [
    ("public.unnest(a integer[]) RETURNS SETOF integer", "public.trap()"),
    ("public.pg_blocking_pids(a integer) RETURNS integer[]", "ARRAY[public.trap()]"),
    ("public.pg_total_relation_size(a oid) RETURNS bigint", "public.trap()::bigint"),
    ("public.format(a text, b name, c name) RETURNS text", "public.trap()::text"),
    ("public.quote_ident(a name) RETURNS text", "public.trap()::text"),
    ("public.pg_table_is_visible(a integer) RETURNS boolean", "public.trap() = 1"),
]
"""Functions that fit the sandbox's own queries better than PostgreSQL's functions of that name."""


def test_the_sandbox_calls_no_function_that_shadows_one_of_postgresql(
    quick: Ready, session: Session, table: str, marks: Path
) -> None:
    arm(session, marks)
    try:
        for function, result in SHADOWS:
            session.execute(f"CREATE FUNCTION {function} LANGUAGE sql AS $$ SELECT {result} $$")
        block_a_session(quick, session, table)
        session.execute(f"CREATE ROLE {table} LOGIN")
        session.execute(f"AWS IAM GRANT {table} TO 'arn:aws:iam::111122223333:role/reader'")
        with connect(quick, user=table, identity="reader") as other:
            other.execute("SELECT 1")
        session.execute(f"EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM {table}")
        time.sleep(0.5)  # The sampler looks at the size of the store every 0.2 s.
        assert not (marks / "ran").exists()
    finally:
        for function, _ in SHADOWS:
            session.execute(f"DROP FUNCTION IF EXISTS {function.partition(' RETURNS')[0]}")


def block_a_session(quick: Ready, session: Session, table: str) -> None:
    """Let one session wait for the lock of another until the lock monitor has looked."""
    with connect(quick) as other:
        session.execute("BEGIN")
        session.execute(f"UPDATE {table} SET b = 3")
        waiting = threading.Thread(target=other.execute, args=(f"UPDATE {table} SET b = 4",))
        waiting.start()
        waiting.join(10)
        session.execute("ROLLBACK")


OUTSIDE = [
    "COPY {t} TO PROGRAM 'cat'",
    "COPY {t} FROM PROGRAM 'cat'",
    "COPY {t} TO '/tmp/file'",
    "COPY {t} FROM '/etc/passwd'",
    "COPY (SELECT 1) TO '/tmp/file'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('/etc/passwd')",
    "SELECT pg_stat_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT pg_ls_logdir()",
    "SELECT pg_ls_waldir()",
    "SELECT pg_ls_tmpdir()",
    "SELECT pg_ls_archive_statusdir()",
    "SELECT pg_current_logfile()",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '/tmp/file')",
    "SELECT pg_reload_conf()",
    "SELECT pg_promote()",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_file_settings",
    "SELECT rolpassword FROM pg_authid",
    "CREATE EXTENSION file_fdw",
    "CREATE LANGUAGE plpython3u",
    "CREATE FUNCTION {t}_f() RETURNS int LANGUAGE c AS 'libc', 'getpid'",
    "CREATE FUNCTION {t}_f() RETURNS int LANGUAGE internal AS 'pg_backend_pid'",
    "ALTER SYSTEM SET work_mem = '1MB'",
    "LOAD 'auto_explain'",
    "SET session_preload_libraries = 'auto_explain'",
    "SET dynamic_library_path = '/tmp'",
    "SET ROLE pg_dsql",
    "SET ROLE pg_execute_server_program",
    "SET SESSION AUTHORIZATION pg_dsql",
    "GRANT pg_dsql TO admin",
    "GRANT pg_execute_server_program TO admin",
    "GRANT pg_read_server_files TO admin",
    "GRANT pg_write_server_files TO {t}",
    "CREATE ROLE {t}_r IN ROLE pg_execute_server_program",
    "CREATE ROLE {t}_r SUPERUSER",
    "ALTER ROLE admin SUPERUSER",
    "ALTER ROLE pg_dsql SET search_path = public",
    "ALTER ROLE pg_dsql_worker SET search_path = public",
    "ALTER ROLE ALL SET search_path = public",
    "ALTER DATABASE postgres SET search_path = public",
    "CREATE SERVER s FOREIGN DATA WRAPPER file_fdw",
    "CREATE SUBSCRIPTION s CONNECTION 'host=/tmp' PUBLICATION p",
]
"""Statements that reach the host's files and programs, or the superuser."""


@pytest.mark.parametrize("statement", OUTSIDE)
def test_files_programs_and_the_superuser_are_refused_to_every_role(
    quick: Ready, session: Session, table: str, statement: str
) -> None:
    session.execute(f"CREATE ROLE {table} LOGIN")
    session.execute(f"AWS IAM GRANT {table} TO 'arn:aws:iam::111122223333:role/reader'")
    with connect(quick, user=table, identity="reader") as custom:
        for each in (session, custom):
            with pytest.raises(psycopg.Error):
                each.execute(statement.format(t=table))


HIDDEN = [
    "CREATE EXTENSION file_fdw",
    "CREATE EXTENSION IF NOT EXISTS plpgsql",
    "CREATE LANGUAGE plpython3u",
    "CREATE TRIGGER tr BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION f()",
    "CREATE RULE r AS ON INSERT TO {t} DO ALSO SELECT 1",
    "CREATE OPERATOR public.= (FUNCTION = int8eq, LEFTARG = oid, RIGHTARG = regclass)",
    "CREATE CAST (text AS uuid) WITH INOUT AS IMPLICIT",
    "CREATE AGGREGATE public.max(name) (SFUNC = nameeq, STYPE = name)",
    "CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
    "CREATE PUBLICATION p",
    "CREATE MATERIALIZED VIEW m AS SELECT 1",
    "CREATE POLICY p ON {t}",
]
"""Statements that DSQL does not have, put where the gateway does not read: into a function."""


@pytest.mark.parametrize("statement", HIDDEN)
def test_a_function_s_body_cannot_create_what_dsql_does_not_have(
    session: Session, table: str, statement: str
) -> None:
    body = statement.format(t=table)
    session.execute(f"CREATE FUNCTION {table}_f() RETURNS void LANGUAGE sql AS $$ {body} $$")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="unsupported"):
        session.execute(f"SELECT {table}_f()")


@pytest.mark.parametrize(
    "call",
    [
        "pg_dsql_start_job('INDEX_BUILD', 'CREATE TABLE {t}_x (a int)')",
        "pg_dsql_start_job('CONSTRAINT_VALIDATION', 'DROP TABLE {t}')",
        "pg_dsql_start_job('INDEX_BUILD', 'CREATE INDEX ON {t} (b); DROP TABLE {t}')",
    ],
)
def test_the_function_behind_asynchronous_ddl_runs_nothing_else(
    session: Session, table: str, call: str
) -> None:
    with pytest.raises(psycopg.Error):
        session.execute(f"SELECT {call.format(t=table)}")
    assert session.execute(f"SELECT count(*) FROM {table}").fetchone() == (2,)


def test_a_job_of_another_owner_s_table_cannot_be_started(
    quick: Ready, session: Session, table: str
) -> None:
    session.execute(f"ALTER TABLE {table} ADD CONSTRAINT c CHECK (a > 0) NOT VALID")
    ((constraint,),) = session.execute(
        f"SELECT oid FROM pg_constraint WHERE conrelid = '{table}'::regclass AND conname = 'c'"
    ).fetchall()
    session.execute(f"CREATE ROLE {table} LOGIN")
    session.execute(f"AWS IAM GRANT {table} TO 'arn:aws:iam::111122223333:role/reader'")
    with (
        connect(quick, user=table, identity="reader") as custom,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        custom.execute(f"DO 'BEGIN PERFORM pg_dsql_begin_validation({constraint}); END'")


@pytest.mark.parametrize("role", ["pg_dsql", "pg_dsql_worker", "pg_monitor"])
def test_roles_of_the_sandbox_cannot_open_sessions(quick: Ready, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="access denied"):
        connect(quick, user=role)


def test_jobs_of_a_role_that_cannot_log_in_end_too(session: Session, table: str) -> None:
    owner = f"owner_{table}"
    session.execute(f"CREATE ROLE {owner}")
    session.execute(f"GRANT {owner} TO admin")
    session.execute(f"CREATE SCHEMA s_{table}")
    session.execute(f"GRANT USAGE, CREATE ON SCHEMA s_{table} TO {owner}")
    session.execute(f"ALTER TABLE {table} SET SCHEMA s_{table}")
    table = f"s_{table}.{table}"
    session.execute(f"ALTER TABLE {table} ADD CONSTRAINT c CHECK (a > 0) NOT VALID")
    session.execute(f"ALTER TABLE {table} OWNER TO {owner}")
    wait(session, f"ALTER TABLE ASYNC {table} VALIDATE CONSTRAINT c")
    wait(session, f"CREATE UNIQUE INDEX ASYNC ON {table} (b)")
    assert session.execute(
        f"SELECT bool_and(convalidated) FROM pg_constraint WHERE conrelid = '{table}'::regclass"
    ).fetchone() == (True,)
    assert session.execute(
        f"SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid = '{table}'::regclass"
    ).fetchone() == (True,)
    members = "SELECT count(*) FROM pg_auth_members WHERE member = 'pg_dsql_worker'::regrole"
    assert session.execute(members).fetchone() == (0,)


def arm_plpgsql(session: Session, marks: Path, attempt: str) -> None:
    """Create `trap()` in PL/pgSQL, which swallows errors and tries to run a program."""
    session.execute(
        "CREATE OR REPLACE FUNCTION trap() RETURNS integer IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN"
        " IF session_user = 'admin' THEN RETURN 1; END IF;"
        f" BEGIN {attempt} EXCEPTION WHEN OTHERS THEN NULL; END;"
        f" BEGIN COPY (SELECT 1) TO PROGRAM 'id >> {marks}/ran';"
        " EXCEPTION WHEN OTHERS THEN NULL; END;"
        " RETURN 1; END $$"
    )


ATTEMPTS = {
    "as it is": "NULL;",
    "RESET ROLE": "RESET ROLE;",
    "RESET SESSION AUTHORIZATION": "RESET SESSION AUTHORIZATION;",
    "SET ROLE": "SET ROLE pg_dsql;",
    "SET SESSION AUTHORIZATION": "SET SESSION AUTHORIZATION pg_dsql;",
    "set_config of role": "PERFORM set_config('role', 'pg_dsql', false);",
    "set_config of session_authorization": (
        "PERFORM set_config('session_authorization', 'pg_dsql', false);"
    ),
    "EXECUTE": "EXECUTE 'SET LOCAL ROLE ' || quote_ident('pg_dsql');",
    "a grant": "GRANT pg_execute_server_program TO CURRENT_USER;",
    "a superuser": "ALTER ROLE pg_dsql_worker SUPERUSER;",
}
"""Attempts of a function before it runs a program."""


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_jobs_run_plpgsql_without_superuser(
    session: Session, table: str, marks: Path, attempt: str
) -> None:
    arm_plpgsql(session, marks, attempt)
    session.execute(f"ALTER TABLE {table} ADD CONSTRAINT c CHECK (trap() IS NOT NULL) NOT VALID")
    wait(session, f"ALTER TABLE ASYNC {table} VALIDATE CONSTRAINT c")
    wait(session, f"CREATE UNIQUE INDEX ASYNC ON {table} ((b * trap()))")
    wait(session, f"CREATE UNIQUE INDEX ASYNC ON {table} (b) WHERE trap() * a > 0")
    assert not (marks / "ran").exists()


def test_no_default_or_domain_runs_as_superuser(session: Session, table: str, marks: Path) -> None:
    arm_plpgsql(session, marks, "RESET ROLE;")
    session.execute(f"CREATE DOMAIN {table}_d AS int DEFAULT trap() CHECK (trap() = 1)")
    session.execute(
        f"CREATE TABLE {table}_x (a int PRIMARY KEY DEFAULT trap(), b {table}_d,"
        " c int GENERATED ALWAYS AS (trap()) STORED, CHECK (trap() = 1))"
    )
    session.execute(f"INSERT INTO {table}_x DEFAULT VALUES")
    session.execute(f"CREATE STATISTICS ON (a + trap()) FROM {table}_x")
    session.execute(f"ANALYZE {table}_x")
    wait(session, f"CREATE UNIQUE INDEX ASYNC ON {table}_x (b)")
    session.execute(f"CREATE VIEW {table}_v AS SELECT trap() AS a")
    session.execute(f"INSERT INTO {table}_x (a, b) SELECT 7, repeat('1', 3)::int FROM {table}_v")
    assert not (marks / "ran").exists()


IN_CODE = [
    *OUTSIDE,
    "PERFORM set_config('role', 'pg_dsql', false)",
    "PERFORM set_config('session_authorization', 'pg_dsql', false)",
    "PERFORM set_config('allow_system_table_mods', 'on', false)",
    "EXECUTE 'COPY (SELECT 1) TO PROGRAM ''true'''",
    "EXECUTE format('SET ROLE %I', 'pg_dsql')",
    "PERFORM pg_dsql_watch('{t}'::regclass)",
    "PERFORM pg_dsql_announce()",
    "UPDATE pg_dsql_index SET indisvalid = true",
    "INSERT INTO pg_dsql_trust (role, arn, grantor) VALUES (10, 'x', 10)",
    "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()",
    "CREATE TRIGGER r BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION f()",
    "ALTER FUNCTION pg_dsql_check_made() RENAME TO x",
    "DROP EVENT TRIGGER dsql_unsupported",
    "ALTER EVENT TRIGGER dsql_unsupported DISABLE",
    "CREATE FUNCTION pg_catalog.now() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TEMP TABLE x (a int)",
    "ALTER TABLE {t} DISABLE TRIGGER dsql_sizes",
    "DROP TRIGGER dsql_sizes ON {t}",
    "GRANT pg_dsql_worker TO admin",
    "CREATE ROLE {t}_r IN ROLE pg_dsql",
]
"""Statements in a block of code that reach the host, the superuser or the sandbox's objects."""


@pytest.mark.parametrize("statement", IN_CODE)
def test_code_reaches_neither_the_host_nor_the_superuser(
    quick: Ready, session: Session, table: str, statement: str
) -> None:
    session.execute(f"CREATE ROLE {table} LOGIN")
    session.execute(f"AWS IAM GRANT {table} TO 'arn:aws:iam::111122223333:role/reader'")
    body = statement.format(t=table).replace("SELECT pg", "PERFORM pg")
    with connect(quick, user=table, identity="reader") as custom:
        for each in (session, custom):
            with pytest.raises(psycopg.Error):
                each.execute(f"DO $code$ BEGIN {body}; END $code$".encode())


def test_a_security_definer_has_the_rights_of_its_owner_only(
    session: Session, table: str, marks: Path
) -> None:
    session.execute(
        f"CREATE FUNCTION {table}_f(command text) RETURNS name SECURITY DEFINER LANGUAGE plpgsql AS"
        " $$ BEGIN EXECUTE command; RETURN current_user; END $$"
    )
    program = f"COPY (SELECT 1) TO PROGRAM ''id >> {marks}/ran''"
    for attempt in (program, "SET ROLE pg_dsql", "RESET SESSION AUTHORIZATION", "RESET ROLE"):
        with pytest.raises(psycopg.Error):
            session.execute(f"SELECT {table}_f('{attempt}; {program}')".encode())
    assert session.execute(f"SELECT {table}_f('SELECT 1')").fetchone() == ("admin",)
    assert not (marks / "ran").exists()
