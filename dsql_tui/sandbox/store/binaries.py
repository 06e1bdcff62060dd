"""The PostgreSQL that the sandbox runs: a named one, the wheel's, or one on the PATH."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dsql_tui.sandbox.extra import INSTALL, POSTGRES, POSTGRES_VARIABLE
from dsql_tui.sandbox.start_errors import PostgresFailed

MIN_VERSION = 16
"""The oldest version that will do: DSQL answers as PostgreSQL 16 does."""

VARIABLE = POSTGRES_VARIABLE


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one PostgreSQL."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        """The program that creates a data directory."""
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.folder / "postgres"


def locate(environment: Mapping[str, str]) -> Binaries:
    """Return the PostgreSQL that the environment names, or the first suitable one.

    Raises:
        PostgresFailed: there is none.
    """
    if named := environment.get(VARIABLE):
        binaries = _inspect(Path(named))
        if isinstance(binaries, str):
            raise PostgresFailed(f"{VARIABLE} names {named}, but {binaries}. Correct or unset it.")
        return binaries
    reasons = []
    for folder in _candidates(environment):
        binaries = _inspect(folder)
        if not isinstance(binaries, str):
            return binaries
        reasons.append(f" ({folder}: {binaries})")
    raise PostgresFailed(
        f"The sandbox needs PostgreSQL {MIN_VERSION} or newer and found none{''.join(reasons)}. "
        f"Run {INSTALL}, put one on the PATH, or set {VARIABLE} to its folder."
    )


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    # Not imported: importing the package looks for servers that it has started.
    wheel = importlib.util.find_spec(POSTGRES)
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0], "pginstall", "bin")
    if found := shutil.which("postgres", path=environment.get("PATH")):
        yield Path(found).resolve().parent


def _inspect(folder: Path) -> Binaries | str:
    """Return the PostgreSQL in a folder, or what is wrong with it."""
    for program in ("initdb", "postgres"):
        if not (folder / program).is_file():
            return f"it has no {program}"
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return "its postgres does not run here"
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if version is None:
        return "its postgres does not run here"
    major = int(version[1])
    return Binaries(folder, major) if major >= MIN_VERSION else f"it is version {major}"
