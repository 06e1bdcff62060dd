"""A soak: actions and faults at random, and the checks at its end."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.history import History, HistoryError
from dsql_tui.store.journal import JournalFolder
from tests.faults import clear_faults
from tests.sandbox.clients import connect
from tests.soak.actions import ROWS, Actions, arm_fault, choose_action
from tests.soak.books import Books
from tests.soak.process import NOTHING, Holdings, find_growth, measure
from tests.soak.user import User
from tests.terminal import Terminal
from tests.terminals.places import start

GROWTH = 40
"""Megabytes by which the console may grow after it is warm."""
_FAULTS = 0.35
"""How often a fault comes before an action."""
_LAST_TEXT = "-- the last text"


@dataclass
class Report:
    """What a soak did and found."""

    actions: int = 0
    faults: int = 0
    trail: list[str] = field(default_factory=list)
    """The actions and faults, in their order."""
    warm: Holdings = NOTHING
    end: Holdings = NOTHING
    slowest: float = 0.0
    books: Books = field(default_factory=Books)
    imported: int = 0
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        outcomes = ", ".join(
            f"{self.books.count(each)} {each}" for each in ("done", "failed", "unknown")
        )
        return "\n".join(
            [
                f"{self.actions} actions, {self.faults} faults",
                f"warm: {self.warm}",
                f"end:  {self.end}",
                f"writes: {outcomes}; files imported: {self.imported}",
                f"the longest way back to the editor: {self.slowest:.1f} s",
                *(f"WRONG: {each}" for each in self.errors or ()),
                f"{len(self.errors)} errors",
            ]
        )


class Soak:
    """Runs the console in a home directory of its own."""

    def __init__(
        self, ready: Ready, folder: Path, seed: int, say: Callable[[str], object] = str
    ) -> None:
        self.ready = ready
        self.home = folder / "home"
        self.home.mkdir()
        self.report = Report()
        self._log = folder / "log"
        self._rng = random.Random(seed)
        self._say = say
        self._pause = 0.0
        """Seconds until threads and sessions that are no longer needed have ended."""

    def run(self, seconds: float) -> Report:
        """Use the console for some time, and return what was found."""
        with connect(self.ready) as session:
            session.execute("create table soak (id int primary key, note text)")
            session.execute("create table sheet (id int primary key, note text)")
            session.execute(f"insert into sheet select n, 'new' from generate_series(1, {ROWS}) n")
        more = {"DSQL_TUI_LOG": str(self._log)}
        target = self.ready.clusters[0].endpoint
        with start(self.ready, self.home, target, more, answers={}) as terminal:
            terminal.wait("session ", 60)
            actions = Actions(User(terminal, self._rng), self.home)
            self._use(actions, terminal, seconds)
            self._end(actions, terminal)
        clear_faults(self.ready)
        self._check_files(actions, terminal)
        self._check_books(actions)
        return self.report

    def _use(self, actions: Actions, terminal: Terminal, seconds: float) -> None:
        """Do things; the console is warm after a quarter of the time."""
        began = said = monotonic()
        self._pause = min(3.0, seconds / 20)
        warm_at = began + seconds / 4
        while (now := monotonic()) < began + seconds:
            if not self.report.warm.memory and now > warm_at:
                self.report.warm = self._measure(actions, terminal)
            if now > said + 60:
                said = now
                self._say(f"{(now - began) / 60:.0f} min: {self._measure(actions, terminal)}\n")
            if self._rng.random() < _FAULTS:
                self.report.trail.append(arm_fault(actions, self.ready))
                self.report.faults += 1
            action = choose_action(actions)
            self.report.trail.append(action.__name__)
            self.report.actions += 1
            try:
                action()
                actions.user.close_dialogs()
            except AssertionError as error:
                done = ", ".join(self.report.trail[-12:])
                self.report.errors.append(f"after {done}: {error}")
                return

    def _measure(self, actions: Actions, terminal: Terminal) -> Holdings:
        """Return what the process holds with one console and a small result."""
        clear_faults(self.ready)
        actions.user.replace_text("-- close")
        while actions.user.count_consoles() > 1:
            actions.close_console()
        terminal.resize(120, 40)
        actions.user.run("select 1")
        terminal.rest(self._pause)
        actions.user.run("select 1")
        terminal.rest(self._pause)
        return measure(terminal.pid)

    def _end(self, actions: Actions, terminal: Terminal) -> None:
        """Measure a last time, type a text, and kill the console."""
        if not self.report.errors:
            self.report.end = self._measure(actions, terminal)
            self.report.errors += find_growth(self.report.warm, self.report.end, GROWTH)
            actions.user.replace_text(_LAST_TEXT)
            terminal.rest(1.5)
        self.report.slowest = actions.user.slowest
        self.report.imported = len(actions.imported)
        terminal.signal(signal.SIGKILL)
        terminal.finish()

    def _check_files(self, actions: Actions, terminal: Terminal) -> None:
        """Check the log and the journal."""
        errors = self.report.errors
        if b"Traceback" in terminal.drawn or "Traceback" in self._log.read_text():
            errors.append("a traceback")
        folder = self.home / "data" / "dsql-tui" / "journal" / self.ready.clusters[0].endpoint
        found = JournalFolder(folder).find_lost()
        texts = [journal.draft.text for journal in found if journal.draft]
        if _LAST_TEXT not in texts:
            errors.append(f"the journal has {texts}")
        for journal in found:
            journal.close()

    def _check_books(self, actions: Actions) -> None:
        """Compare the history with the tables."""
        errors, cluster = self.report.errors, self.ready.clusters[0]
        history = History(self.home / "data" / "dsql-tui" / "history.sqlite3")
        try:
            runs = history.list_runs({cluster.identifier, cluster.endpoint, cluster.name})
        except HistoryError as error:
            errors.append(str(error))
            return
        books = self.report.books = Books().read(reversed(runs))
        with connect(self.ready) as session:
            numbers = {each for (each,) in session.execute("select id from soak").fetchall()}
            cells = dict(session.execute("select id, note from sheet").fetchall())
        offered = {each for first, last in actions.offered for each in range(first, last + 1)}
        for first, last in actions.imported:
            if lost := set(range(first, last + 1)) - numbers:
                errors.append(f"imported, and not in the table: {lost}")
        errors += books.find_errors(numbers - offered, cells)
        if not runs:
            errors.append("the history is empty")
