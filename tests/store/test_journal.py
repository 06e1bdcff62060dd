"""The journal restores every text, even from a damaged file."""

from __future__ import annotations

import json
import os
import random
import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_tui.store import journal
from dsql_tui.store.draft import READ_AGAIN, Draft
from dsql_tui.store.journal import Journal, JournalFolder
from dsql_tui.store.journal_records import read_last_draft, read_versions

FIRST = Draft(("select 1;", "", "-- zwölf\x0c\u2028\ud800"), (2, 3), "/tmp/a.sql")


def edit(draft: Draft, dice: random.Random) -> Draft:
    """Replace some lines, or only move the cursor."""
    lines = list(draft.lines)
    top = dice.randrange(len(lines) + 1)
    if dice.random() < 0.8:
        lines[top : top + dice.randrange(3)] = [
            dice.choice(("a", "b", "")) for _ in range(dice.randrange(3))
        ]
    return replace(draft, lines=tuple(lines or [""]), cursor=(top, dice.randrange(9)))


def test_every_written_text_is_restored(tmp_path: Path) -> None:
    dice, log, draft = random.Random(7), JournalFolder(tmp_path).create(), FIRST
    written: list[Draft] = []
    for _ in range(300):
        log.write(draft)
        written += [] if written and written[-1] == draft else [draft]
        draft = edit(draft, dice)
    assert [version.draft for version in read_versions(log.path)] == written


def test_truncated_journal_restores_complete_records(tmp_path: Path) -> None:
    log = JournalFolder(tmp_path).create()
    for draft in (FIRST, replace(FIRST, lines=("x",)), replace(FIRST, lines=("x", "y"))):
        log.write(draft)
    data = log.path.read_bytes()
    log.close()
    for length in range(len(data) + 1):
        log.path.write_bytes(data[:length])
        found = [version.draft.lines for version in read_versions(log.path)]
        assert found == [FIRST.lines, ("x",), ("x", "y")][: len(found)]
        again = Journal(log.path)
        again.write(replace(FIRST, lines=("after",)))
        assert read_last_draft(log.path) == again.draft == replace(FIRST, lines=("after",))
        again.close()


def test_complete_text_is_written_after_a_full_disk(tmp_path: Path) -> None:
    log = JournalFolder(tmp_path).create()
    log.write(FIRST)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # A disk that fills up: the first write ends in the middle, and the next one fails.
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.path.stat().st_size + 9, hard))
    try:
        for text in ("lost", "lost too"):
            with pytest.raises(OSError, match="too large"):
                log.write(Draft((text,)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert read_last_draft(log.path) == FIRST
    log.write(Draft(("there", "again")))
    assert read_last_draft(log.path) == Draft(("there", "again"))


def test_damaged_record_loses_only_its_dependents(tmp_path: Path) -> None:
    log = JournalFolder(tmp_path).create()
    for text in ("one", "two", "three"):
        log.write(Draft((text,)))
    log.close()
    whole = Journal(log.path)
    whole.write(Draft(("four",)))
    lines = whole.path.read_bytes().split(b"\n")
    lines[2] = b"\0" * len(lines[2])
    whole.path.write_bytes(b"\n".join(lines))
    assert [version.draft.text for version in read_versions(whole.path)] == ["one", "four"]


RECORDS: list[dict[str, object]] = [
    {"n": 2, "at": 1.0, "top": 0, "old": 1, "new": ["x"]},
    {"n": 1, "at": 1.0, "cursor": [0, 0], "lines": ["a", "b"]},
]
VALUES: list[object] = [
    *(None, True, -1, 10**30, 1e308, float("nan"), "x", "\0", [], {}, ["x"], [[]], [1, 2, 3]),
    *([-1, 0], ["a\nb"], [None], "[" * 9),
]
LINES = [
    *(b"", b"null", b"[]", b"{}", b'"x"', b"\xff\xfe", b"\0" * 99, b"[" * 100_000, b"9" * 5000),
    *(b'{"n":' * 50_000, b'{"closed": 0}', b'{"n": 1, "at": 1e999, "lines": ["x"]}'),
    *(
        json.dumps({**record, name: value}).encode()
        for record in RECORDS
        for name in ("n", "at", "top", "old", "new", "lines", "cursor", "path", "stamp", "name")
        for value in VALUES
    ),
]


def test_no_malformed_record_blocks_a_start(tmp_path: Path) -> None:
    whole = JournalFolder(tmp_path).create()
    whole.write(FIRST)
    whole.close()
    start = whole.path.read_bytes()
    for line in LINES:
        whole.path.write_bytes(start + b"\n" + line)
        for each in JournalFolder(tmp_path).find_lost():
            draft = each.draft or FIRST
            assert draft.lines
            assert isinstance(draft.text + draft.path + draft.stamp + draft.name, str)
            assert all(type(number) is int and number >= 0 for number in draft.cursor)
            each.close()
        whole.path.write_bytes(start + b"\n" + line + b'\n{"closed": true}')
        for version in JournalFolder(tmp_path).read_closed_texts():
            assert version.draft.lines
            datetime.fromtimestamp(version.at)
        whole.path.write_bytes(start)


def test_journal_that_is_not_a_file_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").mkdir()
    (tmp_path / "2.jsonl").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "3.jsonl")
    assert JournalFolder(tmp_path).find_lost() == []
    assert JournalFolder(tmp_path).read_closed_texts() == []


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_journal(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "1.jsonl").write_bytes(data)
        for each in JournalFolder(Path(folder)).find_lost():
            each.close()


def test_long_journal_drops_its_older_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MAX_SIZE", 4000)
    log = JournalFolder(tmp_path).create()
    for number in range(500):
        log.write(Draft((f"text {number}",), (0, number)))
    assert log.path.stat().st_size <= 4000
    assert read_last_draft(log.path) == Draft(("text 499",), (0, 499))
    assert JournalFolder(tmp_path).find_lost() == [], "it is still locked"
    assert [path.name for path in tmp_path.iterdir()] == [log.path.name]


CLOSINGS: list[tuple[str, Callable[[Journal], object], int, int]] = [
    ("left", lambda log: log.close(), 1, 0),
    ("killed", lambda log: os.close(log._file), 1, 0),
    ("closed by its user", lambda log: log.close(done=True), 0, 1),
    ("still there", lambda log: None, 0, 0),
]


@pytest.mark.parametrize(("name", "close", "lost", "closed"), CLOSINGS)
def test_console_is_restored_unless_it_was_closed(
    tmp_path: Path, name: str, close: Callable[[Journal], object], lost: int, closed: int
) -> None:
    shelf = JournalFolder(tmp_path)
    log = shelf.create()
    log.write(FIRST)
    close(log)
    assert [each.draft for each in shelf.find_lost()] == [FIRST] * lost
    assert [each.draft for each in shelf.read_closed_texts()] == [FIRST] * closed


def test_an_empty_console_leaves_no_file(tmp_path: Path) -> None:
    log = JournalFolder(tmp_path).create()
    log.write(Draft(("", "  ")))
    log.close()
    assert not list(tmp_path.iterdir())


def test_console_with_only_a_name_is_restored(tmp_path: Path) -> None:
    log = JournalFolder(tmp_path).create()
    log.write(Draft())
    log.write(Draft(name="payroll"))
    log.close()
    assert [each.draft for each in JournalFolder(tmp_path).find_lost()] == [Draft(name="payroll")]


def test_closed_consoles_are_removed_after_a_month(tmp_path: Path) -> None:
    shelf = JournalFolder(tmp_path)
    log = shelf.create()
    log.write(FIRST, at=1.0)
    log.close(done=True)
    assert shelf.read_closed_texts() == []
    assert not list(tmp_path.iterdir())


def test_journal_is_private(tmp_path: Path) -> None:
    log = JournalFolder(tmp_path / "deep" / "down").create()
    assert log.path.stat().st_mode & 0o777 == 0o600
    assert log.path.parent.stat().st_mode & 0o777 == 0o700


SECRET = "create role app with login password 'hunter2'"


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize(
    ("text", "private", "left"),
    [
        ("select 1;\n  select 2;\nselect 3", "select 2", "select 1;\n{};\nselect 3"),
        (f"select 1; {SECRET};", SECRET, "select 1; {};"),
        (" commit;\ncommit;\n commit", "commit", "{};\ncommit;\n{}"),
        ("\tselect 1,\n  2", "select 1,\n  2", "{}"),
    ],
)
def test_private_statements_are_removed(
    tmp_path: Path, done: bool, text: str, private: str, left: str
) -> None:
    log = JournalFolder(tmp_path).create()
    for end in range(1, len(text) + 1):
        log.write(Draft(tuple(text[:end].split("\n"))))
    log.close(done=done, private={private})
    data = log.path.read_text()
    assert "hunter" not in data
    (version,) = read_versions(log.path)
    assert version.draft.text == left.replace("{}", "-- a statement that is not in the history")
    assert bool(JournalFolder(tmp_path).read_closed_texts()) is done


def test_deleted_private_statement_is_removed_from_earlier_texts(tmp_path: Path) -> None:
    log = JournalFolder(tmp_path).create()
    for text in ("select 1", SECRET, "select 2"):
        log.write(Draft((text,)))
    log.close(private={SECRET})
    assert "hunter" not in log.path.read_text()
    assert [version.draft.text for version in read_versions(log.path)] == ["select 2"]


def test_unchanged_text_of_a_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(f"{SECRET};\nselect 1")
    log = JournalFolder(tmp_path / "journal").create()
    log.write(Draft(("",), path=str(path)))
    log.write(Draft((f"{SECRET};", "select 1"), path=str(path), stamp="x"))
    log.close(private={SECRET})
    assert "hunter" not in log.path.read_text()
    draft = read_last_draft(log.path)
    assert draft is not None
    assert (draft.path, draft.stamp, draft.is_blank) == (str(path), READ_AGAIN, False)


def test_changed_text_of_a_file_no_longer_belongs_to_it(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text("select 1")
    log = JournalFolder(tmp_path / "journal").create()
    log.write(Draft((f"{SECRET};", "select 2"), path=str(path), stamp="x"))
    log.close(private={SECRET})
    assert "hunter" not in log.path.read_text()
    draft = read_last_draft(log.path)
    removed = ("-- a statement that is not in the history;", "select 2")
    assert draft == Draft(removed, name="a.sql")


@pytest.mark.parametrize("text", [SECRET, "select 0;\n  select 'private'", " select 'private';"])
def test_private_statements_are_removed_after_a_crash(tmp_path: Path, text: str) -> None:
    private = "select 'private'" if "private" in text else SECRET
    folder = JournalFolder(tmp_path)
    log = folder.create()
    log.write(Draft(tuple(text.split("\n"))))
    log.mark({private})
    os.close(log._file)  # as the system does with a process that is killed
    for _ in range(2):
        (log,) = folder.find_lost()
        assert log.draft is not None
        assert log.draft.text == text, "it is restored"
        log.close()
    (log,) = folder.find_lost()
    log.write(Draft((*text.split("\n"), "")))
    log.close(private=set())
    data = log.path.read_text()
    assert "hunter" not in data
    assert "'private'" not in data
    assert "-- a statement that is not in the history" in data


def test_other_texts_are_kept(tmp_path: Path) -> None:
    log = JournalFolder(tmp_path).create()
    for text in ("select 1", "  select 2", "commit"):
        log.write(Draft((text,)))
    log.close(private={"select 3", "commit"})
    assert len(list(read_versions(log.path))) == 3
