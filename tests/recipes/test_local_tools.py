"""The versions of local programs decide what a recipe says."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.recipes.local_tools import find_libpq_version, find_signer


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def write_program(folder: Path, name: str, output: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{output}'\n")
    path.chmod(0o755)


def test_without_programs_it_is_the_newest_libpq_and_dsql_tui_signs(programs: Path) -> None:
    assert (find_libpq_version(), find_signer()) == (17, "dsql-tui")


def test_psql_gives_the_version_of_libpq(programs: Path) -> None:
    write_program(programs, "psql", "psql (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)")
    assert find_libpq_version() == 15


@pytest.mark.parametrize(
    ("output", "signer"),
    [
        ("aws-cli/2.31.2 Python/3.13.7 Linux/6.1 exe/x86_64", "aws"),
        ("aws-cli/1.46.3 Python/3.11.7 Linux/6.1 botocore/1.44.3", "dsql-tui"),
    ],
)
def test_the_aws_cli_signs_if_it_is_version_2(programs: Path, output: str, signer: str) -> None:
    write_program(programs, "aws", output)
    assert find_signer() == signer


def test_a_program_that_cannot_run_is_ignored(programs: Path) -> None:
    (programs / "psql").write_bytes(b"\x7fELF nonsense")
    (programs / "psql").chmod(0o755)
    assert find_libpq_version() == 17
