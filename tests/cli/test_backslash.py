"""psql's backslash commands in `exec`."""

from __future__ import annotations

import gzip
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dsql_tui.cli.options import CONFLICTED, DONE, INTERRUPTED, USAGE
from dsql_tui.cli.options import REFUSED as REFUSED_BY
from dsql_tui.sandbox.ready import Ready
from tests.arming import armed
from tests.cli.conftest import Command


def test_they_run_what_aurora_dsql_can_answer(command: Command, aws: object) -> None:
    script = "create table bs_t (id int primary key);\n\\d bs_t\n\\timing\ndrop table bs_t\n"
    done = command("exec", "-c", script, "--format", "tsv")
    assert done.code == DONE
    assert "public.bs_t\tcolumn\tid\tinteger not null" in done.data
    assert "DROP TABLE · " in done.talk
    switched = command("exec", "-c", "\\timing on\n\\timing on\nselect 1;\n\\timing off\nselect 2")
    assert switched.talk.count("SELECT 1 · ") == 1
    told = command("exec", "-c", "\\conninfo", "--format", "tsv").data
    assert "database role\tadmin" in told


def test_a_file_is_included_where_it_is_asked_for_and_quit_ends_the_script(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "my one.sql").write_text("select 1 as a;\n\\q\nselect 9 as a")
    script = f"\\i '{tmp_path}/my one.sql'\nselect 2 as a;\n\\q\nselect 3 as a"
    done = command("exec", "-c", script, "--format", "tsv", "--no-header")
    assert (done.code, done.data.split()) == (DONE, ["1", "2"])


def test_copy_goes_to_a_file_to_standard_output_and_back(
    command: Command, process: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    script = (
        "create table bs_copy (id int primary key, t text);\n"
        "insert into bs_copy values (1, null), (2, 'a\\nb');\n"
        f"\\copy bs_copy to '{path}.gz' csv header\n"
        f"\\copy bs_copy to '{path}' (format csv, null '-')\n"
        "\\copy (select t from bs_copy order by id) to stdout\n"
    )
    done = command("exec", "-c", script, "--format", "json")
    assert (done.code, done.data) == (DONE, "\\N\na\\\\nb\n")
    assert f"11 B written to {path}" in done.talk
    assert path.read_text() == "1,-\n2,a\\nb\n"
    assert gzip.decompress(path.with_name("rows.csv.gz").read_bytes()) == b"id,t\n1,\n2,a\\nb\n"

    for copy in ("\\copy bs_copy from stdin csv", "COPY bs_copy (id, t) FROM STDIN (format csv)"):
        with process("exec", "-c", f"delete from bs_copy;\n{copy}", "-q") as running:
            assert running.communicate(b"7,x\n8,\n") == (b"", b"")
            assert running.returncode == DONE
        done = command("exec", "-c", "copy bs_copy to stdout csv")
        assert done.data == "7,x\n8,\n"
    with process("exec", "-") as running:
        _, talk = running.communicate(b"\\copy bs_copy from stdin")
        assert b"the script came from standard input" in talk


def test_a_copy_of_too_many_rows_says_who_takes_them(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("".join(f"{n}\n" for n in range(3001)))
    script = f"create table bs_many (id int);\n\\copy bs_many from '{path}' csv"
    done = command("exec", "-c", script)
    assert done.code == REFUSED_BY
    assert "dsql-tui import" in done.talk


@pytest.mark.parametrize(
    ("copy", "words"),
    [
        ("\\copy shop.customers from nowhere.csv", "nowhere.csv: No such file"),
        ("\\copy shop.customers to {large}/rows.csv", "File exists"),
        ("\\copy shop.customers from {large}", "10 MiB"),
    ],
)
def test_a_copy_that_finds_no_file_is_refused(
    command: Command, tmp_path: Path, copy: str, words: str
) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    done = command("exec", "-c", copy.format(large=large))
    assert done.code == REFUSED_BY
    assert words in done.talk


def test_a_copy_from_standard_input_is_not_tried_again(
    process: Callable[..., subprocess.Popen[bytes]], command: Command, aws: Ready
) -> None:
    command("exec", "-c", "create table bs_again (id int primary key)")
    copy = "\\copy bs_again from stdin"
    with (
        armed(aws, conflict=["OC000"]),
        process("exec", "-c", copy, "--retry-conflicts", "3") as running,
    ):
        running.communicate(b"1\n")
        assert running.returncode == CONFLICTED
    assert command("exec", "-c", "copy bs_again to stdout").data == ""


def test_rows_are_lists_where_that_is_wanted(command: Command) -> None:
    row = "select 1 as a, null as bcd;\n"
    script = f"{row}\\x\n{row}\\x\n{row}\\x on\n{row}\\x auto\n{row}"
    table, record = "a | bcd\n--+-----\n1 | NULL\n", "-[ 1 ]-\na   | 1\nbcd | NULL\n"
    done = command("exec", "-c", script, "--format", "table")
    assert done.data == "\n".join((table, record, table, record, table))


def test_a_statement_may_end_as_in_psql(command: Command) -> None:
    script = "select 1 as a \\gx\nselect 2 as a \\g\nselect 3 as a\n\\g\n"
    done = command("exec", "-c", script, "--format", "table")
    assert done.data == "-[ 1 ]-\na | 1\n\na\n-\n2\n\na\n-\n3\n"


REFUSED = [
    ("\\i nowhere.sql", "nowhere.sql cannot be read: No such file or directory."),
    ("\\dx", "no extensions"),
    ("\\e", "needs the console"),
    ("\\watch 1", "stands before it"),
    ("\\copy t", "\\copy takes"),
    ("\\nonsense", "no command"),
]


@pytest.mark.parametrize(("script", "words"), REFUSED)
def test_what_cannot_be_done_ends_the_script_and_says_why(
    command: Command, script: str, words: str
) -> None:
    done = command("exec", "-c", f"{script}\nselect 1")
    assert (done.code, done.data) == (USAGE, "")
    assert words in done.talk


def test_a_file_that_includes_itself_comes_to_an_end(command: Command, tmp_path: Path) -> None:
    script = tmp_path / "self.sql"
    script.write_text(f"\\i {script}\n")
    done = command("exec", "-f", str(script))
    assert done.code == USAGE
    assert "includes itself" in done.talk


def test_watch_repeats_a_statement_until_it_is_interrupted(
    process: Callable[..., subprocess.Popen[bytes]],
) -> None:
    running = process("exec", "-c", "select 7 as a\n\\watch 0.1", "--format", "tsv", "--no-header")
    assert running.stdout is not None
    assert [running.stdout.readline() for _ in range(3)]
    running.send_signal(signal.SIGINT)
    running.communicate()
    assert running.returncode == INTERRUPTED
