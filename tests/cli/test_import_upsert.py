"""Imports of rows whose key may be in the table: skipped or updated, and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.cli.conftest import Command
from tests.cli.test_import_account import claims, count, create, read, rejected_lines, write_rows
from tests.faults import inject_faults

BEFORE = "(2, 'old'), (3, 't3'), (9999, 'stays')"


def fill(command: Command, table: str, shape: str = "(id int primary key, t text)") -> None:
    create(command, table, shape)
    assert command("exec", "-c", f"insert into {table} values {BEFORE}").code == 0


def test_rows_are_inserted_updated_and_rejected(command: Command, tmp_path: Path) -> None:
    fill(command, "updated")
    path = write_rows(tmp_path / "rows.csv", 3_100, "2,last", "02,very last", "x,y")
    done = command("import", str(path), "--into", "updated", "--on-conflict", "update")
    assert done.code == 1
    assert claims(done) == {"imported": 3_098, "updated": 4, "rejected": 1}
    assert rejected_lines(tmp_path / "rows.csv.rejected.jsonl") == [3_104]
    assert count(command, "updated") == 3_101
    query = "select t from updated where id in (2, 3, 9999) order by id"
    assert read(command, query) == ["very last", "t3", "stays"]


def test_rows_are_skipped(command: Command, tmp_path: Path) -> None:
    fill(command, "skipped")
    path = write_rows(tmp_path / "rows.csv", 10, "4,twice")
    done = command("import", str(path), "--into", "skipped", "--on-conflict", "skip")
    assert (done.code, claims(done)) == (0, {"imported": 8, "skipped": 3})
    query = "select t from skipped where id in (2, 3, 4, 9999) order by id"
    assert read(command, query) == ["old", "t3", "t4", "stays"]
    done = command("import", str(path), "--into", "skipped", "--on-conflict", "skip")
    assert claims(done) == {"imported": 0, "skipped": 11}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("mode", ["skip", "update"])
def test_a_batch_of_unknown_outcome_is_repeated(
    command: Command, tmp_path: Path, aws: Ready, when: str, mode: str
) -> None:
    table = f"repeated_{mode}_{when}"
    fill(command, table)
    path = write_rows(tmp_path / "rows.csv", 100, "2,last")
    options = ("import", str(path), "--into", table, "--on-conflict", mode)
    with inject_faults(aws, commit=[when]):
        done = command(*options)
    assert done.code == 0
    found = claims(done)
    assert sum(found.values()) == 101
    changed = "updated" if mode == "update" else "skipped"
    assert (
        found
        == {
            ("update", "before"): {"imported": 98, "updated": 2, "were there already": 1},
            ("update", "after"): {"imported": 0, "updated": 1, "were there already": 100},
            ("skip", "before"): {"imported": 98, "skipped": 2, "were there already": 1},
            ("skip", "after"): {"imported": 0, "skipped": 2, "were there already": 99},
        }[mode, when]
    ), changed
    assert count(command, table) == 101
    assert read(command, f"select t from {table} where id = 2") == [
        "last" if mode == "update" else "old"
    ]


def test_conflicts_with_other_sessions_are_retried(
    command: Command, tmp_path: Path, aws: Ready
) -> None:
    fill(command, "retried")
    path = write_rows(tmp_path / "rows.csv", 10)
    with inject_faults(aws, conflict=["OC000", "OC001"]):
        done = command("import", str(path), "--into", "retried", "--on-conflict", "update")
    assert (done.code, claims(done)) == (0, {"imported": 8, "updated": 2})


def test_a_named_key_of_all_types_of_values(command: Command, tmp_path: Path) -> None:
    shape = '(a int, "B b" date, n numeric(9,2), j jsonb, v varchar(3), unique (a, "B b"))'
    create(command, "keyed", shape)
    path = tmp_path / "rows.csv"
    path.write_text(
        'a,B b,n,j,v\n1,2026-01-02,1.50,"{""k"": 1}",abc\n1,2026-01-03,,,\n'
        "1,2026-01-02,2,,too long\n"
    )
    options = ("import", str(path), "--into", "keyed", "--on-conflict", "update")
    done = command(*options)
    assert (done.code, "no primary key" in done.talk) == (2, True)
    done = command(*options, "--key", "a,c")
    assert (done.code, "no column “c”, which is part of the key" in done.talk) == (2, True)
    done = command(*options, "--key", "a")
    assert (done.code, "42P10" in done.talk) == (1, True)
    done = command(*options, "--key", 'a,"B b"', "--fresh")
    assert claims(done) == {"imported": 2, "rejected": 1}
    done = command(*options, "--key", 'a,"B b"', "-q")
    assert read(command, "select * from keyed order by 2") == [
        '1\t2026-01-02\t1.50\t{"k": 1}\tabc',
        "1\t2026-01-03\t\\N\t\\N\t\\N",
    ]
    done = command("import", str(path), "--into", "keyed", "--key", "a")
    assert (done.code, "--on-conflict" in done.talk) == (2, True)
