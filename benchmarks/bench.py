"""What the benchmarks of one run share: a sandbox, tables, folders and the options."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from benchmarks.clients import Clients
from benchmarks.million import MillionRows
from benchmarks.sandbox import find_socket
from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.store.postgres import PORT
from dsql_tui.sandbox.store.superuser import SUPERUSER

T = TypeVar("T")


class Bench(ExitStack):
    """The shared resources; each is made when it is first used."""

    def __init__(self, runs: int = 3, quick: bool = False, rivals: str = "") -> None:
        """Prepare a run.

        Args:
            runs: How often each pair is measured.
            quick: Measure with less data, to see whether everything works.
            rivals: The folder with the virtual environments of other programs, or nothing.
        """
        super().__init__()
        self.runs = runs
        self.quick = quick
        self.rivals = Path(rivals) if rivals else None

    @property
    def few(self) -> int:
        """The number of runs of what takes long."""
        return max(1, self.runs // 3)

    @cached_property
    def sandbox(self) -> SandboxProcess:
        """A sandbox; from now on, the environment has its keys and empty folders."""
        reduce_collections()  # As the program does.
        sandbox = self.enter_context(SandboxProcess())
        kinds = ("CONFIG", "DATA", "STATE", "CACHE")
        homes = {f"XDG_{kind}_HOME": str(self.folder / kind) for kind in kinds}
        os.environ.update({**sandbox.ready.env, **homes})
        return sandbox

    @property
    def ready(self) -> Ready:
        """How to connect to the sandbox."""
        return self.sandbox.ready

    @cached_property
    def clients(self) -> Clients:
        """Programs that connect to the sandbox."""
        return Clients(self.ready)

    @cached_property
    def folder(self) -> Path:
        """A temporary folder."""
        made = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        return Path(self.enter_context(made))

    @cached_property
    def sockets(self) -> Path:
        """The folder of the socket of the sandbox's PostgreSQL."""
        return find_socket(self.sandbox.pid)

    @cached_property
    def direct(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection to the sandbox's PostgreSQL, without the gateway."""
        link = psycopg.connect(
            host=str(self.sockets), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
        )
        return self.enter_context(link)

    @cached_property
    def million(self) -> MillionRows:
        """A table of a million rows."""
        return MillionRows(self.sandbox)

    def find_rival(self, name: str) -> Path | None:
        """Return the program of a rival, or `None` if it is not installed."""
        if self.rivals is None:
            return None
        program = self.rivals / name / "bin" / name
        return program if program.exists() else None


def build_console_command(ready: Ready) -> list[str]:
    """Return the command that opens the console on the first cluster of a sandbox."""
    offer = ready.clusters[0]
    command = [sys.executable, "-m", "dsql_tui", offer.identifier, "--region", offer.region]
    command += ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    return [*command, "--sslrootcert", str(ready.sslrootcert)]


def run_apart(function: Callable[..., T], *given: Any, environment: Mapping[str, str] = {}) -> T:
    """Call a function of a module in a new process, so that earlier work does not affect it."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, context, _set_environment, (dict(environment),)) as pool:
        return pool.submit(function, *given).result()


def _set_environment(environment: Mapping[str, str]) -> None:
    os.environ.update(environment)
