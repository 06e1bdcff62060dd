"""`dsql-tui compare` and `ddl`: memberships of roles, and default privileges."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.execution.schema_file import FileSchema
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.ddl.compare.plan import compare
from dsql_tui.sql.ddl.facts import DefaultSubject, Grant, SchemaFacts, SchemaObject
from tests.cli.conftest import Done, way_to
from tests.cli.test_ddl import run_script
from tests.conftest import start_copy

MEMBERS = """
create schema shared;
create role grouped;
create role left_over;
create role single with login;
grant grouped to single;
grant left_over to single with admin option;
alter default privileges in schema shared grant select, insert on tables to grouped;
alter default privileges in schema shared grant usage on sequences to single;
create table shared.old (id int primary key);
"""
OTHER_MEMBERS = """
create schema shared;
create schema added;
create role grouped;
create role left_over;
create role single with login;
create role more;
grant grouped to single with admin option;
grant grouped to admin;
grant more to single;
alter default privileges in schema shared grant select on tables to grouped with grant option;
alter default privileges in schema added grant select on tables to more;
alter default privileges revoke execute on functions from public;
create table shared.old (id int primary key);
grant select, insert on shared.old to grouped;
create table shared.new (id int primary key);
revoke select on shared.new from grouped;
create function shared.f() returns int language sql as $$ select 1 $$;
"""
MEMBER_LINES = """\
- role admin: default grant to PUBLIC on functions that admin creates: EXECUTE
+ role grouped: grant to admin: MEMBER
~ role grouped: grant to single: MEMBER → MEMBER WITH ADMIN OPTION
- role left_over: grant to single: MEMBER WITH ADMIN OPTION
+ role more
+ schema added
~ schema shared: default grant to grouped on tables that admin creates: INSERT, SELECT → \
SELECT (may grant SELECT)
- schema shared: default grant to single on sequences that admin creates: USAGE
+ function shared.f()
+ table shared.new
~ table shared.old: grant to grouped: INSERT, SELECT → INSERT, SELECT (may grant SELECT)
"""
MEMBER_DDL = """\
-- Grants. The roles must exist:
--   CREATE ROLE grouped WITH NOLOGIN;
--   CREATE ROLE more WITH NOLOGIN;
--   CREATE ROLE single WITH LOGIN;
--   GRANT grouped TO admin;
--   GRANT grouped TO single WITH ADMIN OPTION;
--   GRANT more TO single;
REVOKE EXECUTE ON FUNCTION shared.f() FROM PUBLIC;
GRANT INSERT ON TABLE shared.old TO grouped;
GRANT SELECT ON TABLE shared.old TO grouped WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA added GRANT SELECT ON TABLES TO more;
ALTER DEFAULT PRIVILEGES IN SCHEMA shared GRANT SELECT ON TABLES TO grouped WITH GRANT OPTION;
"""


@pytest.fixture(scope="module")
def sandbox(created: Path) -> Iterator[SandboxProcess]:
    """A sandbox whose jobs take a fifth of a second."""
    command = (sys.executable, "-m", "tests.sandbox.sandbox_with_fast_jobs")
    with start_copy(created, command) as process:
        yield process


def test_memberships_and_default_privileges_are_made_alike(
    aws: Ready, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    first, *way = way_to(aws)
    second = next(each.endpoint for each in aws.clusters if each.region == "eu-central-1")

    def call(name: str, *arguments: str) -> Done:
        code = run([name, *arguments, *way])
        data, talk = capsysbinary.readouterr()
        return Done(code, data.decode(), talk.decode())

    def run_at(target: str, script: str) -> None:
        def command(name: str, *arguments: str) -> Done:
            return call(name, target, *arguments)

        run_script(command, tmp_path / "script.sql", script)

    run_at(first, f"drop schema shop cascade; {MEMBERS}")
    run_at(second, OTHER_MEMBERS)
    done = call("compare", first, second)
    assert done.data.startswith(MEMBER_LINES)
    script = call("compare", first, second, "--script").data
    run_at(first, script)
    assert call("compare", first, second).data == ""
    assert call("ddl", first).data.endswith(MEMBER_DDL)


def test_a_file_without_memberships_and_default_privileges_has_those_of_the_cluster() -> None:
    subject = DefaultSubject("admin", "shared", "tables")
    cluster = SchemaFacts(roles=[], members={"role grouped": {"single": False}})
    cluster.defaults[subject] = [Grant("grouped", "", ("SELECT",))]
    silent = FileSchema(SchemaFacts(roles=[]), verbs={"create schema"})
    silent.adopt_roles(cluster)
    assert (silent.facts.members, silent.facts.defaults) == (cluster.members, cluster.defaults)
    other = FileSchema(SchemaFacts(roles=[]), verbs={"grant role", "alter default"})
    other.adopt_roles(cluster)
    assert (other.facts.members, other.facts.defaults) == ({}, {})


def test_default_privileges_of_another_creator_are_not_possible() -> None:
    subject = DefaultSubject("builder", "", "tables")
    old = SchemaFacts(roles=[], user="admin")
    builder = SchemaObject("role builder", "role", "", "builder", "LOGIN")
    new = SchemaFacts(roles=[builder], user="admin")
    new.defaults[subject] = [Grant("reader", "", ("SELECT",))]
    statement = "ALTER DEFAULT PRIVILEGES FOR ROLE builder GRANT SELECT ON TABLES TO reader"
    (planned,) = compare(old, new).planned
    assert statement in planned.problem
    assert [step.text for step in planned.steps] == ["CREATE ROLE builder WITH LOGIN"]
    old.roles = [builder]
    old.members = new.members = {"role builder": {"admin": False}}
    (planned,) = compare(old, new).planned
    assert [step.text for step in planned.steps] == [statement]
