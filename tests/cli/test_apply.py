"""`dsql-tui apply`: migrations of a folder, from the first run to the last."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.cli.conftest import Command, add_guarded_profiles
from tests.conftest import start_copy
from tests.faults import inject_faults

Process = Callable[..., "subprocess.Popen[bytes]"]

SHOP = """\
create table customers (id bigint primary key, email text);
create table orders (id bigint primary key, customer bigint);
create index async orders_customer on orders (customer);
alter table orders add constraint fk foreign key (customer) references customers not valid;
"""
ROWS = """\
-- +goose Up
begin;
insert into customers values (1, 'a@x'), (2, 'a@x');
insert into orders values (1, 1), (2, 7);
commit;
alter table async orders validate constraint fk;
create unique index async customers_email on customers (email);
-- +goose Down
drop table orders;
"""
VIEW = "create or replace view totals as select customer, count(*) as n from orders group by 1"


@pytest.fixture(scope="module")
def sandbox(created: Path) -> Iterator[SandboxProcess]:
    """A sandbox whose jobs take a fifth of a second."""
    command = (sys.executable, "-m", "tests.sandbox.sandbox_with_fast_jobs")
    with start_copy(created, command) as process:
        yield process


def write(folder: Path, **files: str) -> str:
    """Write the files of migrations; return the path of the folder."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text)
    return str(folder)


def read_states(command: Command, path: str) -> dict[str, tuple[str, str]]:
    """Return the state and the remark of each script."""
    done = command("apply", path, "--status", "--format", "tsv")
    rows = [line.split("\t") for line in done.data.splitlines()[1:]]
    return {row[0]: (row[1], row[4]) for row in rows}


def test_folder_is_applied_step_by_step(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    path = write(folder, V1__shop=SHOP, V2__rows=ROWS, R__totals=VIEW, U2__rows="drop table x")
    plan = command("apply", path, "--dry-run")
    assert plan.code == 0
    assert plan.data.splitlines()[4:6] == [
        "    Its job is waited for.",
        "  - line 4: alter table orders add constraint fk foreign key (customer) references "
        "customers not valid",
    ]
    assert "U2__rows.sql is not run: it undoes a version." in plan.talk
    assert read_states(command, path)["V1__shop.sql"] == ("pending", r"\N")

    done = command("apply", path)
    assert done.code == 1
    assert "Index build of public.orders_customer completed after" in done.talk
    assert "V1__shop.sql is applied." in done.talk
    assert "dsql-tui: error 23503, V2__rows.sql, line 4: insert or update on" in done.talk
    assert "Correct the script, then run apply again: it continues at this statement." in done.talk
    states = read_states(command, path)
    assert states["V1__shop.sql"] == ("applied", r"\N")
    assert states["V2__rows.sql"][0] == "partly applied"
    assert states["V2__rows.sql"][1].startswith("0 of 3 transactions; line 3 failed: 23503")
    rows = command("exec", "-c", "table customers", "--format", "tsv")
    assert rows.data == "id\temail\n"

    write(folder, V2__rows=ROWS.replace("(2, 7)", "(2, 2)"))
    done = command("apply", path)
    assert done.code == 1
    assert "Validation of fk completed" in done.talk
    assert "V2__rows.sql, line 7: Index build of public.customers_email failed after" in done.talk
    assert "\ndrop index public.customers_email;\n" in done.talk
    assert "  id | email\n" in done.talk
    assert "Then run apply again: it starts the job again." in done.talk
    assert done.talk.count(" | a@x\n") == 2
    fix = "update customers set email = id where id = 2; drop index customers_email"
    assert command("exec", "-c", fix).code == 0
    done = command("apply", path)
    assert done.code == 0, done.talk
    assert "V2__rows.sql: 3 transactions; 2 applied before\n" in done.talk
    assert done.talk.endswith("R__totals.sql is applied.\nDone: 2 files applied, 1 before.\n")
    assert command("apply", path).talk.endswith("Nothing to apply: 3 files applied before.\n")


def test_changed_and_late_files_are_refused(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "changes"
    path = write(
        folder, V1__changes="create table changes (n int);", V3__b="insert into changes values (1)"
    )
    write(folder, R__sums="create or replace view changed as select sum(n) from changes")
    assert command("apply", path, "-q").talk == ""
    write(folder, V1__changes="-- why\r\ncreate table changes (n int);\r\n", R__sums="select 2")
    done = command("apply", path)
    assert done.code == 0
    assert done.talk.endswith("Done: 1 file applied, 2 before.\n"), "R__sums.sql, again"
    write(folder, V3__b="insert into changes values (1), (2)")
    done = command("apply", path)
    assert done.code == 2
    assert "V3__b.sql has changed since it was applied on " in done.talk
    assert "UTC by admin (" in done.talk
    assert read_states(command, path)["V3__b.sql"][0] == "changed"
    write(folder, V3__b="insert into changes values (1)", V2__late="insert into changes values (9)")
    done = command("apply", path)
    assert done.code == 2
    assert "V2__late.sql is not applied, but V3__b.sql is, which comes after it." in done.talk
    assert command("apply", path, "--out-of-order").code == 0
    rows = command("exec", "-c", "select n from changes order by n", "--format", "tsv")
    assert rows.data == "n\n1\n9\n"


def test_prod_asks_and_read_only_refuses(
    command: Command, aws: Ready, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    add_guarded_profiles(aws)
    path = write(tmp_path / "guarded", a="create table guarded (n int)")
    assert run(["apply", "prod", path]) == 2
    assert b"Nothing was run. Add --yes to run it." in capsysbinary.readouterr().err
    assert run(["apply", "looks", path]) == 2
    assert b"looks is read-only, and apply writes to its ledger" in capsysbinary.readouterr().err
    assert read_states(command, path)["a.sql"][0] == "pending"
    assert run(["apply", "prod", path, "--yes", "-q"]) == 0


def test_run_that_is_killed_continues_exactly(
    command: Command, process: Process, aws: Ready, tmp_path: Path
) -> None:
    """Rows without a key show what is sent twice."""
    statements = ["create table killed (n int, t text)"]
    statements += [f"insert into killed values ({number}, 'a')" for number in range(8)]
    statements += [
        "alter table killed add column m int",
        "create index async killed_m on killed (m)",
    ]
    statements += [f"update killed set n = n + 100 where n = {number}" for number in range(4)]
    path = write(tmp_path / "killed", killed=";\n".join(statements))
    for moment in (1, 4, 7, 11):
        with inject_faults(aws, delay=0.05):
            running = process("apply", path)
            assert running.stderr
            for line in running.stderr:
                if line.startswith(f"  line {moment}: ".encode()):
                    break
            other = command("apply", path) if moment == 1 else None
            running.kill()
            running.communicate()
        if other:
            assert other.code == 1
            assert "killed.sql is being applied by process" in other.talk
    done = command("apply", path)
    assert done.code == 0, done.talk
    rows = command("exec", "-c", "select n, m from killed order by n", "--format", "tsv")
    assert rows.data == "n\tm\n" + "".join(f"{n}\t\\N\n" for n in (4, 5, 6, 7, 100, 101, 102, 103))


def test_dump_is_applied(command: Command, tmp_path: Path) -> None:
    """The script has settings, values of identity columns, keys and indexes, but not the ledger."""
    script = """
        create schema mine;
        create table mine.a (id bigint generated always as identity (cache 1) primary key, t text);
        create table mine.b (id int primary key, a bigint references mine.a, during interval);
        insert into mine.a (t) values ('one;'), (null);
        insert into mine.b values (1, 2, '1 day'), (2, null, null);
        create unique index async b_a on mine.b (a);
        comment on table mine.b is 'It''s b'
    """
    path, dump, again = (tmp_path / name for name in ("mine.sql", "dump.sql", "again.sql"))
    path.write_text(script)
    assert command("apply", str(path)).code == 0
    assert command("dump", "-o", str(dump), "--schema", "mine").code == 0
    assert command("exec", "--yes", "-c", "drop schema mine cascade").code == 0
    done = command("apply", str(dump))
    assert done.code == 0, done.talk
    assert command("dump", "-o", str(again), "--schema", "mine").code == 0
    assert again.read_text() == dump.read_text()
    assert "'one;'" in dump.read_text()
    assert "dsql_tui_ledger" not in command("dump", "--schema-only").data
