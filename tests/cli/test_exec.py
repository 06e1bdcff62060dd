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

from dsql_tui.cli.attempt import Attempt
from dsql_tui.cli.options import FAILED, UNKNOWN
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement, Transcript
from dsql_tui.events import ServerError
from dsql_tui.execution.outcome import judge_failure
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.cli.conftest import Command, way_to
from tests.faults import inject_faults
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


def test_commands_run_in_the_order_given(command: Command) -> None:
    done = command("exec", "-c", "select 1 as a -- one", "-c", "select 2 as b", "--format", "csv")
    assert (done.code, done.data) == (0, "a\r\n1\r\nb\r\n2\r\n")


def test_quiet_prints_errors_only_and_timing_prints_durations(command: Command) -> None:
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


def test_emoji_of_several_characters_are_whole_in_every_format(command: Command) -> None:
    family, joiner = "👩\u200d👩\u200d👧", "a\u200db"
    query = f"values ('{family}', '|'), ('🇩🇪', '|'), ('❤️', '|'), ('{joiner}', '|')"
    assert command("exec", "-c", query, "--no-header", "--format", "csv").data.split("\r\n") == [
        *(f"{value},|" for value in (family, "🇩🇪", "❤️", joiner)),
        "",
    ]
    assert command("exec", "-c", query, "--no-header", "--format", "table").data.splitlines() == [
        f"{family}      | |",
        "🇩🇪      | |",
        "❤️      | |",
        "a‹ZWJ›b | |",
    ]


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


def test_exec_stops_at_the_first_error_and_names_its_line(command: Command) -> None:
    script = "select 1 as a;\nselect\n  nothing;\nselect 2 as a"
    done = command("exec", "-c", script, "--format", "tsv")
    assert (done.code, done.data) == (1, "a\n1\n")
    assert 'error 42703, line 3: column "nothing" does not exist' in done.talk
    done = command("exec", "-c", script, "--format", "tsv", "--keep-going")
    assert (done.code, done.data) == (1, "a\n1\na\n2\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "-c SQL"),
        (["-c", "select 1", "-f", "x"], "one source of statements"),
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
    with inject_faults(aws, conflict=["OC000"]):
        done = command("exec", "-c", TRANSACTION.format("conflict_5"), "--format", "tsv")
    assert done.code == 5
    assert "OC000" in done.talk
    assert "lost a conflict" not in done.talk


def test_a_conflict_is_retried_and_writes_each_row_once(command: Command, aws: Ready) -> None:
    command("exec", "-c", "create table conflict_again (id int primary key)")
    script = (
        "begin; insert into conflict_again values (1) returning id; commit;"
        "select count(*) as n from conflict_again"
    )
    with inject_faults(aws, conflict=["OC000", "OC001"]):
        done = command("exec", "-c", script, "--format", "tsv", "--retry-conflicts", "2")
    assert (done.code, done.data) == (0, "id\n1\nn\n1\n")
    assert done.talk.count("Trying again in") == 2
    assert "1 transaction lost a conflict and succeeded after 2 retries." in done.talk
    with inject_faults(aws, conflict=["OC000"] * 2):
        again = script.replace("(1)", "(2)")
        done = command("exec", "-c", again, "--retry-conflicts", "1")
    assert "1 transaction lost a conflict: 1 retry, 0 succeeded, 1 did not." in done.talk


class Interfering(io.StringIO):
    """A standard error that does something the first time it hears of a conflict."""

    def __init__(self, interfere: Callable[[], object]) -> None:
        super().__init__()
        self._interfere = [interfere]

    def write(self, text: str) -> int:
        if "Trying again" in text and self._interfere:
            self._interfere.pop()()
        return super().write(text)


def test_a_conflict_before_commit_keeps_the_transaction(
    command: Command, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("exec", "-c", "create table conflict_early (id int primary key)")
    other = build_access(aws).open()
    script = (
        "begin; insert into conflict_early values (1); insert into conflict_early values (2);"
        "commit; select count(*) as n from conflict_early"
    )
    change = "alter table conflict_early add column more int"
    talk = Interfering(lambda: list(other.run(change)))
    monkeypatch.setattr("sys.stderr", talk)
    with inject_faults(aws, conflict=["OC000"]):
        done = command("exec", "-c", script, "--format", "tsv", "--retry-conflicts", "3")
    other.close()
    assert talk.getvalue().count("OC000") == 1
    assert talk.getvalue().count("OC001") == 1
    assert (done.code, done.data) == (0, "n\n2\n")


def test_a_commit_whose_answer_is_lost_has_code_6(command: Command, aws: Ready) -> None:
    script = "begin; insert into lost_6 values (1); commit; select 1"
    command("exec", "-c", "create table lost_6 (id int primary key)")
    with inject_faults(aws, commit=["after"]):
        done = command("exec", "-c", script, "--keep-going")
    assert (done.code, done.data) == (6, "")
    assert "all of the transaction was kept, or none" in done.talk


PROCEDURE = (
    "create procedure {0}_fill(n int) language plpgsql as $$ begin"
    " insert into {0} values (n); commit; insert into {0} values (n + 1);"
    " if n = 7 then perform 1 / 0; end if; end $$"
)


@pytest.mark.parametrize("statement", ["call {0}_fill(1)", "do $$ begin call {0}_fill(1); end $$"])
def test_a_call_that_commits_and_is_lost_has_code_6(
    command: Command, aws: Ready, statement: str
) -> None:
    table = f"lost_{statement[:2]}"
    command("exec", "-c", f"create table {table} (id int primary key)")
    command("exec", "-c", PROCEDURE.format(table))
    with inject_faults(aws, commit=["after"]):
        done = command("exec", "-c", statement.format(table), "--retry-conflicts", "3")
    assert (done.code, done.data) == (UNKNOWN, "")
    assert "outcome unknown" in done.talk
    counted = command("exec", "-c", f"select count(*) from {table}", "--format", "tsv")
    assert counted.data == "count\n2\n"


def test_a_call_that_fails_after_it_committed_is_not_retried(command: Command) -> None:
    command("exec", "-c", "create table part (id int primary key)")
    command("exec", "-c", PROCEDURE.format("part"))
    done = command("exec", "-c", "call part_fill(7)", "--retry-conflicts", "3")
    assert done.code == FAILED
    assert "Context: PL/pgSQL function part_fill(integer) line 1 at PERFORM" in done.talk
    assert "What it committed before is kept" in done.talk
    counted = command("exec", "-c", "select count(*) from part", "--format", "tsv")
    assert counted.data == "count\n1\n"


def test_a_conflict_of_a_call_is_not_retried(command: Command, aws: Ready) -> None:
    command("exec", "-c", "create table torn (id int primary key)")
    command("exec", "-c", PROCEDURE.format("torn"))
    with inject_faults(aws, conflict=["OC000"]):
        done = command("exec", "-c", "call torn_fill(1)", "--retry-conflicts", "3")
    assert done.code == FAILED
    assert "OC000" in done.talk
    assert "What it committed before is kept" in done.talk
    counted = command("exec", "-c", "select count(*) from torn", "--format", "tsv")
    assert counted.data == "count\n1\n"


def test_notices_of_a_block_are_shown(command: Command) -> None:
    done = command("exec", "-c", "do $$ begin raise notice 'so far'; raise warning 'hm'; end $$")
    assert done.code == 0
    assert "NOTICE: so far\nWARNING: hm\n" in done.talk


@pytest.mark.parametrize(
    "statement", ["do $$ begin null; end $$", "call f()", "create procedure f() as 'select 1'"]
)
def test_code_is_refused_where_nothing_may_change(command: Command, statement: str) -> None:
    done = command("exec", "--read-only", "-c", statement)
    assert done.code != 0
    assert "42883" not in done.talk


AWAY = ServerError("server unavailable", "XX000")
FAILURES = [
    ("insert into t values (1)", State.IDLE, UNKNOWN),
    ("commit", State.IN_TRANSACTION, UNKNOWN),
    ("insert into t values (1)", State.IN_TRANSACTION, FAILED),
    ("select 1", State.IDLE, FAILED),
]


@pytest.mark.parametrize(("text", "before", "code"), FAILURES)
def test_a_cluster_that_is_away_for_a_moment_leaves_a_write_unknown(
    text: str, before: State, code: int
) -> None:
    transcript = Transcript()
    outcome = judge_failure(SentStatement(text), before, AWAY, transcript, given_up=False)
    assert Attempt(outcome).code == code


def test_uncommitted_changes_are_reported_as_lost(command: Command) -> None:
    done = command("exec", "-c", "begin; select 1")
    assert "nothing is kept" in done.talk


def test_a_file_is_written_completely_or_not_created(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    assert command("exec", "-c", "select 1 as a", "-o", str(path)).data == ""
    assert path.read_text() == '{"a": 1}\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    interrupted = "select 1 / (2000 - i) from generate_series(1, 3000) i"
    assert command("exec", "-c", interrupted, "-o", str(path)).code == 1
    assert path.read_text() == '{"a": 1}\n'
    assert list(tmp_path.iterdir()) == [path]


DOORS = [
    ("rows.csv", ["-c", "select 1 as a", "-o", "{path}"]),
    ("rows.parquet", ["-c", "select 1 as a", "-o", "{path}"]),
    ("rows.xlsx", ["-c", "select 1 as a", "-o", "{path}"]),
    ("rows.csv", ["-c", "\\copy (select 1) to '{path}' csv"]),
    ("rows.txt", ["-c", "select 1 \\g {path}"]),
    ("rows.txt", ["-c", "\\o {path}\nselect 1 as a"]),
    ("query.sql", ["-c", "select 1 as a;\n\\w {path}"]),
]


def test_a_new_file_is_private(command: Command, tmp_path: Path) -> None:
    for number, (name, words) in enumerate(DOORS):
        path = tmp_path / f"{number}-{name}"
        done = command("exec", *(word.format(path=path) for word in words))
        assert (done.code, path.stat().st_size > 0) == (0, True), words
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, words


def test_a_file_that_is_replaced_keeps_its_mode(command: Command, tmp_path: Path) -> None:
    for name, words in DOORS:
        path = tmp_path / name
        path.write_text("old")
        path.chmod(0o640)
        done = command("exec", *(word.format(path=path) for word in words))
        assert (done.code, path.read_bytes() == b"old") == (0, False), words
        assert stat.S_IMODE(path.stat().st_mode) == 0o640, words


def test_a_missing_folder_is_named_and_not_created(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "deeper" / "x.csv"
    made = "create table not_made (id int primary key)"
    done = command("exec", "-c", made, "-o", str(path))
    assert done.code == 1
    assert f"Writing to {path.parent} failed: The folder does not exist." in done.talk
    for way in (
        "select * from not_made",
        f"\\copy (select 1) to '{path}' csv",
        f"select 1 \\g {path}",
        f"\\o {path}",
    ):
        done = command("exec", "-c", way)
        assert done.code != 0, way
        assert "The folder does not exist" in done.talk or "42P01" in done.talk, way
    assert not list(tmp_path.iterdir())


def test_a_file_is_packed_as_its_name_says(command: Command, tmp_path: Path) -> None:
    sql = "select i from generate_series(1, 3) i"
    for name in ("rows.csv.gz", "rows.csv.zst"):
        assert command("exec", "-c", sql, "-o", str(tmp_path / name)).code == 0
    expected = b"i\r\n1\r\n2\r\n3\r\n"
    assert gzip.decompress((tmp_path / "rows.csv.gz").read_bytes()) == expected
    packed = (tmp_path / "rows.csv.zst").read_bytes()
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed) == expected


def test_a_reader_that_goes_away_ends_it_quietly(process: Start) -> None:
    sql = "select generate_series(1, 100000000) as i"
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
        assert b"Interrupted" in talk
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
def test_data_cannot_control_the_terminal(aws: Ready, name: str) -> None:
    words = [sys.executable, "-m", "dsql_tui", "exec", *way_to(aws), "-c", HOSTILE]
    with Terminal([*words, "--format", name]) as terminal:
        assert terminal.finish() == 0
        assert not {*range(0x20)} - {0x0A, 0x0D, 0x09} & {*terminal.drawn}
        assert b"\x1b" not in terminal.drawn
        assert b"\xc2\x9b" not in terminal.drawn
        assert "52;c;aGk=" in terminal.text


def test_a_terminal_shows_results_and_messages_in_order(aws: Ready) -> None:
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
    script = "select generate_series(1, {}) as i; {} select 'reached' as a"
    for rows, before, after in ((100_000_000, "", ""), (100_000, "begin;", "commit;")):
        sql = before + script.format(rows, after)
        with Terminal([*words, sql], environment={"PAGER": "less"}) as terminal:
            terminal.wait(" 30")
            terminal.press("q")
            assert terminal.finish() == 0
            assert b"reached" in terminal.drawn
