"""Statements without a screen, over real sessions with the sandbox."""

from __future__ import annotations

import gzip
import io
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from dsql_tui.cli.headless import failure
from dsql_tui.cli.options import REFUSED, UNKNOWN
from dsql_tui.dsql.state import State
from dsql_tui.events import Refusal
from dsql_tui.sandbox.ready import Ready
from tests.access import access_of
from tests.arming import armed
from tests.cli.conftest import Command, way_to
from tests.terminal import Terminal

Start = Callable[..., subprocess.Popen[bytes]]


def test_only_data_goes_to_standard_output(command: Command) -> None:
    done = command(
        "exec",
        "-c",
        "create table quiet_data (id int primary key, t text);"
        "insert into quiet_data values (1, null), (2, '');"
        "select * from quiet_data order by id;"
        "drop table if exists no_such_table;",
        "--format",
        "csv",
    )
    assert (done.code, done.data) == (0, 'id,t\r\n1,\r\n2,""\r\n')
    said = done.talk.splitlines()
    assert said == [
        "CREATE TABLE",
        "INSERT 0 2",
        'NOTICE: table "no_such_table" does not exist, skipping',
        "DROP TABLE",
    ]


def test_every_command_that_is_given_runs_in_its_order(command: Command) -> None:
    done = command("exec", "-c", "select 1 as a -- one", "-c", "select 2 as b", "--format", "csv")
    assert (done.code, done.data) == (0, "a\r\n1\r\nb\r\n2\r\n")


def test_quiet_says_nothing_and_timing_says_how_long(command: Command) -> None:
    assert command("exec", "-c", "set timezone = 'UTC'; select 1", "--quiet").talk == ""
    assert "SELECT 1 · " in command("exec", "-c", "select 1", "--timing").talk


AWKWARD = (
    "select 'infinity'::timestamptz as a, '0044-03-15 BC'::date as b, 1.10::numeric as c,"
    " null::text as d, ''::text as e, '\\x00ff'::bytea as f, '{\"k\": 1.10}'::jsonb as g,"
    " 'NaN'::float8 as h, '2026-01-01 00:00:00.000001'::timestamp as i, array['x,y', null] as j"
)


def test_values_come_out_as_the_server_sent_them(command: Command) -> None:
    assert command("exec", "-c", AWKWARD, "--format", "jsonl").data == (
        '{"a": "infinity", "b": "0044-03-15 BC", "c": 1.10, "d": null, "e": "", '
        '"f": "\\\\x00ff", "g": {"k": 1.10}, "h": "NaN", "i": "2026-01-01 00:00:00.000001", '
        '"j": "{\\"x,y\\",NULL}"}\n'
    )


def test_a_script_comes_from_a_file_or_from_standard_input(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "script.sql"
    script.write_text("select 1 as a;\n-- between\nselect 2 as a;\n")
    expected = "a\n1\na\n2\n"
    assert command("exec", "-f", str(script), "--format", "tsv").data == expected
    for how in (["-"], ["-f", "-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(script.read_bytes())))
        assert command("exec", *how, "--format", "tsv").data == expected


def test_it_stops_at_the_first_refusal_and_says_where_it_stands(command: Command) -> None:
    script = "select 1 as a;\nselect\n  nothing;\nselect 2 as a"
    done = command("exec", "-c", script, "--format", "tsv")
    assert (done.code, done.data) == (1, "a\n1\n")
    assert 'refused 42703, line 3: column "nothing" does not exist' in done.talk
    done = command("exec", "-c", script, "--format", "tsv", "--keep-going")
    assert (done.code, done.data) == (1, "a\n1\na\n2\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "-c SQL"),
        (["-c", "select 1", "-f", "x"], "in one way"),
        (["-f", "/nonexistent.sql"], "/nonexistent.sql cannot be read"),
        (["-c", "select 1", "--format", "xml"], "invalid choice"),
        (["-c", "select 1", "--timeout", "0"], "seconds"),
    ],
)
def test_what_cannot_be_followed_has_code_2(
    command: Command, arguments: list[str], words: str
) -> None:
    done = command("exec", *arguments)
    assert (done.code, done.data) == (2, "")
    assert words in done.talk


def test_a_cluster_that_is_not_reached_has_code_3(command: Command) -> None:
    assert command("exec", "-c", "select 1", "--port", "1").code == 3
    done = command("exec", "-c", "select 1", "-U", "nobody")
    assert done.code == 3
    assert "access denied" in done.talk


def test_a_statement_that_takes_too_long_is_cancelled_with_code_4(command: Command) -> None:
    done = command("exec", "-c", "select pg_sleep(60)", "--timeout", "1")
    assert done.code == 4
    assert "--timeout" in done.talk


TRANSACTION = (
    "create table {0} (id int primary key); begin; insert into {0} values (1) returning id;"
    " commit; select count(*) as n from {0}"
)


def test_a_conflict_has_code_5(command: Command, aws: Ready) -> None:
    with armed(aws, conflict=["OC000"]):
        done = command("exec", "-c", TRANSACTION.format("conflict_5"), "--format", "tsv")
    assert done.code == 5
    assert "OC000" in done.talk


def test_a_conflict_is_tried_again_and_nothing_is_written_twice(
    command: Command, aws: Ready
) -> None:
    command("exec", "-c", "create table conflict_again (id int primary key)")
    script = (
        "begin; insert into conflict_again values (1) returning id; commit;"
        "select count(*) as n from conflict_again"
    )
    with armed(aws, conflict=["OC000", "OC001"]):
        done = command("exec", "-c", script, "--format", "tsv", "--retry-conflicts", "2")
    assert (done.code, done.data) == (0, "id\n1\nn\n1\n")
    assert done.talk.count("Trying again in") == 2


class Interfering(io.StringIO):
    """A standard error that does something the first time it is told of a conflict."""

    def __init__(self, interfere: Callable[[], object]) -> None:
        super().__init__()
        self._interfere = [interfere]

    def write(self, text: str) -> int:
        if "Trying again" in text and self._interfere:
            self._interfere.pop()()
        return super().write(text)


def test_a_conflict_before_commit_loses_nothing_of_the_transaction(
    command: Command, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("exec", "-c", "create table conflict_early (id int primary key)")
    other = access_of(aws).open()
    script = (
        "begin; insert into conflict_early values (1); insert into conflict_early values (2);"
        "commit; select count(*) as n from conflict_early"
    )
    change = "alter table conflict_early add column more int"
    talk = Interfering(lambda: list(other.run(change)))
    monkeypatch.setattr("sys.stderr", talk)
    with armed(aws, conflict=["OC000"]):
        done = command("exec", "-c", script, "--format", "tsv", "--retry-conflicts", "3")
    other.close()
    assert talk.getvalue().count("OC000") == 1
    assert talk.getvalue().count("OC001") == 1
    assert (done.code, done.data) == (0, "n\n2\n")


def test_a_commit_whose_answer_is_lost_has_code_6(command: Command, aws: Ready) -> None:
    script = "begin; insert into lost_6 values (1); commit; select 1"
    command("exec", "-c", "create table lost_6 (id int primary key)")
    with armed(aws, commit=["after"]):
        done = command("exec", "-c", script, "--keep-going")
    assert (done.code, done.data) == (6, "")
    assert "all of the transaction was kept, or none" in done.talk


AWAY = Refusal("server unavailable", "XX000")
FAILURES = [
    ("insert into t values (1)", State.IDLE, UNKNOWN),
    ("commit", State.IN_TRANSACTION, UNKNOWN),
    ("insert into t values (1)", State.IN_TRANSACTION, REFUSED),
    ("select 1", State.IDLE, REFUSED),
]


@pytest.mark.parametrize(("text", "before", "code"), FAILURES)
def test_a_cluster_that_is_away_for_a_moment_leaves_a_write_unknown(
    text: str, before: State, code: int
) -> None:
    assert failure(AWAY, text, before, late=False).code == code


def test_what_was_not_committed_is_said_to_be_lost(command: Command) -> None:
    done = command("exec", "-c", "begin; select 1")
    assert "nothing of that was kept" in done.talk


def test_a_file_is_written_whole_or_not_at_all(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    assert command("exec", "-c", "select 1 as a", "-o", str(path)).data == ""
    assert path.read_text() == '{"a": 1}\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    interrupted = "select 1 / (2000 - i) from generate_series(1, 3000) i"
    assert command("exec", "-c", interrupted, "-o", str(path)).code == 1
    assert path.read_text() == '{"a": 1}\n'
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_packed_as_its_name_says(command: Command, tmp_path: Path) -> None:
    sql = "select i from generate_series(1, 3) i"
    for name in ("rows.csv.gz", "rows.csv.zst"):
        assert command("exec", "-c", sql, "-o", str(tmp_path / name)).code == 0
    expected = b"i\r\n1\r\n2\r\n3\r\n"
    assert gzip.decompress((tmp_path / "rows.csv.gz").read_bytes()) == expected
    packed = (tmp_path / "rows.csv.zst").read_bytes()
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed) == expected


def test_a_reader_that_goes_away_ends_it_quietly(process: Start) -> None:
    sql = "select i from generate_series(1, 100000000) i"
    with process("exec", "-c", sql, "--format", "csv") as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.readline() == b"i\r\n"
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(20) == 1


def test_control_c_cancels_and_ends_with_130(process: Start) -> None:
    with process("exec", "-c", "set timezone = 'UTC'; select pg_sleep(60)") as running:
        assert running.stderr
        assert running.stderr.readline() == b"SET\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 130
        talk = running.stderr.read()
        assert b"has been cancelled" in talk
        assert b"Traceback" not in talk


def test_boto3_and_textual_are_not_loaded_for_a_statement(aws: Ready) -> None:
    code = (
        "import sys; from dsql_tui.cli import run;"
        f"code = run(['exec', *{way_to(aws)!r}, '-c', 'select 1']);"
        "print(code, {'boto3', 'botocore', 'textual', 'rich', 'pygments'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 set()"


HOSTILE = "select chr(27) || ']52;c;aGk=' || chr(7) || chr(155) || '2J' as \"\x1b[2J\""


@pytest.mark.parametrize("name", ["table", "csv", "tsv", "json", "markdown", "insert"])
def test_nothing_in_the_data_controls_the_terminal(aws: Ready, name: str) -> None:
    words = [sys.executable, "-m", "dsql_tui", "exec", *way_to(aws), "-c", HOSTILE]
    with Terminal([*words, "--format", name]) as terminal:
        assert terminal.finish() == 0
        assert not {*range(0x20)} - {0x0A, 0x0D, 0x09} & {*terminal.drawn}
        assert b"\x1b" not in terminal.drawn
        assert b"\xc2\x9b" not in terminal.drawn
        assert "52;c;aGk=" in terminal.text


def test_on_a_terminal_results_and_talk_stand_in_their_order(aws: Ready) -> None:
    words = [sys.executable, "-m", "dsql_tui", "exec", *way_to(aws), "-c"]
    script = "select 'first' as a; set timezone = 'UTC'; select 'second' as b"
    with Terminal([*words, script]) as terminal:
        assert terminal.finish() == 0
        lines = [line.strip() for line in terminal.text.splitlines() if line.strip()]
    assert lines == ["a", "-----", "first", "SET", "b", "------", "second"]


def test_a_table_fits_the_terminal_and_long_ones_are_paged(aws: Ready) -> None:
    words = [sys.executable, "-m", "dsql_tui", "exec", *way_to(aws), "-c"]
    sql = "select i, repeat('x', 500) as wide from generate_series(1, 300) i"
    with Terminal([*words, sql], columns=60, environment={"PAGER": "less"}) as terminal:
        shown = terminal.wait("xxx…")
        assert "  1 | xxx" in shown
        assert " 100 | xxx" not in shown
        terminal.press("G")
        terminal.wait("300 | xxx")
        terminal.press("q")
        assert terminal.finish() == 0


def test_who_leaves_the_pager_leaves_one_result_and_not_the_script(aws: Ready) -> None:
    words = [sys.executable, "-m", "dsql_tui", "exec", *way_to(aws), "-c"]
    script = "select i from generate_series(1, {}) i; {} select 'reached' as a"
    for rows, before, after in ((100_000_000, "", ""), (100_000, "begin;", "commit;")):
        sql = before + script.format(rows, after)
        with Terminal([*words, sql], environment={"PAGER": "less"}) as terminal:
            terminal.wait(" 30")
            terminal.press("q")
            assert terminal.finish() == 0
            assert b"reached" in terminal.drawn
