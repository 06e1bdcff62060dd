"""The journal: whatever was written comes back, whatever befell the file."""

from __future__ import annotations

import os
import random
import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.store import journal
from dsql_tui.store.journal import Draft, Log, Shelf, last, versions

FIRST = Draft(("select 1;", "", "-- zwölf\x0c\u2028\ud800"), (2, 3), "/tmp/a.sql")


def edited(draft: Draft, dice: random.Random) -> Draft:
    """Some lines in the place of others, or only the cursor elsewhere."""
    lines = list(draft.lines)
    top = dice.randrange(len(lines) + 1)
    if dice.random() < 0.8:
        lines[top : top + dice.randrange(3)] = [
            dice.choice(("a", "b", "")) for _ in range(dice.randrange(3))
        ]
    return replace(draft, lines=tuple(lines or [""]), cursor=(top, dice.randrange(9)))


def test_every_text_that_was_written_comes_back(tmp_path: Path) -> None:
    dice, log, draft = random.Random(7), Shelf(tmp_path).begin(), FIRST
    written: list[Draft] = []
    for _ in range(300):
        log.write(draft)
        written += [] if written and written[-1] == draft else [draft]
        draft = edited(draft, dice)
    assert [version.draft for version in versions(log.path)] == written


def test_a_log_that_is_cut_anywhere_gives_back_what_was_whole(tmp_path: Path) -> None:
    log = Shelf(tmp_path).begin()
    for draft in (FIRST, replace(FIRST, lines=("x",)), replace(FIRST, lines=("x", "y"))):
        log.write(draft)
    data = log.path.read_bytes()
    log.close()
    for length in range(len(data) + 1):
        log.path.write_bytes(data[:length])
        found = [version.draft.lines for version in versions(log.path)]
        assert found == [FIRST.lines, ("x",), ("x", "y")][: len(found)]
        again = Log(log.path)
        again.write(replace(FIRST, lines=("after",)))
        assert last(log.path) == again.draft == replace(FIRST, lines=("after",))
        again.close()


def test_after_a_full_disk_all_of_the_text_is_written_again(tmp_path: Path) -> None:
    log = Shelf(tmp_path).begin()
    log.write(FIRST)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A write that ends in the middle, and then none at all: what a disk does that fills up.
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.path.stat().st_size + 9, hard))
    try:
        for text in ("lost", "lost too"):
            with pytest.raises(OSError, match="too large"):
                log.write(Draft((text,)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert last(log.path) == FIRST
    log.write(Draft(("there", "again")))
    assert last(log.path) == Draft(("there", "again"))


def test_what_is_damaged_in_the_middle_costs_only_what_rests_on_it(tmp_path: Path) -> None:
    log = Shelf(tmp_path).begin()
    for text in ("one", "two", "three"):
        log.write(Draft((text,)))
    log.close()
    whole = Log(log.path)
    whole.write(Draft(("four",)))
    lines = whole.path.read_bytes().split(b"\n")
    lines[2] = b"\0" * len(lines[2])
    whole.path.write_bytes(b"\n".join(lines))
    assert [version.draft.text for version in versions(whole.path)] == ["one", "four"]


def test_a_long_log_forgets_its_older_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SIZE", 4000)
    log = Shelf(tmp_path).begin()
    for number in range(500):
        log.write(Draft((f"text {number}",), (0, number)))
    assert log.path.stat().st_size <= 4000
    assert last(log.path) == Draft(("text 499",), (0, 499))
    assert Shelf(tmp_path).lost() == [], "it is still locked"
    assert [path.name for path in tmp_path.iterdir()] == [log.path.name]


CLOSINGS: list[tuple[str, Callable[[Log], object], int, int]] = [
    ("left", lambda log: log.close(), 1, 0),
    ("killed", lambda log: os.close(log._file), 1, 0),
    ("closed by its user", lambda log: log.close(done=True), 0, 1),
    ("still there", lambda log: None, 0, 0),
]


@pytest.mark.parametrize(("name", "close", "lost", "closed"), CLOSINGS)
def test_a_console_comes_back_unless_its_user_closed_it(
    tmp_path: Path, name: str, close: Callable[[Log], object], lost: int, closed: int
) -> None:
    shelf = Shelf(tmp_path)
    log = shelf.begin()
    log.write(FIRST)
    close(log)
    assert [each.draft for each in shelf.lost()] == [FIRST] * lost
    assert [each.draft for each in shelf.closed()] == [FIRST] * closed


def test_an_empty_console_leaves_no_file(tmp_path: Path) -> None:
    log = Shelf(tmp_path).begin()
    log.write(Draft(("", "  ")))
    log.close()
    assert not list(tmp_path.iterdir())


def test_a_console_that_has_only_a_name_comes_back(tmp_path: Path) -> None:
    log = Shelf(tmp_path).begin()
    log.write(Draft())
    log.write(Draft(name="payroll"))
    log.close()
    assert [each.draft for each in Shelf(tmp_path).lost()] == [Draft(name="payroll")]


def test_closed_consoles_are_forgotten_after_a_month(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    log = shelf.begin()
    log.write(FIRST, at=1.0)
    log.close(done=True)
    assert shelf.closed() == []
    assert not list(tmp_path.iterdir())


def test_only_its_owner_reads_a_log(tmp_path: Path) -> None:
    log = Shelf(tmp_path / "deep" / "down").begin()
    assert log.path.stat().st_mode & 0o777 == 0o600
    assert log.path.parent.stat().st_mode & 0o777 == 0o700
