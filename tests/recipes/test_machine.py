"""What this computer has decides which recipe works on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.recipes.machine import libpq_here, signer_here


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str, says: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)


def test_without_programs_it_is_the_newest_libpq_and_we_sign(programs: Path) -> None:
    assert (libpq_here(), signer_here()) == (17, "dsql-tui")


def test_psql_tells_the_version_of_libpq(programs: Path) -> None:
    program(programs, "psql", "psql (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)")
    assert libpq_here() == 15


@pytest.mark.parametrize(
    ("says", "signer"),
    [
        ("aws-cli/2.31.2 Python/3.13.7 Linux/6.1 exe/x86_64", "aws"),
        ("aws-cli/1.46.3 Python/3.11.7 Linux/6.1 botocore/1.44.3", "dsql-tui"),
    ],
)
def test_the_aws_cli_signs_if_it_is_the_second(programs: Path, says: str, signer: str) -> None:
    program(programs, "aws", says)
    assert signer_here() == signer


def test_a_program_that_cannot_be_run_is_none(programs: Path) -> None:
    (programs / "psql").write_bytes(b"\x7fELF nonsense")
    (programs / "psql").chmod(0o755)
    assert libpq_here() == 17
