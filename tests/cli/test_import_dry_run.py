"""`import --dry-run` tells what the import then does, and changes nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.importing.seen_keys import SeenKeys
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store import paths
from dsql_tui.store.profiles import add_profile
from tests.access import build_profile
from tests.cli.conftest import Command, Done
from tests.cli.test_import_account import claims, create, read, rejected_lines, write_rows

SHAPE = "(id int primary key, t varchar(5), n numeric(4,2) not null, j jsonb, c char(2))"
FILE = """\
id,t,n,j,c
1,new,1,,
2,kept,2,,
3,a,3.999,,
4,too long,4,,
5,fits \x20\x20,5,,
6,a,600,,
7,a,,,
8,a,8,{,
9,a,9,"{""k"": 1}",abc
01,again,1,,
x,a,1,,
12,a,1
13,"a\0b",1,,
14,ok,1,"[1]",ab
"""


def predict(done: Done) -> dict[str, int]:
    """Return the counts that a dry run prints."""
    assert "Nothing was loaded" in done.talk
    return claims(replace(done, talk=done.talk.replace("would be imported", "imported")))


def read_reasons(done: Done) -> list[int]:
    return [int(line.replace(",", "")) for line in re.findall(r"^Line ([\d,]+): ", done.talk, re.M)]


@pytest.mark.parametrize("mode", ["", "skip", "update"])
def test_a_dry_run_predicts_the_import(command: Command, tmp_path: Path, mode: str) -> None:
    table = f"predicted_{mode or 'reject'}"
    create(command, table, SHAPE)
    assert command("exec", "-c", f"insert into {table} values (2, 'old', 1)").code == 0
    path = tmp_path / "rows.csv"
    path.write_text(FILE)
    options = ["import", str(path), "--into", table, *(["--on-conflict", mode] if mode else [])]
    checked = command(*options, "--dry-run")
    rows = read(command, f"select * from {table}")
    assert rows == ["2\told\t1.00\t\\N\t\\N"]
    assert not (tmp_path / "rows.csv.rejected.jsonl").exists()
    done = command(*options)
    assert (checked.code, predict(checked)) == (done.code, claims(done))
    assert read_reasons(checked) == rejected_lines(tmp_path / "rows.csv.rejected.jsonl")


CHECKED_SHAPE = """(
    id int primary key, c0 int check (c0 > 0), number numeric(4,1),
    "Odd name" text check ("Odd name" ~ '^[a-z]*$'), t text, later int,
    constraint a_sum check (c0 + number < 100 and length(t) > 0),
    constraint b_ratio check (10 / nullif(c0, 7) + 1 / (c0 - 3) >= 0),
    check (later is null or later > id))"""
CHECKED_FILE = """\
id,c0,number,Odd name,t
1,1,1,a,x
2,0,1,a,x
3,1,1,A,x
4,60,40,a,x
5,60,39.94,a,x
6,60,39.95,a,x
7,1,1,a,
8,3,1,a,x
9,,,,
1,-1,1,a,x
x,-1,1,a,x
"""


@pytest.mark.parametrize("mode", ["", "skip"])
def test_check_constraints_reject_the_same_rows(
    command: Command, tmp_path: Path, mode: str
) -> None:
    table = f"constrained_{mode or 'reject'}"
    create(command, table, CHECKED_SHAPE)
    path = tmp_path / "rows.csv"
    path.write_text(CHECKED_FILE)
    options = ["import", str(path), "--into", table, *(["--on-conflict", mode] if mode else [])]
    checked = command(*options, "--dry-run")
    assert read(command, f"select count(*) from {table}") == ["0"]
    assert "not checked" not in checked.talk
    assert "The row violates CHECK constraint “a_sum”: (((" in checked.talk
    done = command(*options)
    assert (checked.code, predict(checked)) == (done.code, claims(done))
    assert read_reasons(checked) == rejected_lines(tmp_path / "rows.csv.rejected.jsonl")


UNCHECKED = [
    (
        "s text default 'new', constraint known check (s <> '')",
        "",
        "“known” was not checked: column “s” is not in the file and has a default.",
    ),
    (
        "s text, constraint known check (s <> '')",
        "update",
        "“known” was not checked: column “s” is not in the file.",
    ),
    (
        "t text, constraint known check (takes_number(t))",
        "",
        "“known” was not checked: cannot execute nextval() in a read-only transaction",
    ),
]


@pytest.mark.parametrize(("columns", "mode", "words"), UNCHECKED)
def test_a_constraint_that_is_not_checked_is_named(
    command: Command, tmp_path: Path, columns: str, mode: str, words: str
) -> None:
    command("exec", "-c", "create sequence if not exists s_numbers cache 1")
    body = "'select nextval(''s_numbers'') > length(t)'"
    command(
        "exec",
        "-c",
        f"create or replace function takes_number(t text) returns boolean language sql as {body}",
    )
    command("exec", "-c", "drop table if exists open_checks")
    create(command, "open_checks", f"(id int primary key, {columns})")
    path = tmp_path / "rows.csv"
    path.write_text("id,t\n1,a\n2,b\n" if "t text," in columns[:7] else "id\n1\n2\n")
    options = ["--on-conflict", mode] if mode else []
    done = command("import", str(path), "--into", "open_checks", "--dry-run", *options)
    assert (done.code, predict(done)) == (0, {"imported": 2})
    assert f"CHECK constraint {words}" in done.talk


def test_many_reasons_are_counted(command: Command, tmp_path: Path) -> None:
    create(command, "counted")
    path = write_rows(tmp_path / "rows.csv", 1200, *(f"{number},again" for number in range(30)))
    done = command("import", str(path), "--into", "counted", "--dry-run")
    assert (done.code, predict(done)) == (1, {"imported": 1200, "rejected": 30})
    assert read_reasons(done) == list(range(1202, 1222))
    assert "… and 10 more rejected rows" in done.talk


ERRORS = [
    ("no_such_table", "id,t\n1,x\n", "There is no table no_such_table"),
    ("checked", "id,x\n1,x\n", "checked has no column “x”"),
    ("checked", "t\nx\n", "Column “id” of checked must not be NULL"),
]


@pytest.mark.parametrize(("table", "text", "words"), ERRORS)
def test_a_file_that_does_not_fit_the_table_is_an_error(
    command: Command, tmp_path: Path, table: str, text: str, words: str
) -> None:
    command("exec", "-c", "create table if not exists checked (id int primary key, t text)")
    path = tmp_path / "rows.csv"
    path.write_text(text)
    done = command("import", str(path), "--into", table, "--dry-run")
    assert (done.code, words in done.talk) == (2, True)


def test_prod_and_read_only_profiles_are_checked_without_a_question(
    command: Command, aws: Ready, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    create(command, "guarded")
    path = write_rows(tmp_path / "rows.csv", 2)
    profile = replace(build_profile(aws), target=aws.clusters[0].endpoint)
    add_profile(replace(profile, name="guarded", environment="prod", read_only=True))
    for mode in ([], ["--on-conflict", "update"]):
        words = ["import", "guarded", str(path), "--into", "guarded", *mode]
        assert run([*words, "--dry-run"]) == 0
        assert b"2 rows would be imported" in capsysbinary.readouterr().err
        assert run([*words, "--yes"]) == 2
    assert read(command, "select count(*) from guarded") == ["0"]
    assert not list((paths.data_folder() / "imports").glob("*.progress"))


def test_keys_are_seen_again() -> None:
    seen = SeenKeys()
    assert [seen.add(key) for key in (("a", "b"), ("a,", "b"), ("a", "b"))] == [True, True, False]
    seen.close()
