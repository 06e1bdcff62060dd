"""psql's backslash commands in `exec`."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dsql_tui.cli.options import DONE, INTERRUPTED, USAGE
from tests.cli.conftest import Command


def test_they_run_what_aurora_dsql_can_answer(command: Command, aws: object) -> None:
    script = "create table bs_t (id int primary key);\n\\d bs_t\n\\timing\ndrop table bs_t\n"
    done = command("exec", "-c", script, "--format", "tsv")
    assert done.code == DONE
    assert "public.bs_t\tcolumn\tid\tinteger not null" in done.data
    assert "DROP TABLE · " in done.talk
    told = command("exec", "-c", "\\conninfo", "--format", "tsv").data
    assert "database role\tadmin" in told


def test_a_file_is_included_where_it_is_asked_for_and_quit_ends_the_script(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "my one.sql").write_text("select 1 as a;\n\\q\nselect 9 as a")
    script = f"\\i '{tmp_path}/my one.sql'\nselect 2 as a;\n\\q\nselect 3 as a"
    done = command("exec", "-c", script, "--format", "tsv", "--no-header")
    assert (done.code, done.data.split()) == (DONE, ["1", "2"])


REFUSED = [
    ("\\i nowhere.sql", "nowhere.sql cannot be read: No such file or directory."),
    ("\\dx", "no extensions"),
    ("\\x", "needs the console"),
    ("\\watch 1", "stands before it"),
    ("\\copy t from 'f'", "dsql-tui import"),
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
