"""A short soak of the console; `python -m tests.soak` runs a long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.history import PastRun
from tests.soak.books import Books
from tests.soak.soak import Soak


def test_soak(ready: Ready, tmp_path: Path) -> None:
    report = Soak(ready, tmp_path, seed=5).run(seconds=6)
    assert report.actions
    assert report.errors == [], report


def past_run(text: str, outcome: str = "done", message: str = "") -> PastRun:
    return PastRun(0.0, "", "", text, 0.0, None, outcome, message)  # type: ignore[arg-type]


INSERT = "insert into soak values (1, 'x')"
UPDATE = "update public.sheet\nset note = 'v1'\nwhere id = '2' and note = 'new'"
HISTORIES = [
    ([past_run(INSERT)], {1}, {}),
    ([past_run(INSERT, "failed")], set(), {}),
    ([past_run(INSERT, "unknown")], {1}, {}),
    ([past_run(INSERT, "unknown")], set(), {}),
    ([past_run("begin"), past_run(INSERT), past_run("commit")], {1}, {}),
    ([past_run("begin"), past_run(INSERT), past_run("commit", message="ROLLBACK")], set(), {}),
    ([past_run("begin"), past_run(INSERT), past_run("commit", "unknown")], set(), {}),
    ([past_run("begin"), past_run(INSERT), past_run("rollback")], set(), {}),
    ([past_run("begin"), past_run(INSERT)], set(), {}),
    ([past_run(UPDATE)], set(), {2: "v1"}),
    ([past_run(UPDATE, "unknown")], set(), {2: "new"}),
]
WRONG = [
    ([past_run(INSERT)], set(), {}),
    ([past_run(INSERT, "failed")], {1}, {}),
    ([], {1}, {}),
    ([past_run("begin"), past_run(INSERT), past_run("commit", "failed")], {1}, {}),
    ([past_run(UPDATE)], set(), {2: "new"}),
    ([past_run(UPDATE, "failed")], set(), {2: "v1"}),
]


@pytest.mark.parametrize(("runs", "numbers", "cells"), HISTORIES)
def test_books_that_balance(runs: list[PastRun], numbers: set[int], cells: dict[int, str]) -> None:
    assert Books().read(runs).find_errors(numbers, cells) == []


@pytest.mark.parametrize(("runs", "numbers", "cells"), WRONG)
def test_books_that_do_not_balance(
    runs: list[PastRun], numbers: set[int], cells: dict[int, str]
) -> None:
    assert Books().read(runs).find_errors(numbers, cells) != []
