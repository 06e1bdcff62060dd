"""Crash reports hold no values."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from dsql_tui.ui.crash import write_report

CELL = "a-secret-cell"


class LibraryError(TypeError):
    """An exception of a library that derives from a built-in one."""


def raise_with_value(kind: type[Exception]) -> None:
    raise kind(f"cannot read {CELL!r}")


def fail_on_value() -> object:
    return {}[CELL]  # type: ignore[index]


def parse_value() -> object:
    return int(CELL)


def chain_values() -> None:
    try:
        int(CELL)
    except ValueError as error:
        raise TypeError(f"{CELL} is not a number") from error


def raise_note() -> None:
    error = ValueError("x")
    error.args = (CELL,)
    raise error


KINDS = [
    *(TypeError, AttributeError, IndexError, NameError, ImportError, KeyError, ValueError, OSError),
    *(LibraryError, RuntimeError, AssertionError),
]
FAILURES: list[Callable[[], object]] = [
    fail_on_value,
    parse_value,
    chain_values,
    raise_note,
    *(lambda kind=kind: raise_with_value(kind) for kind in KINDS),
]


@pytest.mark.parametrize("fail", FAILURES)
def test_no_text_of_an_exception_quotes_a_value(tmp_path: Path, fail: Callable[[], object]) -> None:
    with pytest.raises(Exception, match=r".*") as caught:
        fail()
    for error in (caught.value, WorkerFailed(caught.value)):
        told = write_report(error, tmp_path)
        (path,) = tmp_path.glob("crash-*.txt")
        assert CELL not in told + path.read_text()
        assert type(caught.value).__name__ in path.read_text()
        path.unlink()


def test_a_mistake_in_the_code_keeps_its_text(tmp_path: Path) -> None:
    try:
        assert None.missing  # type: ignore[attr-defined]
    except AttributeError as error:
        write_report(error, tmp_path)
    (path,) = tmp_path.glob("crash-*.txt")
    assert "'NoneType' object has no attribute 'missing'" in path.read_text()


SHORTAGES: list[tuple[BaseException, str]] = [
    (MemoryError(), "no memory left"),
    (OSError(errno.ENOMEM, CELL), "no memory left"),
    (RuntimeError("can't start new thread"), "cannot start a thread"),
    (OSError(errno.EMFILE, CELL), "cannot open more files"),
]


@pytest.mark.parametrize(("error", "words"), SHORTAGES)
def test_a_lack_of_the_computer_is_no_bug(error: BaseException, words: str, tmp_path: Path) -> None:
    told = write_report(error, tmp_path)
    assert words in told
    assert "ulimit" in told
    assert CELL not in told
    assert list(tmp_path.iterdir()) == []
