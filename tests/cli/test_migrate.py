"""A dump moves to a cluster with its rows, also when it is killed or loses its connection."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.cli.conftest import Command
from tests.faults import inject_faults

Process = Callable[..., "subprocess.Popen[bytes]"]
PAGILA = Path(__file__).parent.parent / "migrating" / "pagila.sql"


def query(command: Command, sql: str) -> list[str]:
    done = command("exec", "-c", sql, "--format", "tsv")
    assert done.code == 0, done.talk
    return done.data.splitlines()[1:]


def test_a_dump_moves_with_all_that_a_cluster_can_have(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    words = ["migrate", str(PAGILA), "--folder", str(folder)]
    planned = command(*words, "--dry-run")
    assert (planned.code, planned.data) == (0, "")
    assert sorted(each.name for each in folder.iterdir() if each.is_file()) == [
        ".lock",
        "after-data.sql",
        "report.md",
        "schema.sql",
    ]
    assert query(command, "select to_regclass('film_actor') is null") == ["t"]
    done = command(*words)
    assert done.code == 0, done.talk
    assert "8 of 8 rows loaded" in done.talk
    report = (folder / "report.md").read_text()
    assert report.count("equal by checksum of all columns") == 4
    assert report.index("## Not migrated") < report.index("## Has another type or form")
    assert "NEW.last_update = CURRENT_TIMESTAMP;" in report
    assert query(command, "select first_name, last_name from actor order by 1") == [
        "NICK\tO'WAHL\\\\BERG",
        "PENELOPE\tCHASE; DROP TABLE x",
    ]
    assert query(command, "select weight, special_features->>1 from film where film_id = 1") == [
        "1.123456789012\tBehind the Scenes"
    ]
    assert query(
        command, "insert into actor (first_name, last_name) values ('a', 'b') returning actor_id"
    ) == ["201"]
    assert query(
        command,
        "select conname, convalidated from pg_constraint where contype = 'f' and "
        "conrelid = 'film_actor'::regclass order by 1",
    ) == ["film_actor_actor_id_fkey\tt", "film_actor_film_id_fkey\tt"]
    assert query(
        command, "select indisvalid from pg_index where indexrelid = 'idx_title'::regclass"
    ) == ["t"]
    again = command(*words)
    assert (again.code, "has finished" in again.talk) == (0, True)
    other = command("migrate", str(PAGILA), "--folder", str(tmp_path / "other"))
    assert (other.code, "exists on the cluster" in other.talk) == (2, True)


def test_statements_are_changed_and_removed_in_the_scripts(
    command: Command, tmp_path: Path
) -> None:
    source, folder = tmp_path / "edits.sql", tmp_path / "out"
    source.write_text(
        "create table edited (a int primary key, b numeric(4,1));"
        "create table unwanted (a int primary key references edited, b text);"
        "create index unwanted_index on unwanted (b); create index edited_index on edited (b);"
        "insert into edited values (1, 2.5); insert into unwanted values (1, 'x');"
    )
    words = ["migrate", str(source), "--folder", str(folder)]
    assert command(*words, "--dry-run").code == 0
    schema, after = folder / "schema.sql", folder / "after-data.sql"
    script = schema.read_text()
    unwanted = script[script.index("-- 2. table unwanted") :]
    schema.write_text(script.replace(unwanted, "").replace("numeric(4,1)", "numeric(8,3)"))
    text = after.read_text()
    index = text[text.index("-- 4. index edited_index") :].partition("\n\n")[0]
    after.write_text(text.replace(index, ""))
    done = command(*words)
    assert done.code == 0, done.talk
    assert "1 changed by you, 6 removed by you" in done.talk
    assert "1 of 1 rows loaded" in done.talk
    assert "- removed table unwanted" in (folder / "report.md").read_text()
    sql = (
        "select b, to_regclass('unwanted') is null, to_regclass('edited_index') is null from edited"
    )
    assert query(command, sql) == ["2.500\tt\tt"]


def test_a_table_that_is_refused_does_not_stop_the_others(command: Command, tmp_path: Path) -> None:
    source = tmp_path / "refused.sql"
    source.write_text(
        "create table refused (id serial primary key, b text default nowhere.f());"
        "create table fine (id serial primary key, refused int references refused);"
        "create index on refused (b);"
        "insert into refused (b) values ('x'); insert into fine (refused) values (1);"
    )
    done = command("migrate", str(source), "--folder", str(tmp_path / "out"))
    assert done.code == 1
    assert "1 of 2 rows loaded" in done.talk
    assert done.talk.count("The table refused was not created.") == 5
    assert query(command, "insert into fine (refused) values (2) returning id") == ["2"]


def write_script(path: Path, rows: int) -> None:
    """Write a script with a table that has no key, one that has, and rows that cannot be loaded."""
    lines = "".join(f"{number}\trow {number}; drop table x\n" for number in range(rows))
    path.write_text(
        "create table keyless (a int, b text);\n"
        "create table keyed (id int, keyless int, at timestamp default now());\n"
        f"copy keyless (a, b) from stdin;\n{lines}not a number\tx\n\\.\n"
        "insert into keyed (id) values (1), (2), (3);\n"
        "insert into keyed values (abs(-4), 4, now()), (2, 2, now());\n"
        "create view broken as select nothing from keyed;\n"
        "create unique index again on keyed (keyless);\n"
        "alter table keyed add constraint k primary key (id);\n"
    )


@pytest.mark.parametrize("kills", [3])
def test_the_account_is_exact_after_kills_and_lost_connections(
    command: Command, process: Process, aws: Ready, tmp_path: Path, kills: int
) -> None:
    path, folder = tmp_path / "script.sql", tmp_path / "out"
    write_script(path, 7000)
    words = ["migrate", str(path), "--folder", str(folder)]
    for number in range(kills):
        with inject_faults(aws, delay=0.02, commit="after" if number else "before"):
            running = process(*words)
            wait_for_state(folder, number, running)
            running.kill()
            running.communicate()
    with inject_faults(aws, commit=["after", "before"], conflict=["OC001"]):
        done = command(*words)
    assert done.code == 1, done.talk
    assert query(command, "select count(*), count(distinct b), sum(a) from keyless") == [
        f"7000\t7000\t{sum(range(7000))}"
    ]
    assert query(command, "select count(*) from keyed") == ["3"]
    rejected = list((folder / "rejected").glob("*keyless*"))
    assert [json.loads(line)["line"] for line in rejected[0].read_text().splitlines()] == [7001]
    report = (folder / "report.md").read_text()
    result = report[report.index("## Result") :]
    assert "| keyless | 7,001 | 7,000 rows, equal by checksum of all columns |" in result
    assert "view broken" in result
    assert "statement of line 7007" in result
    assert "42703: column" in result


def wait_for_state(folder: Path, number: int, running: subprocess.Popen[bytes]) -> None:
    """Wait until a migration has written its state and sent something new."""
    imports = folder / "data"
    while running.poll() is None:
        if (folder / "state.json").exists() and imports.exists():
            state = json.loads((folder / "state.json").read_bytes())
            started = sum(bool(each["outcome"]) for each in state["steps"])
            if started > number and state["extracted"]:
                return
