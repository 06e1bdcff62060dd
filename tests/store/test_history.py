"""The history: what is kept, found and forgotten, and several programs that share it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.store import history as store
from dsql_tui.store.history import History, HistoryUnusable, PastRun

RUN = PastRun(1.5, "shop (us-east-1)", "admin", "select 1", 0.25, 1, "done", "SELECT 1")
FAILED = replace(
    RUN, text="select nme from order_items", rows=None, outcome="refused", said="42703 no nme"
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    """An empty one."""
    return History(tmp_path / "deep" / "history.sqlite3")


def test_a_run_comes_back_as_it_was_the_newest_first(history: History) -> None:
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
def test_runs_are_found_by_how_their_words_begin(
    history: History, wanted: str, texts: list[str]
) -> None:
    history.add(RUN)
    history.add(FAILED)
    history.add(replace(RUN, text="select b.Größe from b", target="PROD"))
    assert [run.text for run in history.find(wanted)] == texts


def test_what_may_carry_a_secret_is_not_kept(history: History) -> None:
    assert not history.add(replace(RUN, text="create role app with login password 'hunter2'"))
    assert not history.add(replace(RUN, text="x" * (store.LONGEST + 1)))
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


def test_a_run_that_is_deleted_leaves_no_byte(history: History) -> None:
    history.add(replace(RUN, text="select 'forgetmeplease'"))
    history.add(RUN)
    history.delete(1)
    assert [run.id for run in history.find()] == [2]
    assert b"'forgetmeplease'" not in history.path.read_bytes()


def test_two_programs_write_at_once_and_nothing_is_lost(history: History) -> None:
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


def test_a_file_that_is_no_history_is_said_and_left_alone(history: History) -> None:
    history.path.parent.mkdir()
    history.path.write_text("these are my notes, and not a database at all\n" * 100)
    with pytest.raises(HistoryUnusable, match="not a database"):
        history.find()
    assert history.path.read_text().startswith("these are my notes")


def test_only_its_owner_reads_the_history(history: History) -> None:
    history.add(RUN)
    assert {path.stat().st_mode & 0o777 for path in history.path.parent.iterdir()} == {0o600}
