"""Imports in several sessions: the account, the order of rejected rows, faults, kill and Ctrl+C."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from dsql_tui.importing import Import
from dsql_tui.importing.progress import Progress, read_progress
from dsql_tui.results.readers import Layout
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store import paths
from tests.access import build_access
from tests.cli.conftest import Command, Done
from tests.cli.test_import_account import claims, count, create, read, rejected_lines
from tests.faults import inject_faults

Process = Callable[..., "subprocess.Popen[bytes]"]
ROWS = 30_000
"""Ten batches."""
WRONG = (29_000, 15_001, 4, 29_001, 9_000)
"""Rows that are rejected, in four batches."""
TAIL = ("7,twice", "29999,twice", "1", "x,y")
"""Rows at the end that are rejected: two have the key of another, one has no value."""


def write_rows(path: Path, wrong: Sequence[int] = WRONG, tail: Sequence[str] = TAIL) -> Path:
    rows = [f"{'z' if number in wrong else ''}{number},t{number}" for number in range(ROWS)]
    path.write_text("id,t\n" + "".join(f"{row}\n" for row in (*rows, *tail)))
    return path


LINES = [*sorted(number + 2 for number in WRONG), *range(ROWS + 2, ROWS + 6)]


def read_saved_progress() -> Progress | None:
    folder = paths.data_folder() / "imports"
    found = [read_progress(each) for each in folder.iterdir()] if folder.exists() else []
    return next((each for each in found if each), None)


def test_faults_change_nothing(command: Command, tmp_path: Path, aws: Ready) -> None:
    """Conflicts, lost commits and cutoffs, while four sessions load."""
    create(command, "with_faults")
    path = write_rows(tmp_path / "rows.csv")
    faults = {
        "conflict": ["OC000", "OC001", "OC000"],
        "commit": ["after", "before", "before", "after"],
        "session_limit": 2,
        "delay": 0.05,
    }
    with inject_faults(aws, **faults):
        done = command("import", str(path), "--into", "with_faults", "--jobs", "4")
    assert done.code == 1, done.talk
    found = claims(done)
    assert found["rejected"] == len(LINES)
    assert found["imported"] + found.get("were there already", 0) == ROWS - len(WRONG)
    assert rejected_lines(tmp_path / "rows.csv.rejected.jsonl") == LINES
    assert read(command, "select t from with_faults where id in (7, 29999) order by id") == [
        "t7",
        "t29999",
    ]
    assert count(command, "with_faults") == ROWS - len(WRONG)


@pytest.mark.parametrize("settled", [1, 4])
def test_kill_while_sessions_load_is_resumed_exactly(
    command: Command, process: Process, aws: Ready, tmp_path: Path, settled: int
) -> None:
    table = f"killed_in_{settled}"
    create(command, table)
    path = write_rows(tmp_path / "rows.csv")
    rejects = tmp_path / "rows.csv.rejected.jsonl"
    with inject_faults(aws, delay=0.02):
        running = process("import", str(path), "--into", table, "--jobs", "4")
        while not rejects.exists() or rejects.read_bytes().count(b"\n") < settled:
            assert running.poll() is None
            time.sleep(0.001)
        running.kill()
        running.communicate()
    progress = read_saved_progress()
    assert progress is not None
    done = command("import", str(path), "--into", table, "--resume", "--jobs", "3")
    assert done.code == 1, done.talk
    found = claims(done)
    assert found["rejected"] == len(LINES)
    assert found["imported"] + found.get("were there already", 0) == ROWS - len(WRONG)
    assert rejected_lines(rejects) == LINES
    assert count(command, table) == ROWS - len(WRONG)


def test_ctrl_c_ends_all_sessions_within_a_second(
    command: Command, process: Process, tmp_path: Path, aws: Ready
) -> None:
    create(command, "interrupted")
    path = write_rows(tmp_path / "rows.csv", (), ())
    with inject_faults(aws, delay=0.5):
        running = process("import", str(path), "--into", "interrupted", "--jobs", "4")
        while not (progress := read_saved_progress()) or len(progress.sending) < 3:
            assert running.poll() is None
            time.sleep(0.001)
        running.send_signal(signal.SIGINT)
        sent = time.monotonic()
        _, talk = running.communicate(timeout=20)
        took = time.monotonic() - sent
    assert took < 1.5
    assert running.returncode in (6, 130)
    assert "Interrupted" in talk.decode()
    done = Done(running.returncode, "", talk.decode())
    if running.returncode == 130 and (there := claims(done).get("imported")) is not None:
        assert count(command, "interrupted") == there
    resume = ["--resume"] if "--resume" in talk.decode() else []
    done = command("import", str(path), "--into", "interrupted", *resume)
    assert done.code == 0, done.talk
    assert count(command, "interrupted") == ROWS


def test_the_last_row_of_a_key_updates_it(command: Command, tmp_path: Path) -> None:
    create(command, "updated_in_order")
    path = tmp_path / "rows.csv"
    path.write_text("id,t\n" + "".join(f"{n % 3500},t{n}\n" for n in range(14_000)))
    arguments = ("--into", "updated_in_order", "--on-conflict", "update", "--jobs", "4")
    done = command("import", str(path), *arguments)
    assert (done.code, claims(done)) == (0, {"imported": 3500, "updated": 10_500})
    query = "select count(*) from updated_in_order where t = 't' || (id + 10500)"
    assert read(command, query) == ["3500"]


def test_rows_that_refer_to_each_other_use_one_session(command: Command, tmp_path: Path) -> None:
    shape = "(id int primary key, parent int references refers (id))"
    create(command, "refers", shape)
    path = tmp_path / "rows.csv"
    path.write_text("id,parent\n0,\n" + "".join(f"{n},{n - 1}\n" for n in range(1, 7000)))
    done = command("import", str(path), "--into", "refers", "--jobs", "4")
    words = "One session loads: rows of the table refer to each other, so their order matters.\n"
    assert (done.code, done.talk) == (0, f"{words}7,000 rows imported\n")


def test_unknown_rows_without_a_key_are_asked_for_one_by_one(
    command: Command, tmp_path: Path, aws: Ready
) -> None:
    create(command, "unkeyed", "(id int, t text)")
    path = write_rows(tmp_path / "rows.csv", (), ())
    arguments = (str(path), "--into", "unkeyed", "--jobs", "4")
    with inject_faults(aws, commit=["after", "after"], delay=0.1):
        done = command("import", *arguments)
    answers = 0
    while done.code == 6:
        answers += 1
        assert count(command, "unkeyed") % 3000 == 0
        done = command("import", *arguments, "--resume", "after")
    assert (answers, done.code, done.talk) == (2, 0, "30,000 rows imported\n")
    assert count(command, "unkeyed") == ROWS


def test_import_that_is_stopped_has_nothing_in_flight(
    command: Command, tmp_path: Path, aws: Ready
) -> None:
    create(command, "stopped")
    path = write_rows(tmp_path / "rows.csv", (), ())
    work = Import(build_access(aws), "stopped", path, Layout("csv"), tmp_path / "rejects", jobs=4)
    running = work.run()
    assert next(running).sessions == 4
    running.close()
    progress = work.load_progress()
    assert progress is not None
    assert (progress.sending, 3000 <= progress.done < ROWS) == ((), True)
    assert count(command, "stopped") == progress.done
    *_, last = work.run(progress)
    assert (last.done, count(command, "stopped"), work.load_progress()) == (ROWS, ROWS, None)
