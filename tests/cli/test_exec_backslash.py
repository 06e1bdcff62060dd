"""psql's backslash commands in `exec`."""

from __future__ import annotations

import gzip
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dsql_tui.cli.options import CONFLICT, DONE, INTERRUPTED, USAGE
from dsql_tui.cli.options import FAILED as REFUSED_BY
from dsql_tui.sandbox.ready import Ready
from tests.cli.conftest import Command
from tests.faults import inject_faults


def test_backslash_commands_run_statements_that_aurora_dsql_accepts(
    command: Command, aws: object
) -> None:
    script = "create table bs_t (id int primary key);\n\\d bs_t\n\\timing\ndrop table bs_t\n"
    done = command("exec", "-c", script, "--format", "tsv")
    assert done.code == DONE
    assert "public.bs_t\tcolumn\tid\tinteger not null" in done.data
    assert "DROP TABLE · " in done.talk
    switched = command("exec", "-c", "\\timing on\n\\timing on\nselect 1;\n\\timing off\nselect 2")
    assert switched.talk.count("SELECT 1 · ") == 1
    told = command("exec", "-c", "\\conninfo", "--format", "tsv").data
    assert "database role\tadmin" in told


def test_include_runs_a_file_and_quit_ends_the_script(command: Command, tmp_path: Path) -> None:
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
        with process("exec", "-c", f"delete from bs_copy;\n{copy}", "-q", "--yes") as running:
            assert running.communicate(b"7,x\n8,\n") == (b"", b"")
            assert running.returncode == DONE
        done = command("exec", "-c", "copy bs_copy to stdout csv")
        assert done.data == "7,x\n8,\n"
    with process("exec", "-") as running:
        _, talk = running.communicate(b"\\copy bs_copy from stdin")
        assert b"Put the rows after it" in talk


def test_copy_loads_any_number_of_rows_with_its_options(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("n|text\n" + "".join(f"{n}|~a\n{n}~\n" for n in range(7001)))
    script = (
        "create table bs_many (id int primary key, t text);\n"
        f"\\copy bs_many (id, t) from '{path}'"
        " with (format csv, header, delimiter '|', quote '~')\n"
        "select count(*), min(t), max(t) from bs_many;\n"
    )
    done = command("exec", "-c", script, "--format", "jsonl")
    assert (done.code, done.data) == (
        DONE,
        '{"count": 7001, "min": "a\\n0", "max": "a\\n999"}\n',
    )
    assert "7,001 rows were loaded in 3 transactions" in done.talk
    assert "COPY 7001" in done.talk


def test_a_copy_in_a_transaction_fails_beyond_the_row_limit(
    command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    path.write_text("".join(f"{n}\n" for n in range(3001)))
    script = (
        f"create table bs_within (id int);\nbegin;\n\\copy bs_within from '{path}' csv\ncommit;"
    )
    done = command("exec", "-c", script)
    assert done.code == REFUSED_BY
    assert "too much for one transaction" in done.talk
    counted = command("exec", "-c", "select count(*) from bs_within", "--format", "tsv")
    assert counted.data == "count\n0\n"


def test_rejected_rows_are_named_and_the_others_stay(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("".join(f"{n}\n" for n in range(3000)) + "x\n" + "9\n" * 3000)
    script = f"create table bs_wrong (id int);\n\\copy bs_wrong from '{path}' csv"
    done = command("exec", "-c", script)
    assert done.code == REFUSED_BY
    assert "1 row was rejected, and 6,000 rows are loaded and stay" in done.talk
    assert "Rejected lines: 3,001" in done.talk
    counted = command("exec", "-c", "select count(*) from bs_wrong", "--format", "tsv")
    assert counted.data == "count\n6000\n"


@pytest.mark.parametrize(
    ("copy", "words"),
    [
        ("\\copy shop.customers from nowhere.csv", "nowhere.csv: No such file"),
        ("\\copy shop.customers to {large}/rows.csv", "Not a directory"),
        ("\\copy shop.customers from {large}", "larger than 10 MB"),
    ],
)
def test_a_copy_from_a_missing_file_fails(
    command: Command, tmp_path: Path, copy: str, words: str
) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    done = command("exec", "-c", copy.format(large=large))
    assert done.code == REFUSED_BY
    assert words in done.talk


def test_a_copy_from_standard_input_is_not_retried(
    process: Callable[..., subprocess.Popen[bytes]], command: Command, aws: Ready
) -> None:
    command("exec", "-c", "create table bs_again (id int primary key)")
    copy = "\\copy bs_again from stdin"
    with (
        inject_faults(aws, conflict=["OC000"]),
        process("exec", "-c", copy, "--retry-conflicts", "3") as running,
    ):
        running.communicate(b"1\n")
        assert running.returncode == CONFLICT
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
    ("\\e", "is only available in the console"),
    ("\\watch 1", "needs a statement before it"),
    ("\\copy t", "Write \\copy TABLE"),
    ("\\nonsense", "is not a command"),
]


@pytest.mark.parametrize(("script", "words"), REFUSED)
def test_what_cannot_be_done_ends_the_script_and_says_why(
    command: Command, script: str, words: str
) -> None:
    done = command("exec", "-c", f"{script}\nselect 1")
    assert (done.code, done.data) == (USAGE, "")
    assert words in done.talk


def test_a_file_that_includes_itself_ends_with_an_error(command: Command, tmp_path: Path) -> None:
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


def test_rows_in_the_script_are_loaded_by_copy_commands(command: Command, tmp_path: Path) -> None:
    script = tmp_path / "rows.sql"
    script.write_text(
        "create table bs_inline (id int, t text);\ncreate table bs_kept (id int);\n"
        "\\copy bs_inline from stdin csv\n1,drop table bs_kept;\n\\.\n"
        "copy bs_inline from stdin csv \\; copy bs_kept from stdin;\n"
        "2,x\n\\.\ndrop table bs_kept;\n\\.\nselect 9;\n"
    )
    done = command("exec", "-f", str(script), "--format", "tsv")
    assert done.code == USAGE
    assert "line 6: Statements joined by \\; are not supported" in done.talk
    assert "9" not in done.data
    copied = command("exec", "-c", "copy bs_inline to stdout csv; copy bs_kept to stdout")
    assert copied.data == "1,drop table bs_kept;\n"


def test_output_settings_of_psql(command: Command, tmp_path: Path) -> None:
    rows = "select 1 as a, null as b;\n"
    script = (
        f"\\pset null -\n{rows}\\a\n{rows}\\f ;\n\\t\n{rows}\\x\n{rows}\\x\n\\t\n\\a\n"
        "select 1 as a, null as b"
        f" \\g (format=csv null=- tuples_only=on) {tmp_path}/out.csv\n{rows}"
    )
    done = command("exec", "-c", script, "--format", "table")
    table = "a | b\n--+--\n1 | -\n"
    assert done.data == f"{table}a|b\n1|-\n1;-\na;1\nb;-\n\n{table}"
    assert (tmp_path / "out.csv").read_bytes() == b"1,-\r\n"


def test_a_file_of_results_is_replaced_as_a_whole(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old")
    failing = f"\\o {out}\nselect 1 as a;\nselect 1 / (n - 2000) from generate_series(1, 2000) n"
    done = command("exec", "-c", failing, "--format", "tsv")
    assert done.code == REFUSED_BY
    assert f"{out} was not written, because the script stopped." in done.talk
    assert out.read_text() == "old"
    command("exec", "-c", failing, "--format", "tsv", "--keep-going")
    assert out.read_text() == "a\n1\n"
    single = f"select 1 / (n - 2000) from generate_series(1, 2000) n \\g {out}\n"
    command("exec", "-c", single)
    assert out.read_text() == "a\n1\n"
    done = command("exec", "-c", f"select 1 as a;\n\\o {tmp_path}/nowhere/x\nselect 2 as b")
    assert "line 2:" in done.talk
    assert "The folder does not exist" in done.talk
    assert "b" not in done.data
    assert not (tmp_path / "nowhere").exists()


def test_variables_of_psql_stop_or_continue_a_script(command: Command) -> None:
    stopping = "\\set ON_ERROR_STOP on\nselect x;\nselect 2 as b"
    assert command("exec", "-c", stopping, "--keep-going", "--format", "tsv").data == ""
    continuing = "\\set ON_ERROR_STOP off\nselect x;\nselect 2 as b"
    done = command("exec", "-c", continuing, "--format", "tsv")
    assert (done.code, done.data) == (REFUSED_BY, "b\n2\n")
    echoed = command("exec", "-c", "\\set ECHO queries\nselect 'é\x1b' as c", "--format", "tsv")
    assert "select 'é␛' as c\n" in echoed.talk
    failed = command("exec", "-c", "\\set ECHO errors\nselect 1;\nselect x", "--format", "tsv")
    assert "STATEMENT:  select x\n" in failed.talk
    assert "select 1" not in failed.talk
    off = command("exec", "-c", "\\set AUTOCOMMIT off\nselect 3 as d")
    assert (off.code, off.data) == (USAGE, "")
    assert "line 1: AUTOCOMMIT cannot be turned off in exec" in off.talk


def test_prompt_reads_a_line_of_standard_input(
    process: Callable[..., subprocess.Popen[bytes]],
) -> None:
    script = "\\prompt 'Name? ' n\nselect :'n' as n"
    with process("exec", "-c", script, "--format", "tsv", "--no-header") as running:
        data, talk = running.communicate("it's é\nmore\n".encode())
        assert (data.decode(), running.returncode) == ("it's é\n", DONE)
        assert b"Name? " in talk
    for arguments, given in ((("-c", script), b""), (("-",), script.encode())):
        with process("exec", *arguments) as running:
            data, talk = running.communicate(given)
            assert (data, running.returncode) == (b"", USAGE)
            assert b"line 1: Standard input has" in talk


MISSING = [
    ("\\d nosuch", "Did not find any relation named “nosuch”.\n"),
    ("\\d order", "named “order”. Did you mean shop.orders?\n"),
    ("\\d shop.order", "named “shop.order”. Did you mean shop.orders?\n"),
    ("\\dt shop.x*", "named “shop.x*”."),
    ("\\dv Custmers", "named “Custmers”. Did you mean shop.customers?\n"),
    ("\\di no.such", "named “no.such”."),
]


@pytest.mark.parametrize(("text", "words"), MISSING)
def test_relations_that_do_not_exist_are_an_error(command: Command, text: str, words: str) -> None:
    done = command("exec", "-c", f"select 1 as a;\n{text}\nselect 2 as b", "--format", "tsv")
    assert (done.code, done.data) == (USAGE, "a\n1\n")
    assert f"line 2: {words}".split(": ")[0] in done.talk
    assert words in done.talk
