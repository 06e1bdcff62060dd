"""What `exec` claims about a statement is what the table shows."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dsql_tui.cli.options import DONE, FAILED, INTERRUPTED, TIMED_OUT, UNKNOWN, USAGE
from dsql_tui.db.queries import fetch_rows
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.cli.conftest import Command, way_to
from tests.faults import inject_faults

Start = Callable[..., subprocess.Popen[bytes]]

SLOW = "insert into {0} select 1 from (select pg_sleep({1})) s"


def count(command: Command, table: str) -> int:
    """Return the number of rows in a table."""
    done = command("exec", "-c", f"select count(*) from {table}", "--format", "tsv")
    return int(done.data.split()[1])


def exec_words(ready: Ready, *arguments: str) -> list[str]:
    """Return the words of a command line that runs `exec` on the sandbox."""
    return [sys.executable, "-m", "dsql_tui", "exec", *way_to(ready), *arguments]


def wait_until_at_server(ready: Ready, words: str) -> None:
    """Wait until a statement with some words runs at the server."""
    query = f"select 1 from pg_stat_activity where state = 'active' and query like '{words}%'"
    session = build_access(ready).open()
    while not fetch_rows(session.run(query)):
        time.sleep(0.02)
    session.close()


@pytest.mark.parametrize(
    ("faults", "signals", "code", "rows", "words"),
    [
        ({}, 1, INTERRUPTED, 0, "the statement was cancelled"),
        ({"ignore_cancel": True}, 1, UNKNOWN, None, "it may or may not have been executed"),
        ({"ignore_cancel": True}, 2, UNKNOWN, None, "it may or may not have been executed"),
    ],
)
def test_an_interrupted_write_is_cancelled_done_or_unknown(
    process: Start,
    command: Command,
    aws: Ready,
    faults: dict[str, object],
    signals: int,
    code: int,
    rows: int | None,
    words: str,
) -> None:
    table = f"interrupted_{signals}_{len(faults)}"
    command("exec", "-c", f"create table {table} (id int)")
    script = f"set timezone = 'UTC'; {SLOW.format(table, 20)}"
    with inject_faults(aws, **faults), process("exec", "-c", script) as running:
        assert running.stderr
        assert running.stderr.readline() == b"SET\n"
        wait_until_at_server(aws, f"insert into {table} ")
        for number in range(signals):
            time.sleep(0.3 * number)  # or two signals become one
            running.send_signal(signal.SIGINT)
        talk = running.stderr.read().decode()
        assert running.wait(20) == code, talk
    assert words in talk
    if rows is not None:
        assert count(command, table) == rows


@pytest.mark.parametrize(
    ("faults", "code", "rows"),
    [({}, TIMED_OUT, 0), ({"ignore_cancel": True}, UNKNOWN, None)],
)
def test_a_write_cut_by_the_timeout_is_cancelled_or_unknown(
    command: Command, aws: Ready, faults: dict[str, object], code: int, rows: int | None
) -> None:
    table = f"late_{len(faults)}"
    command("exec", "-c", f"create table {table} (id int)")
    with inject_faults(aws, **faults):
        done = command("exec", "-c", SLOW.format(table, 9), "--timeout", "1")
    assert done.code == code, done.talk
    assert "--timeout" in done.talk
    if rows is not None:
        assert count(command, table) == rows


def test_a_write_that_ends_after_its_timeout_is_done(command: Command, aws: Ready) -> None:
    command("exec", "-c", "create table late_done (id int)")
    with inject_faults(aws, ignore_cancel=True):
        done = command("exec", "-c", SLOW.format("late_done", 3), "--timeout", "1")
    assert done.code == DONE, done.talk
    assert count(command, "late_done") == 1


def test_a_read_that_is_cut_is_not_unknown(command: Command, aws: Ready) -> None:
    with inject_faults(aws, ignore_cancel=True):
        done = command("exec", "-c", "select pg_sleep(9)", "--timeout", "1")
    assert done.code == TIMED_OUT, done.talk


@pytest.mark.parametrize("options", [[], ["--quiet"]])
@pytest.mark.parametrize("returning", ["", " returning *"])
def test_write_that_ends_after_ctrl_c_is_reported_as_done(
    process: Start, command: Command, aws: Ready, options: list[str], returning: str
) -> None:
    table = f"ended_{len(options)}_{len(returning)}"
    command("exec", "-c", f"create table {table} (id int)")
    script = f"insert into {table} select 1 from (select pg_sleep(0.7)) s{returning}"
    with inject_faults(aws, ignore_cancel=True), process("exec", "-c", script, *options) as running:
        wait_until_at_server(aws, f"insert into {table} ")
        running.send_signal(signal.SIGINT)
        assert running.stderr
        talk = running.stderr.read().decode()
        assert running.wait(20) == INTERRUPTED, talk
    assert "the statement had ended: INSERT 0 1" in talk
    assert count(command, table) == 1


RETURNING = "insert into {0} select x from generate_series(1, {1}) x returning repeat('x', 2000)"


@pytest.mark.parametrize("rows", [1, 2000])
@pytest.mark.parametrize("goal", ["closed", "full"])
def test_rows_that_cannot_be_written_do_not_deny_the_insert(
    command: Command, aws: Ready, goal: str, rows: int
) -> None:
    table = f"unwritten_{goal}_{rows}"
    command("exec", "-c", f"create table {table} (id int)")
    words = exec_words(aws, "-c", RETURNING.format(table, rows), "--format", "csv")
    if goal == "full":
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    else:
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, check=False)
        os.close(writing)
    talk = done.stderr.decode()
    assert done.returncode == UNKNOWN, talk
    assert "is kept" in talk
    assert count(command, table) == rows


def test_a_transaction_without_commit_fails_with_a_message(command: Command) -> None:
    command("exec", "-c", "create table uncommitted (id int)")
    done = command("exec", "-c", "begin; insert into uncommitted values (1)", "-q")
    assert done.code == FAILED
    assert "without COMMIT nothing is kept" in done.talk
    assert count(command, "uncommitted") == 0


@pytest.mark.parametrize("script", ["", "  \n", "-- nothing", "/* nothing */ ;;"])
def test_a_script_without_statements_is_reported(command: Command, script: str) -> None:
    done = command("exec", "-c", script)
    assert (done.code, done.data) == (DONE, "")
    assert "nothing to run" in done.talk


def test_several_results_are_one_document(command: Command) -> None:
    done = command(
        "exec", "-c", "select 1 as a; select 2 as b where false; select 3 as c", "--format", "json"
    )
    assert json.loads(done.data) == [[{"a": 1}], [], [{"c": 3}]]
    assert json.loads(command("exec", "-c", "select 1 as a", "--format", "json").data) == [{"a": 1}]
    failed = command("exec", "-c", "select 1 as a; select nothing", "--format", "json")
    assert json.loads(failed.data) == [[{"a": 1}]]


def test_a_stopped_script_reports_where_and_what_was_not_run(
    command: Command, tmp_path: Path
) -> None:
    script = tmp_path / "seven.sql"
    script.write_text("select 1;\n" * 3 + "select\n  nothing;\n" + "select 1;\n" * 3)
    done = command("exec", "-f", str(script), "--format", "csv")
    assert f"{script}, line 5" in done.talk
    assert "statement 4 of 7; 3 not run" in done.talk
    (tmp_path / "outer.sql").write_text("select 0;\n\\ir seven.sql\n")
    done = command("exec", "-f", str(tmp_path / "outer.sql"), "--format", "csv")
    assert f"{script}, line 5" in done.talk
    done = command("exec", "-c", "select 1", "-c", "select 1;\nselect nothing", "-c", "select 1")
    assert "-c 2, line 2" in done.talk


def test_standard_input_is_read_on_from_where_it_is(
    command: Command, aws: Ready, tmp_path: Path
) -> None:
    command("exec", "-c", "create table fed (id int)")
    path = tmp_path / "rows"
    path.write_text("skipped\n1\n2\n\\.\n3\n")
    words = exec_words(aws, "-c", "copy fed from stdin;\ncopy fed from stdin")
    with path.open("rb", buffering=0) as stream:
        assert stream.readline() == b"skipped\n"
        done = subprocess.run(words, stdin=stream, capture_output=True, check=False)
    assert done.returncode == DONE, done.stderr
    assert done.stderr.decode().split("\n")[:2] == ["COPY 2", "COPY 1"]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        running = subprocess.Popen(words, stdin=theirs.fileno(), stderr=subprocess.PIPE)
        ours.sendall(b"4\n\\.\n5\n6\n")
        ours.shutdown(socket.SHUT_WR)
        _, talk = running.communicate(timeout=30)
    assert talk.decode().split("\n")[:2] == ["COPY 1", "COPY 2"]
    assert count(command, "fed") == 6


def test_copy_out_never_writes_into_standard_input(aws: Ready, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text("mine\n")
    words = exec_words(aws, "-c", "copy (select 'from stdin' as a) to stdout")
    with path.open("r+b") as stream:
        done = subprocess.run(words, stdin=stream, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (DONE, b"from stdin\n")
    assert path.read_text() == "mine\n"


def test_inline_data_are_loaded(command: Command, tmp_path: Path) -> None:
    script = tmp_path / "dump.sql"
    rows = "".join(f"{n}\tdrop table keepme;\n" for n in range(3500))
    script.write_text(
        "create table keepme (id int); create table notes (id int, body text);\n"
        f"COPY notes (id, body) FROM stdin;\n{rows}\\.\n\nselect count(*) from keepme;\n"
    )
    done = command("exec", "-f", str(script), "--format", "tsv")
    assert (done.code, done.data) == (DONE, "count\n0\n"), done.talk
    assert "COPY 3500" in done.talk
    assert count(command, "notes") == 3500


def test_read_only_sends_no_change(command: Command) -> None:
    command("exec", "-c", "create table untouched (id int)")
    for change in ("insert into untouched values (1)", "\\copy untouched from /dev/null"):
        done = command("exec", "--read-only", "-c", change, "--yes")
        assert done.code == USAGE
        assert "read-only" in done.talk
    assert count(command, "untouched") == 0


def test_a_copy_without_a_reader_ends(command: Command, aws: Ready) -> None:
    rows = "select x, repeat('y', 100) from generate_series(1, 2000000) x"
    words = exec_words(aws, "-c", f"copy ({rows}) to stdout")
    began = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stdout.readline()
        running.stdout.close()
        assert running.wait(30) == FAILED
    assert time.monotonic() - began < 30
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False, timeout=30)
    assert done.returncode == FAILED
    assert b"No space left" in done.stderr


@pytest.mark.parametrize(
    ("script", "line", "what"),
    [
        ("select 1 as a;\n/* open\ndrop table x", 2, "comment"),
        ("-- only\n\n/* a comment", 3, "comment"),
        ("select 1 as a;\n\nselect 'open;\nselect 2", 3, "quote"),
        ("select $q$ open;\nselect 2", 1, "dollar quote"),
        ('select 1 as a;\nselect "open', 2, "quoted name"),
    ],
)
def test_what_is_never_closed_is_named_before_anything_runs(
    command: Command, script: str, line: int, what: str
) -> None:
    done = command("exec", "-c", script)
    assert (done.code, done.data) == (USAGE, "")
    assert f"line {line}: The {what} that opens here is never closed" in done.talk
