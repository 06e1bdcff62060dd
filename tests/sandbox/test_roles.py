"""Database roles: the rights of `admin`, mappings, and the view of a custom role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.state.identities import READER
from tests.sandbox.clients import connect, get_error

ARN = "arn:aws:iam::111122223333:role/example"
DENIED = "FATAL:  unable to accept connection, access denied"

Session = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def admin(ready: Ready) -> Iterator[Session]:
    """A session as `admin`."""
    with connect(ready) as session:
        yield session


@pytest.fixture
def role(admin: Session) -> str:
    """A custom role that the identity `reader` may use."""
    name = f"role_{uuid4().hex[:8]}"
    admin.execute(f"CREATE ROLE {name} WITH LOGIN")
    admin.execute(f"AWS IAM GRANT {name} TO '{READER.principal}'")
    return name


@pytest.fixture
def custom(ready: Ready, role: str) -> Iterator[Session]:
    """A session as that role."""
    with connect(ready, user=role, identity="reader") as session:
        yield session


def find_error(session: Session, statement: str) -> tuple[str | None, str | None]:
    """Return the SQLSTATE and the message of a failing statement."""
    with pytest.raises(psycopg.Error) as caught:
        session.execute(statement)
    return caught.value.sqlstate, caught.value.diag.message_primary


def test_a_grant_is_listed_and_a_revocation_takes_it_away(admin: Session, role: str) -> None:
    listed = "SELECT * FROM sys.iam_pg_role_mappings WHERE pg_role_name = %s"
    answer = admin.execute(listed, (role,))
    assert [column.name for column in answer.description or ()] == [
        *("iam_oid", "arn", "pg_role_oid", "pg_role_name"),
        *("grantor_pg_role_oid", "grantor_pg_role_name"),
    ]
    ((_, arn, _, name, _, grantor),) = answer.fetchall()
    assert (arn, name, grantor) == (READER.principal, role, "admin")
    answer = admin.execute(f"AWS IAM REVOKE {role} FROM '{READER.principal}'")
    assert answer.statusmessage == "AWS IAM REVOKE"
    assert admin.execute(listed, (role,)).fetchall() == []


def test_a_role_opens_until_its_grant_is_revoked(ready: Ready, admin: Session, role: str) -> None:
    with connect(ready, user=role, identity="reader") as session:
        assert session.execute("SELECT current_user, session_user").fetchone() == (role, role)
    admin.execute(f"AWS IAM REVOKE {role} FROM '{READER.principal}'")
    assert DENIED in get_error(ready, user=role, identity="reader")


def test_a_role_may_be_given_to_several(admin: Session, role: str) -> None:
    admin.execute(f"AWS IAM GRANT {role} TO '{ARN}'")
    admin.execute(f"AWS IAM REVOKE {role} FROM '{READER.principal}'")
    sqlstate, words = find_error(admin, f"DROP ROLE {role}")
    assert (sqlstate, words) == (
        "2BP01",
        f'role "{role}" cannot be dropped because some objects depend on it',
    )
    admin.execute(f"AWS IAM REVOKE {role} FROM '{ARN}'")
    admin.execute(f"DROP ROLE {role}")


def test_what_cannot_be_granted(admin: Session, role: str) -> None:
    without_login = f"{role}_group"
    admin.execute(f"CREATE ROLE {without_login}")
    cases = {
        f"AWS IAM GRANT nobody_at_all TO '{ARN}'": 'role "nobody_at_all" does not exist',
        f"AWS IAM GRANT {without_login} TO '{ARN}'": (
            f'role "{without_login}" must have the LOGIN attribute'
        ),
        f"AWS IAM GRANT {role} TO 'example'": "IAM role must look like an IAM ARN",
        f"AWS IAM REVOKE {role} FROM '{ARN}'": f'IAM role "{ARN}" does not exist',
    }
    for statement, words in cases.items():
        assert find_error(admin, statement)[1] == words


def test_only_admin_gives_roles_away(custom: Session, role: str) -> None:
    assert find_error(custom, f"AWS IAM GRANT {role} TO '{ARN}'") == (
        "42501",
        f'permission denied to grant IAM trust with role "{role}"',
    )


MAY = [
    "CREATE ROLE {0}_b WITH LOGIN",
    "CREATE SCHEMA {0}",
    "CREATE TABLE {0}.t (id uuid PRIMARY KEY)",
    "GRANT USAGE ON SCHEMA {0} TO {0}",
    "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {0} TO {0}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {0} GRANT SELECT ON TABLES TO {0}",
    "CREATE TABLE {0}.later (id int)",
    "GRANT {0} TO {0}_b",
    "REVOKE {0} FROM {0}_b",
    "COMMENT ON SCHEMA {0} IS 'x'",
    "ALTER ROLE {0}_b WITH NOLOGIN",
    "DROP ROLE {0}_b",
]


def test_admin_sets_up_roles_as_documented(ready: Ready, admin: Session, role: str) -> None:
    for statement in MAY:
        admin.execute(statement.format(role))
    with connect(ready, user=role, identity="reader") as session:
        session.execute(f"INSERT INTO {role}.t VALUES (gen_random_uuid())")
        assert session.execute(f"SELECT count(*) FROM {role}.t").fetchone() == (1,)
        assert session.execute(f"SELECT count(*) FROM {role}.later").fetchone() == (0,)
        assert find_error(session, f"DELETE FROM {role}.t") == (
            "42501",
            "permission denied for table t",
        )
    admin.execute(f"DROP SCHEMA {role} CASCADE")


MAY_NOT = [
    ("CREATE ROLE boss SUPERUSER", "42501"),
    ("ALTER ROLE admin SUPERUSER", "42501"),
    ("ALTER ROLE admin WITH NOLOGIN", "42501"),
    ("DROP ROLE admin", "55006"),
    ("GRANT pg_read_server_files TO admin", "42501"),
    ("SELECT * FROM pg_authid", "42501"),
    ("SELECT pg_read_file('PG_VERSION')", "42501"),
    ("SELECT * FROM pg_dsql_job", "42501"),
    ("UPDATE pg_dsql_index SET indisvalid = true", "42501"),
    ("SELECT pg_dsql_announce()", "0A000"),
    ("SELECT pg_catalog.pg_dsql_begin_build(1, true)", "0A000"),
    ("CREATE SCHEMA pg_mine", "42939"),
    ("CREATE ROLE pg_mine", "42939"),
]


@pytest.mark.parametrize(("statement", "sqlstate"), MAY_NOT)
def test_admin_is_no_superuser(admin: Session, statement: str, sqlstate: str) -> None:
    assert find_error(admin, statement)[0] == sqlstate


UNSEEN = [
    ("SELECT * FROM shop.customers", "permission denied for schema shop"),
    ("CREATE TABLE public.mine (a int)", "permission denied for schema public"),
    ("CREATE TABLE mine (a int)", "permission denied for schema public"),
    ("CREATE SCHEMA mine", "permission denied for database postgres"),
    ("CREATE ROLE mine", "permission denied to create role"),
    ("DROP TABLE shop.customers", "permission denied for schema shop"),
]


@pytest.mark.parametrize(("statement", "words"), UNSEEN)
def test_a_custom_role_sees_nothing_that_it_was_not_granted(
    custom: Session, statement: str, words: str
) -> None:
    assert find_error(custom, statement)[1] == words


def test_a_custom_role_reads_the_catalog_and_the_system_views(custom: Session, role: str) -> None:
    tables = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('pg_catalog.pg_class')"
    assert custom.execute(tables).fetchone() == (1,)
    mapped = "SELECT count(*) FROM sys.iam_pg_role_mappings WHERE pg_role_name = current_user"
    assert custom.execute(mapped).fetchone() == (1,)
    custom.execute("SELECT * FROM sys.jobs")


def test_the_sandbox_s_own_role_is_not_listed(ready: Ready, admin: Session) -> None:
    listed = admin.execute("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_'").fetchall()
    assert ("admin",) in listed
    supers = admin.execute("SELECT usename FROM pg_user WHERE usesuper").fetchall()
    assert [name for (name,) in supers if not name.startswith("pg_")] == []
    for name in ("pg_dsql", "sandbox"):
        assert DENIED in get_error(ready, user=name)
