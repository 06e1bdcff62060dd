"""Files into tables, over real sessions with the sandbox."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.db.loaded_rows import find_unique_key
from dsql_tui.db.loading import CopyTarget
from dsql_tui.importing import Import
from dsql_tui.importing.batch_loader import MAX_LOSSES
from dsql_tui.results.readers import Layout
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.cli.conftest import Command
from tests.faults import inject_faults

SHAPE = "(id int primary key, t text)"


def create_table(command: Command, table: str, shape: str = SHAPE) -> None:
    assert command("exec", "-c", f"create table {table} {shape}").code == 0


def read_rows(command: Command, table: str) -> list[str]:
    done = command("exec", "-c", f"select * from {table} order by id", "--format", "tsv")
    return done.data.splitlines()[1:]


def count_rows(command: Command, table: str) -> int:
    done = command("exec", "-c", f"select count(*) from {table}", "--format", "tsv")
    return int(done.data.splitlines()[1])


def write_rows(path: Path, numbers: Iterator[int] | range) -> Path:
    path.write_text("id,t\n" + "".join(f"{number},t{number}\n" for number in numbers))
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows.csv", 'id,t\r\n1,\r\n2,""\r\n3,"a ""b""\nc"\r\n'),
        ("rows.tsv", 'id\tt\n1\t\\N\n2\t\n3\ta "b"\\nc\n'),
        (
            "rows.jsonl",
            '{"id": 1, "t": null}\n{"id": 2, "t": ""}\n{"id": 3, "t": "a \\"b\\"\\nc"}\n',
        ),
    ],
)
def test_each_format_is_loaded_exactly(
    command: Command, tmp_path: Path, name: str, text: str
) -> None:
    table = f"came_{name[-3:]}"
    create_table(command, table)
    path = tmp_path / name
    path.write_text(text, newline="")
    done = command("import", str(path), "--into", table)
    assert (done.code, done.data, done.talk) == (0, "", "3 rows imported\n")
    assert read_rows(command, table) == ["1\t\\N", "2\t", '3\ta "b"\\nc']


def test_many_rows_are_loaded_in_batches(command: Command, tmp_path: Path) -> None:
    create_table(command, "in_batches")
    path = tmp_path / "rows.csv.gz"
    plain = write_rows(tmp_path / "rows.csv", range(7001))
    path.write_bytes(gzip.compress(plain.read_bytes()))
    assert command("import", str(path), "--into", "in_batches").code == 0
    assert count_rows(command, "in_batches") == 7001


def test_batch_that_is_too_large_is_halved(command: Command, tmp_path: Path) -> None:
    create_table(command, "large")
    path = tmp_path / "rows.csv"
    # Each character takes one byte in the file's text as counted here and three at the server.
    path.write_text("id,t\n" + "".join(f"{n},{'漢' * 100_000}\n" for n in range(60)))
    done = command("import", str(path), "--into", "large")
    assert done.code == 0
    assert count_rows(command, "large") == 60


def test_rejected_rows_are_written_with_their_reasons(command: Command, tmp_path: Path) -> None:
    create_table(command, "taken")
    path = write_rows(tmp_path / "rows.csv", range(100))
    with path.open("a") as file:
        file.write("5,twice\nnumber,x\n1000\n101,fine\n")
    done = command("import", str(path), "--into", "taken")
    assert done.code == 1
    assert "101 rows imported, 3 rejected" in done.talk
    assert count_rows(command, "taken") == 101
    rejects = [
        json.loads(line) for line in (tmp_path / "rows.csv.rejected.jsonl").read_text().splitlines()
    ]
    assert [(each["line"], each["sqlstate"]) for each in rejects] == [
        (102, "23505"),
        (103, "22P02"),
        (104, None),
    ]
    assert rejects[0]["text"] == "5,twice"
    assert "duplicate key" in rejects[0]["reason"]


def test_too_many_rejected_rows_stop_the_import(command: Command, tmp_path: Path) -> None:
    create_table(command, "too_many")
    path = tmp_path / "rows.csv"
    path.write_text("id,t\n" + "x,y\n" * 40)
    done = command("import", str(path), "--into", "too_many", "--max-rejected", "30")
    assert done.code == 1
    assert "More than 30 rows" in done.talk


def test_conflicts_are_retried(command: Command, tmp_path: Path, aws: Ready) -> None:
    create_table(command, "contended")
    path = write_rows(tmp_path / "rows.csv", range(10))
    with inject_faults(aws, conflict=["OC000", "OC001"]):
        done = command("import", str(path), "--into", "contended")
    assert done.code == 0
    assert "1 transaction lost a conflict and succeeded after 2 retries." in done.talk
    assert count_rows(command, "contended") == 10


@pytest.mark.parametrize(("when", "words"), [("before", ""), ("after", ", 350 were there already")])
def test_lost_transaction_is_looked_up_in_a_new_session(
    command: Command, tmp_path: Path, aws: Ready, when: str, words: str
) -> None:
    table = f"looked_up_{when}"
    create_table(command, table)
    path = write_rows(tmp_path / "rows.csv", range(350))
    with inject_faults(aws, commit=[when]):
        done = command("import", str(path), "--into", table)
    assert (done.code, done.talk) == (0, f"{0 if words else 350} rows imported{words}\n")
    assert count_rows(command, table) == 350


def test_resume_after_lost_links_neither_misses_nor_doubles_rows(
    command: Command, tmp_path: Path, aws: Ready
) -> None:
    table = "lost"
    create_table(command, table)
    path = write_rows(tmp_path / "rows.csv", range(350))
    with inject_faults(aws, commit=["before"] * (MAX_LOSSES + 1)):
        done = command("import", str(path), "--into", table)
    assert done.code == 6
    assert "The last transaction may or may not be in the table." in done.talk
    assert count_rows(command, table) == 0
    assert "Continue with --resume" in command("import", str(path), "--into", table).talk
    done = command("import", str(path), "--into", table, "--resume")
    assert (done.code, done.talk) == (0, "350 rows imported\n")
    assert count_rows(command, table) == 350
    assert not (tmp_path / "rows.csv.rejected.jsonl").exists()
    assert "can be resumed" in command("import", str(path), "--into", table, "--resume").talk


@pytest.mark.parametrize(
    ("when", "there", "word"), [("before", 0, "from"), ("after", 3000, "after")]
)
def test_rows_without_a_key_need_the_users_answer(
    command: Command, tmp_path: Path, aws: Ready, when: str, there: int, word: str
) -> None:
    table = f"unkeyed_{when}"
    create_table(command, table, "(id int, t text)")
    path = write_rows(tmp_path / "rows.csv", range(3500))
    with inject_faults(aws, commit=[when]):
        done = command("import", str(path), "--into", table)
    assert done.code == 6
    assert "all 3,000 rows of lines 2 to 3,001 are in" in done.talk
    query = f"select count(*) from {table} where id = '0' and t = 't0'"
    assert query in done.talk
    found = command("exec", "-c", query, "--format", "tsv", "--no-header")
    assert (count_rows(command, table), found.data) == (there, f"{there // 3000}\n")
    done = command("import", str(path), "--into", table, "--resume")
    assert (done.code, count_rows(command, table)) == (6, there)
    assert "--resume after" in done.talk
    done = command("import", str(path), "--into", table, "--resume", word)
    assert (done.code, done.talk) == (0, "3,500 rows imported\n")
    assert count_rows(command, table) == 3500


KEYS = [
    ("(id int primary key, t text)", "id,t", True),
    ("(id int primary key default 1, t text)", "t", False),
    ("(id int, t text unique)", "id,t", False),
    ("(id int, t text not null unique)", "id,t", True),
    ("(id int, t text)", "id,t", False),
    ("(a int, b int, primary key (a, b))", "b,a", True),
    ("(a int, b int, primary key (a, b))", "a", False),
]


@pytest.mark.parametrize(("shape", "columns", "keyed"), KEYS)
def test_unique_key_must_reject_the_same_rows(
    command: Command, aws: Ready, shape: str, columns: str, keyed: bool
) -> None:
    table = f"keyed_{abs(hash((shape, columns)))}"
    create_table(command, table, shape)
    session = build_access(aws).open()
    key = find_unique_key(session, CopyTarget(table, tuple(columns.split(","))))
    assert bool(key) is keyed
    assert set(key) <= set(columns.split(","))
    assert not find_unique_key(session, CopyTarget("no such table", ("id",)))
    session.close()


def test_unknown_outcome_names_the_half_of_a_batch(
    command: Command, tmp_path: Path, aws: Ready
) -> None:
    create_table(command, "halved", "(id int)")
    path = tmp_path / "rows.csv"
    path.write_text("id\n" + "".join(f"{n}\n" for n in range(100)) + "x\n")
    with inject_faults(aws, commit=["after"]):
        done = command("import", str(path), "--into", "halved")
    assert "all 50 rows of lines 2 to 51 are in" in done.talk
    done = command("import", str(path), "--into", "halved", "--resume", "after")
    assert "100 rows imported, 1 rejected" in done.talk
    assert count_rows(command, "halved") == 100


def test_closed_import_resumes_where_it_stopped(
    command: Command, tmp_path: Path, aws: Ready
) -> None:
    create_table(command, "left_early")
    path = write_rows(tmp_path / "rows.csv", range(7000))
    work = Import(build_access(aws), "left_early", path, Layout("csv"), tmp_path / "rejects")
    going = work.run()
    assert next(going).done == 3000
    going.close()
    mark = work.load_progress()
    assert mark
    assert [each.done for each in work.run(mark)] == [6000, 7000]
    assert count_rows(command, "left_early") == 7000
    assert work.load_progress() is None


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["rows.xml", "--into", "t"], 2, "does not tell its format"),
        (["missing.csv", "--into", "t"], 2, "missing.csv"),
        (["rows.csv"], 2, "--into"),
        (["rows.csv", "--into", "no_such_table"], 1, "no_such_table"),
        (["rows.csv", "--into", "t", "--resume"], 2, "can be resumed"),
        (["bytes.csv", "--into", "t"], 2, "is not text in UTF-8"),
        (["rows.csv", "--into", "shop.customers", "--port", "1"], 3, ""),
    ],
)
def test_errors_have_exit_codes(
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "rows.csv", range(3))
    (tmp_path / "bytes.csv").write_bytes(bytes(range(128, 256)))
    done = command("import", *arguments)
    assert done.code == code
    assert words in done.talk
