"""The PostgreSQL that is found, and the error if there is none."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from dsql_tui.sandbox.extra import POSTGRES
from dsql_tui.sandbox.start_errors import PostgresFailed
from dsql_tui.sandbox.store import binaries


def programs(folder: Path, version: str) -> Path:
    """Create a folder with programs that claim to be this version of PostgreSQL."""
    folder.mkdir()
    for name in ("initdb", "postgres"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "POSTGRES", "no_such_wheel")


def test_the_wheel_is_found_without_being_imported() -> None:
    wheel = importlib.util.find_spec(POSTGRES)
    assert wheel is not None
    assert wheel.origin is not None
    found = binaries.locate({"PATH": ""})
    assert found.folder == Path(wheel.origin).parent / "pginstall" / "bin"
    assert found.major == 16


def test_the_path_serves_without_the_wheel(no_wheel: None, tmp_path: Path) -> None:
    folder = programs(tmp_path / "bin", "17.2 (Debian 17.2-1)")
    assert binaries.locate({"PATH": str(folder)}) == binaries.Binaries(folder, 17)


def test_a_folder_that_is_named_comes_first(tmp_path: Path) -> None:
    folder = programs(tmp_path / "bin", "18beta1")
    assert binaries.locate({binaries.VARIABLE: str(folder)}) == binaries.Binaries(folder, 18)


def test_an_old_one_does_not_serve(no_wheel: None, tmp_path: Path) -> None:
    folder = programs(tmp_path / "bin", "15.8")
    with pytest.raises(
        PostgresFailed, match=r"found none .*: it is version 15\)\. Run pip install"
    ):
        binaries.locate({"PATH": str(folder)})


def test_without_any_the_sentence_says_how_to_get_one(no_wheel: None) -> None:
    with pytest.raises(PostgresFailed, match=r"found none\. Run pip install 'dsql-tui\[sandbox\]'"):
        binaries.locate({"PATH": ""})


@pytest.mark.parametrize("broken", ["initdb", "postgres"])
def test_a_named_folder_without_a_program_is_reported(tmp_path: Path, broken: str) -> None:
    folder = programs(tmp_path / "bin", "16.1")
    (folder / broken).unlink()
    with pytest.raises(PostgresFailed, match=rf"it has no {broken}\. Correct or unset it"):
        binaries.locate({binaries.VARIABLE: str(folder)})
