"""The progress of an import survives crashes, damage and a full disk."""

from __future__ import annotations

import resource
from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.importing.progress import Progress, ProgressFile, read_progress

START = Progress(1000, 5)


def make(done: int, rejected: int = 0) -> Progress:
    """Return a progress of two sessions, of which one is ahead."""
    ranges = ((0, done), (done + 10, done + 20)) if done else ()
    return replace(START, settled=ranges, sending=((done, done + 10),), rejected=rejected)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "imports" / "x.progress"


def test_the_last_progress_written_is_read(path: Path) -> None:
    file = ProgressFile(path)
    assert read_progress(path) is None
    for done in range(5):
        file.write(make(done, rejected=1))
        assert read_progress(path) == make(done, rejected=1)
    file.close()
    file = ProgressFile(path)
    file.write(make(9))
    assert read_progress(path) == make(9)
    file.remove()
    file.close()
    assert read_progress(path) is None


def test_a_record_cut_at_any_byte_leaves_the_one_before(path: Path) -> None:
    file = ProgressFile(path)
    file.write(make(1))
    before = path.read_bytes()
    file.write(make(2))
    after = path.read_bytes()
    file.close()
    for length in range(len(after)):
        path.write_bytes(after[:length] + before.ljust(len(after), b"\0")[length:])
        found = read_progress(path)
        assert found in (make(1), make(2))


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 1024, b"x" * 5000, b"00000000 ", b"[" * 1024, b"00000000 {}"]
)
def test_a_damaged_file_has_no_progress(path: Path, content: bytes) -> None:
    ProgressFile(path).close()
    path.write_bytes(content)
    assert read_progress(path) is None
    file = ProgressFile(path)
    file.write(START)
    assert read_progress(path) == START
    file.close()


def test_one_process_at_a_time_has_the_file(path: Path) -> None:
    file = ProgressFile(path)
    with pytest.raises(BlockingIOError):
        ProgressFile(path)
    file.remove()
    file.close()
    ProgressFile(path).close()


def test_a_full_disk_does_not_prevent_a_write(path: Path) -> None:
    file = ProgressFile(path)
    file.write(START)
    file.write(START)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        file.write(make(7))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert read_progress(path) == make(7)
    file.close()
