"""Do consoles lose or double anything? Four of them, at random, while the sandbox goes wrong.

`python -m benchmarks.consoles [MINUTES [SEED]]` prints the seed, what was done, and what the
process held when warm and in the end; it ends with 1 where the books do not balance, or where it
grew. Sessions last a minute, so an hour of it is two and a half days of theirs.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.request import Request, urlopen

from textual.pilot import Pilot

from dsql_tui.db.session import Session
from dsql_tui.events import Arrived, Run
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.scan import split
from dsql_tui.sql.verb import commits
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.console import Console
from tests.access import access_of, connection_to
from tests.ui.driving import until, workbench

CONSOLES = 4
MEMORY, FILES, THREADS = 40, 4, 2
"""Megabytes, open files and threads that a warm process may still grow by."""

FAULTS: tuple[dict[str, object], ...] = (
    {"drop": 1},
    {"drop": "all"},
    {"restart": 0.2},
    {"network": 0},
    {"network": 0.5},
    {"commit": "before"},
    {"commit": "after"},
    {"conflict": "OC000"},
    {"conflict": ["OC001", "OC000"]},
    {"refuse": {"error": "waking", "times": 1}},
    {"refuse": {"error": "too_fast", "times": 1}},
    {"delay": 0.05},
    {"delay": 0},
    {"ignore_cancel": True},
    {"ignore_cancel": False},
)


@dataclass
class Books:
    """What the consoles were told of each row, to be held against what the table has."""

    done: Counter[int] = field(default_factory=Counter)
    unknown: set[int] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)
    statements: int = 0

    def wrong(self, kept: Counter[int]) -> list[str]:
        """What does not balance, a sentence each."""
        found = [f"row {n} was reported twice" for n, times in self.done.items() if times > 1]
        for row in self.sent | set(kept):
            least = self.done[row]
            most = least + (row in self.unknown)
            if not least <= kept[row] <= most:
                found.append(f"row {row} is there {kept[row]} times, told {least} to {most}")
        return found


@dataclass
class Clerk:
    """Keeps the books of one console: the rows of a transaction are what its COMMIT came to."""

    books: Books
    console: Console
    open: bool = False
    pending: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = self.console.session

    def note(self, run: Run) -> None:
        """A run has ended."""
        self.books.statements += 1
        if self.session is not self.console.session:  # a transaction went with the last one
            self.session, self.open, self.pending = self.console.session, False, []
        row = _row(run.statement)
        if row is not None:
            self.books.sent.add(row)
        told = [row] if row is not None else []
        if run.statement == "begin":
            self.open, self.pending = run.refusal is None, []
        elif self.open and (commits(run.statement) or run.statement == "rollback" or run.refusal):
            if commits(run.statement):
                self._settle(self.pending, run)
                self.open = False
            elif run.statement == "rollback" or (run.refusal and run.refusal.lost):
                self.open = False
            self.pending = []
        elif self.open:
            self.pending += told
        else:
            self._settle(told, run)

    def _settle(self, rows: list[int], run: Run) -> None:
        if run.unknown:
            self.books.unknown.update(rows)
        elif run.refusal is None:
            self.books.done.update(rows)


@dataclass
class Soak:
    """Consoles at random, for some seconds."""

    ready: Ready
    seed: int
    seconds: float
    limit: float
    """Seconds that a session lasts."""

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.books = Books()
        self.rows = 0
        self.held: list[tuple[int, int, int]] = []
        """Megabytes, open files and threads: when warm, and in the end."""

    async def run(self) -> list[str]:
        """Run it; what is wrong, a sentence each."""
        start = Start(connection_to(self.ready), ("us-east-1",))
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            screen = await workbench(pilot)
            for number in range(1, CONSOLES):
                screen.consoles.action_open()
                await until(pilot, lambda n=number: len(screen.consoles.all) == n + 1)
            consoles = screen.consoles.all
            for console in consoles:
                console.crank.after.append(Clerk(self.books, console).note)
                console.crank.modes.retrying = self.dice.random() < 0.5
            await self._go_on(consoles, self.seconds / 3)
            await self._settle(pilot, consoles)
            await self._go_on(consoles, self.seconds * 2 / 3)
            await self._settle(pilot, consoles)
        return self.books.wrong(self._kept()) + self._grown()

    async def _go_on(self, consoles: list[Console], seconds: float) -> None:
        end = monotonic() + seconds
        self._arm({"session_limit": self.limit})
        await asyncio.gather(self._fail(end), *(self._work(each, end) for each in consoles))

    async def _settle(self, pilot: Pilot[None], consoles: list[Console]) -> None:
        """Nothing goes wrong any more, and every console has a session and no transaction."""
        await in_thread(self._disarm)
        for console in consoles:
            while console.busy or console.state.open or console.session.lost:
                if not console.busy:
                    console.action_send("rollback" if console.state.open else "select 1")
                elif console.crank.ignored:
                    console.action_cancel()
                await asyncio.sleep(0.02)
        await until(pilot, lambda: not pilot.app._notifications)
        gc.collect()
        self.held.append(_held())

    async def _fail(self, end: float) -> None:
        while monotonic() < end:
            fault = self.dice.choice(FAULTS)
            await in_thread(lambda fault=fault: self._arm(fault))
            await asyncio.sleep(self.dice.uniform(0.05, 0.5))

    async def _work(self, console: Console, end: float) -> None:
        while monotonic() < end:
            if self.dice.random() < 0.01:
                console.run_worker(console.caretaker.renew, group="keep", exclusive=True)
            if console.crank.outcome.repeats and self.dice.random() < 0.5:
                console.action_again()
            else:
                console.run_statements(split(self._script(console)))
            patience = monotonic() + self.dice.choice((0.02, 0.1, 60))
            while console.busy:
                if monotonic() > patience:
                    console.action_cancel()
                    patience = monotonic() + 0.5
                await asyncio.sleep(0.005)
            await asyncio.sleep(self.dice.uniform(0, 0.1))

    def _script(self, console: Console) -> str:
        kind = self.dice.choice(("read", "read", "write", "write", "all", "begin", "long"))
        if console.state.open:
            kind = self.dice.choice(("write", "read", "commit", "commit", "rollback"))
        return {
            "read": "select count(*) from soaked",
            "write": self._insert(),
            "all": f"begin; {self._insert()}; {self._insert()}; commit; {self._insert()}",
            "begin": "begin",
            "long": "select pg_sleep(0.3)",
            "commit": "commit",
            "rollback": "rollback",
        }[kind]

    def _insert(self) -> str:
        self.rows += 1
        return f"insert into soaked (row) values ({self.rows})"

    def _kept(self) -> Counter[int]:
        """What the table has, once what was given up has come to its end."""
        session = access_of(self.ready).open()
        found: Counter[int] = Counter()
        for event in session.run("select row from soaked"):
            if isinstance(event, Arrived):
                for index in range(event.chunk.ntuples):
                    found[int(event.chunk.get_value(index, 0) or b"0")] += 1
        session.close()
        return found

    def _grown(self) -> list[str]:
        warm, after = self.held
        names = zip(("MB", "files", "threads"), warm, after, (MEMORY, FILES, THREADS), strict=True)
        return [
            f"{name}: {before} when warm, {now} in the end"
            for name, before, now, room in names
            if now > before + room
        ]

    def _arm(self, fault: dict[str, object]) -> None:
        url = f"{self.ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"
        urlopen(Request(url, json.dumps(fault).encode())).close()

    def _disarm(self) -> None:
        url = f"{self.ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"
        urlopen(Request(url, method="DELETE")).close()


def prepare(ready: Ready) -> None:
    """Make the table anew; nothing in it keeps a row from being there twice."""
    session: Session = access_of(ready).open()
    key = "id uuid primary key default gen_random_uuid()"
    for statement in ("drop table if exists soaked", f"create table soaked ({key}, row int)"):
        list(session.run(statement))
    session.close()


def _row(statement: str) -> int | None:
    return int(statement.rpartition("(")[2][:-1]) if statement.startswith("insert") else None


def _held() -> tuple[int, int, int]:
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    status = Path("/proc/self/status").read_text()
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes.split()[1]) // 1024, files, threading.active_count()


def main(arguments: list[str]) -> int:
    """Run it against a sandbox of its own, in a home of its own."""
    minutes = float(arguments[0]) if arguments else 60.0
    seed = int(arguments[1]) if len(arguments) > 1 else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}, {minutes:g} minutes", flush=True)
    with tempfile.TemporaryDirectory() as home, SandboxProcess(session_limit=60) as sandbox:
        os.environ.update(sandbox.ready.env, HOME=home, XDG_STATE_HOME=home, XDG_DATA_HOME=home)
        prepare(sandbox.ready)
        soak = Soak(sandbox.ready, seed, minutes * 60, limit=60)
        wrong = asyncio.run(soak.run())
    books = soak.books
    print(
        f"{books.statements:,} runs; {len(books.done):,} rows done, {len(books.unknown):,} unknown"
    )
    print("MB, files, threads:", *soak.held)
    print("\n".join(wrong) or "The books balance.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
