"""The history: adding, finding and deleting runs, also from several processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from dsql_tui.store import history as store
from dsql_tui.store.history import History, HistoryError, PastRun

RUN = PastRun(1.5, "shop (us-east-1)", "admin", "select 1", 0.25, 1, "done", "SELECT 1")
FAILED = replace(
    RUN, text="select nme from order_items", rows=None, outcome="failed", message="42703 no nme"
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    """An empty history."""
    return History(tmp_path / "deep" / "history.sqlite3")


def test_runs_are_found_newest_first(history: History) -> None:
    assert history.add(RUN)
    assert history.add(FAILED)
    assert history.find() == [replace(FAILED, id=2), replace(RUN, id=1)]


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        ("", ["select b.Größe from b", FAILED.text, RUN.text]),
        ("select", ["select b.Größe from b", FAILED.text, RUN.text]),
        ("order_it", [FAILED.text]),
        ("ITEMS nme", [FAILED.text]),
        ("größ", ["select b.Größe from b"]),
        ("nothing", []),
        ('" * (', ["select b.Größe from b", FAILED.text, RUN.text]),
        ('"; or', [FAILED.text]),
        ("target:prod", ["select b.Größe from b"]),
        ("target:shop items", [FAILED.text]),
    ],
)
def test_runs_are_found_by_prefixes_of_words(
    history: History, wanted: str, texts: list[str]
) -> None:
    history.add(RUN)
    history.add(FAILED)
    history.add(replace(RUN, text="select b.Größe from b", target="PROD"))
    assert [run.text for run in history.find(wanted)] == texts


def test_statements_with_secrets_are_not_kept(history: History) -> None:
    assert not history.add(replace(RUN, text="create role app with login password 'hunter2'"))
    assert not history.add(replace(RUN, text="x" * (store.MAX_STATEMENT + 1)))
    assert history.find() == []


def test_the_oldest_runs_go_first_and_starred_ones_stay(tmp_path: Path) -> None:
    history = History(tmp_path / "h", runs=3, size=100)
    for number in range(2):
        history.add(replace(RUN, text=f"select {number}"))
    history.star(1, True)
    for number in range(2, 9):
        history.add(replace(RUN, text=f"select {number}"))
    assert [run.text[7:] for run in history.find()] == ["8", "7", "6", "0"]
    assert [run.text[7:] for run in history.find(starred=True)] == ["0"]
    history.add(replace(RUN, text="y" * 90))
    assert [run.text[:8] for run in history.find()] == ["y" * 8, "select 8", "select 0"]
    assert history.find("7") == []


def test_deleted_run_is_overwritten(history: History) -> None:
    history.add(replace(RUN, text="select 'forgetmeplease'"))
    history.add(RUN)
    history.delete(1)
    assert [run.id for run in history.find()] == [2]
    assert b"'forgetmeplease'" not in history.path.read_bytes()


def test_two_processes_can_write_at_once(history: History) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from dsql_tui.store.history import History, PastRun\n"
        "history = History(Path(sys.argv[1]))\n"
        "for number in range(100):\n"
        "    text = f'select {number}'\n"
        "    history.add(PastRun(1.0, sys.argv[2], 'admin', text, 0.1, 1, 'done', 'SELECT 1'))\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(history.path), name])
        for name in ("one", "other")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    runs = history.find()
    for name in ("one", "other"):
        mine = [run.text for run in reversed(runs) if run.target == name]
        assert mine == [f"select {number}" for number in range(100)]


NOTES = b"these are my notes, and not a database\n" * 100


@pytest.mark.parametrize("damage", [lambda data: NOTES, lambda data: data[:3000] + bytes(9000)])
def test_a_damaged_file_is_set_aside_and_a_new_history_begins(
    history: History, damage: Callable[[bytes], bytes]
) -> None:
    for number in range(200):
        history.add(replace(RUN, text=f"select {number}"))
    content = damage(history.path.read_bytes())
    history.path.write_bytes(content)
    with pytest.raises(HistoryError, match=r"was damaged .* moved to .*damaged-"):
        history.find("select")
    (aside,) = history.path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == content
    assert history.add(RUN)
    assert len(history.find()) == 1


def test_a_history_of_version_1_is_upgraded(history: History) -> None:
    history.path.parent.mkdir()
    with sqlite3.connect(history.path) as database:
        for statement in store._TABLES:
            old = statement.replace("message text", "said text").replace("dpu real", "")
            database.execute(old.replace("starred integer not null,", "starred integer not null"))
        database.execute("pragma user_version = 1")
        fields = "at, target, role, text, elapsed, rows, outcome, said, starred"
        values = (1.5, "shop", "admin", "select x", 0.25, None, "refused", "42703 no x", 0)
        database.execute(f"insert into runs ({fields}) values ({','.join('?' * 9)})", values)
    database.close()
    assert [(run.outcome, run.message) for run in history.find()] == [("failed", "42703 no x")]


def test_the_most_expensive_runs_come_first(history: History) -> None:
    for number, dpu in enumerate((0.5, None, 2.0)):
        history.add(replace(RUN, text=f"select {number}", dpu=dpu))
    assert [run.dpu for run in history.find(by_dpu=True)] == [2.0, 0.5, None]
    assert [run.dpu for run in history.find()] == [2.0, None, 0.5]


def test_a_history_of_version_2_is_upgraded(history: History) -> None:
    history.add(RUN)
    with sqlite3.connect(history.path) as database:
        database.execute("alter table runs drop column dpu")
        database.execute("pragma user_version = 2")
    database.close()
    history.add(replace(RUN, dpu=1.0))
    assert [run.dpu for run in history.find()] == [1.0, None]


def test_a_history_of_a_newer_version_is_left_alone(history: History) -> None:
    history.add(RUN)
    with sqlite3.connect(history.path) as database:
        database.execute("pragma user_version = 99")
    database.close()
    content = history.path.read_bytes()
    with pytest.raises(HistoryError, match="a newer dsql-tui wrote it"):
        history.find()
    assert history.path.read_bytes() == content


def test_rows_with_wrong_values_are_skipped(history: History) -> None:
    history.add(RUN)
    columns = ("at", "target", "text", "elapsed", "rows", "outcome", "message")
    for column, value in product(columns, ("x", 1e300, b"\xff")):
        history.add(RUN)
        with sqlite3.connect(history.path) as database:
            database.execute(f"update runs set {column} = ? where id = ?", (value, 2))
        database.close()
        assert all(isinstance(run.text, str) for run in history.find())
        history.delete(2)


@pytest.mark.parametrize(
    "run", [replace(RUN, rows=10**30), replace(RUN, text="select '\ud800'", message="\udcff")]
)
def test_values_beyond_sqlite_are_stored_as_null_or_replaced(
    history: History, run: PastRun
) -> None:
    assert history.add(run)
    assert len(history.find()) == 1


def test_history_is_private(history: History) -> None:
    history.add(RUN)
    assert {path.stat().st_mode & 0o777 for path in history.path.parent.iterdir()} == {0o600}


def test_runs_are_added_together_without_those_that_are_left_out(history: History) -> None:
    secret = replace(RUN, text="create role app with login password 'hunter2'")
    assert history.add_all([RUN, secret, FAILED]) == [True, False, True]
    assert [run.text for run in history.find()] == [FAILED.text, RUN.text]
    assert history.add_all([]) == []
