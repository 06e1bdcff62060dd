"""The comparison of two schemas, and the script that brings one to the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.linting import lint
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.ddl.compare.plan import compare
from dsql_tui.sql.ddl.compare.report import write_script
from dsql_tui.sql.ddl.facts import SchemaFacts
from tests.access import build_access
from tests.cli.conftest import Command, Done, way_to
from tests.cli.random_versions import RandomVersion
from tests.cli.test_ddl import run_script
from tests.conftest import start_copy

DROP = "drop schema if exists versions cascade"
OLD = """
create schema kept;
create schema gone;
create table gone.t (id int primary key);
create table kept.parent (id int primary key, code text unique);
create table kept.t (
    id int primary key, label text, old int, total int default 0, parent int, code text,
    kind text, computed int generated always as (id * 2) stored,
    constraint sane check (total >= 0),
    constraint parent_key foreign key (parent) references kept.parent,
    constraint code_key foreign key (code) references kept.parent (code)
);
create index async by_label on kept.t (label);
create view kept.v as select id, label from kept.t;
create view kept.w as select id from kept.v;
create function kept.f(n int) returns int language sql as $$ select n $$;
create role former with login;
create role writer;
grant usage on schema kept to former, writer;
grant select, insert on kept.t to writer with grant option;
grant select (label, old) on kept.t to writer;
grant select on kept.v to writer;
"""
NEW = """
create schema kept;
create schema fresh;
create table fresh.t (id int primary key, name text);
create table kept.parent (id int primary key, code text unique nulls not distinct);
create table kept.t (
    id int primary key, label text, total int default 1, parent int, code text,
    kind int, computed int, fresh text default 'x', needed int not null,
    constraint sane check (total >= 1),
    constraint parent_key foreign key (parent) references kept.parent on delete cascade,
    constraint code_key foreign key (code) references kept.parent (code)
);
create index async by_label on kept.t (label, total);
create view kept.v as select label, id from kept.t;
create view kept.w as select id from kept.v;
comment on view kept.w is 'w';
create function kept.f(n int) returns int language sql as $$ select n $$;
revoke execute on function kept.f(int) from public;
create role "New Role" with login;
create role writer with login;
aws iam grant "New Role" to 'arn:aws:iam::111122223333:role/other';
aws iam grant writer to 'arn:aws:iam::111122223333:role/writer';
grant usage on schema kept to "New Role", writer;
grant select, update on kept.t to writer;
grant select (label, fresh) on kept.t to writer;
grant select on kept.v to writer;
grant select on fresh.t to public;
"""
LINES = """\
+ role "New Role"
    Not possible: The script does not change who may connect. To do so, run \
AWS IAM GRANT "New Role" TO 'arn:aws:iam::111122223333:role/other'
- role former
    Not possible: The script drops no role. Revoke it from its identities, then use DROP ROLE.
~ role writer
+ role writer: IAM mapping arn:aws:iam::111122223333:role/writer
    Not possible: The script does not change who may connect. To do so, run \
AWS IAM GRANT writer TO 'arn:aws:iam::111122223333:role/writer'
+ schema fresh
+ table fresh.t
- schema gone
- table gone.t
+ schema kept: grant to "New Role": USAGE
- schema kept: grant to former: USAGE
- function kept.f(n integer): grant to PUBLIC: EXECUTE
~ table kept.parent: unique parent_code_key: UNIQUE (code) → UNIQUE NULLS NOT DISTINCT (code)
~ table kept.t: expression of computed: (id * 2) → (none)
+ table kept.t: column fresh: text DEFAULT 'x'::text
~ table kept.t: type of kind: text → integer
    Not possible: The type of a column cannot change. Add another column and copy the rows.
+ table kept.t: column needed: integer NOT NULL
    Not possible: NOT NULL cannot be added to a column. A CHECK (… IS NOT NULL) can replace it.
- table kept.t: column old: integer
~ table kept.t: default of total: 0 → 1
~ table kept.t: foreign key parent_key: FOREIGN KEY (parent) REFERENCES kept.parent(id) → \
FOREIGN KEY (parent) REFERENCES kept.parent(id) ON DELETE CA…
~ table kept.t: check sane: CHECK ((total >= 0)) → CHECK ((total >= 1))
~ table kept.t: index by_label: CREATE INDEX ASYNC by_label ON kept.t (label) → \
CREATE INDEX ASYNC by_label ON kept.t (label, total)
~ table kept.t: grant to writer: INSERT, SELECT (may grant INSERT, SELECT) → SELECT, UPDATE
+ table kept.t: grant to writer (fresh): SELECT
- table kept.t: grant to writer (old): SELECT
~ view kept.v
~ view kept.w: comment of VIEW kept.w: (none) → w
"""


@pytest.fixture(scope="module")
def sandbox(created: Path) -> Iterator[SandboxProcess]:
    """A sandbox whose jobs take a fifth of a second."""
    command = (sys.executable, "-m", "tests.sandbox.sandbox_with_fast_jobs")
    with start_copy(created, command) as process:
        yield process


def read_facts(ready: Ready) -> SchemaFacts:
    with closing(build_access(ready).open()) as session:
        return read_schema_facts(session, "versions")


@pytest.mark.parametrize("seed", [0, 3, 5, 6, 14, 29])
def test_script_removes_all_differences_that_it_can(
    command: Command, aws: Ready, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "script.sql"
    one, other = (RandomVersion(seed, version).write() for version in (0, 1))
    run_script(command, path, f"{DROP};\n{other}")
    new = read_facts(aws)
    run_script(command, path, f"{DROP};\n{one}")
    comparison = compare(read_facts(aws), new)
    script = write_script(comparison)
    run_script(command, path, script)
    left = compare(read_facts(aws), new)
    run_script(command, path, DROP)
    assert not left.steps, script
    assert all(each.problem for each in left.planned), script
    if not any(each.problem for each in comparison.planned):
        assert not left.planned, script
    # The linter does not know the variables of psql.
    assert {each.code for each in lint(script).problems} <= {"parse_error"}, script


def test_two_clusters_are_compared_and_made_alike(
    aws: Ready, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "script.sql"
    first, *way = way_to(aws)
    second = next(each.endpoint for each in aws.clusters if each.region == "eu-central-1")

    def call(name: str, *arguments: str) -> Done:
        code = run([name, *arguments, *way])
        data, talk = capsysbinary.readouterr()
        return Done(code, data.decode(), talk.decode())

    def run_at(target: str, script: str) -> None:
        def command(name: str, *arguments: str) -> Done:
            return call(name, target, *arguments)

        run_script(command, path, script)

    run_at(first, f"drop schema shop cascade; {OLD}")
    run_at(second, NEW)
    done = call("compare", first, second)
    assert done.code == 1
    head, _, rest = done.data.partition("\n-- Not possible: ")
    assert head.splitlines() == LINES.splitlines()
    assert rest
    script = call("compare", first, second, "--script").data
    assert done.data == f"{LINES}\n{script}"
    run_at(first, script)
    done = call("compare", first, second)
    assert done.code == 1
    assert [line for line in done.data.splitlines() if line.startswith(("+", "-", "~"))] == [
        '+ role "New Role": IAM mapping arn:aws:iam::111122223333:role/other',
        "- role former",
        "+ role writer: IAM mapping arn:aws:iam::111122223333:role/writer",
        "~ table kept.t: type of kind: text → integer",
        "~ table kept.t: nullability of needed: NULL → NOT NULL",
        '-- Not possible: + role "New Role": IAM mapping arn:aws:iam::111122223333:role/other',
        "--   The script does not change who may connect. To do so, run AWS IAM GRANT "
        """"New Role" TO 'arn:aws:iam::111122223333:role/other'""",
        "-- Not possible: - role former",
        "--   The script drops no role. Revoke it from its identities, then use DROP ROLE.",
        "-- Not possible: + role writer: IAM mapping arn:aws:iam::111122223333:role/writer",
        "--   The script does not change who may connect. To do so, run AWS IAM GRANT "
        "writer TO 'arn:aws:iam::111122223333:role/writer'",
        "-- Not possible: ~ table kept.t: type of kind: text → integer",
        "--   The type of a column cannot change. Add another column and copy the rows.",
        "-- Not possible: ~ table kept.t: nullability of needed: NULL → NOT NULL",
        "--   NOT NULL cannot be added to a column. A CHECK (… IS NOT NULL) can replace it.",
    ]
    done = call("compare", first, second, "--schema", "fresh")
    assert (done.code, done.data, done.talk) == (0, "", "dsql-tui: The schemas are equal.\n")
    done = call("compare", first, second, "--schema", "none")
    assert done.code == 2
    assert "Neither cluster has a schema “none”" in done.talk
    assert call("compare", first, second, "-U", "nobody").code == 3


def test_cluster_is_compared_with_a_file(command: Command, tmp_path: Path) -> None:
    path, file = tmp_path / "script.sql", tmp_path / "schema.SQL"
    run_script(
        command,
        path,
        "create schema filed; create table filed.t (id int primary key, code text);"
        "create role filer with login; aws iam grant filer to "
        "'arn:aws:iam::111122223333:role/filer'; grant usage on schema filed to filer;"
        "create unique index async t_code on filed.t (code)",
    )
    run_script(command, path, "create table filed.u (code text references filed.t (code))")
    file.write_text(command("dump", "--schema", "filed").data)
    done = command("compare", str(file), "--schema", "filed")
    assert (done.code, done.data) == (0, "")
    assert done.talk.splitlines() == [
        f"dsql-tui: {file}: Statements that define no object are left out: 1 \\set, "
        "1 \\gset, 1 CALL.",
        "dsql-tui: The schemas are equal.",
    ]
    file.write_text(
        "begin; create schema filed; commit; set search_path = filed;\n"
        "create table t (code text not null, id int primary key, n int check(n>0));\n"
        "create role filer with login; grant create on schema filed to filer;"
    )
    done = command("compare", str(file), "--schema", "filed", "--script")
    assert done.code == 1
    run_script(command, path, done.data)
    with file.open("a") as script:
        script.write("\n\ncreate index i on filed.t (\x1b);\n\\i more.sql\n")
    done = command("compare", str(file), "--schema", "filed")
    assert (done.code, done.data.splitlines()) == (
        1,
        [
            "~ table filed.t: nullability of code: NULL → NOT NULL",
            "    Not possible: NOT NULL cannot be added to a column. "
            "A CHECK (… IS NOT NULL) can replace it.",
        ],
    )
    assert "Line 5, “create index i on filed.t (␛)”, was not read: syntax error" in done.talk
    assert "Line 6, “\\i more.sql”, was not read: It is a command of psql." in done.talk
    assert "There is no script. It would drop what" in done.talk
    done = command("compare", str(tmp_path / "none.sql"))
    assert (done.code, done.data) == (3, "")
    assert (
        done.talk
        == f"dsql-tui: {tmp_path / 'none.sql'} cannot be read: No such file or directory.\n"
    )
