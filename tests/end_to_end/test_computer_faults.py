"""Faults of the computer: the program works with what it has, or says what is missing."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.history import History
from dsql_tui.store.journal import JournalFolder
from tests.faults import clear_faults, set_faults
from tests.terminal import Terminal

RUN, EDITOR, ALL, QUIT = "\n", "\x1bOQ", "\x01", "\x11"
STATEMENT, ANSWER = "select 41 + 1 as answer", "42"
OWN_FILES = (
    "config/dsql-tui/settings.toml",
    "config/dsql-tui/profiles.toml",
    "config/dsql-tui/keymap.toml",
    "config/dsql-tui/snippets.toml",
    "data/dsql-tui/history.sqlite3",
    "data/dsql-tui/roles.json",
    "data/dsql-tui/clusters.json",
    "data/dsql-tui/journal/{host}/1.jsonl",
    "data/dsql-tui/known/{host}/admin.json",
)
NOT_SAVED = "cannot be saved automatically"


class Console:
    """Starts the console with a home of its own, under limits of a shell."""

    def __init__(self, ready: Ready, home: Path) -> None:
        self.ready = ready
        self.home = home
        self.host = ready.clusters[0].endpoint

    def start(self, limits: str = "true", more: Mapping[str, str] | None = None) -> Terminal:
        """Start it by a shell that has set its limits."""
        command = [sys.executable, "-m", "dsql_tui", self.host, "--hostaddr", self.ready.hostaddr]
        command += ["--port", str(self.ready.port), "--sslrootcert", self.ready.sslrootcert]
        places = {f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("CONFIG", "DATA")}
        environment = {**self.ready.env, **places, "HOME": str(self.home), **(more or {})}
        shell = ["bash", "-c", f"{limits}; exec {shlex.join(command)}"]
        return Terminal(shell, environment=environment)

    def replace_files(self, kinds: Sequence[Callable[[Path], object]]) -> None:
        """Put something in place of every file of the program, of each kind in turn."""
        for name, make in zip(OWN_FILES, cycle(kinds), strict=False):
            path = self.home / name.format(host=self.host)
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)

    def read_lost_texts(self) -> list[str]:
        """Return the texts of consoles that have ended without being closed."""
        found = JournalFolder(self.home / "data" / "dsql-tui" / "journal" / self.host).find_lost()
        texts = [journal.draft.text for journal in found if journal.draft]
        for journal in found:
            journal.close()
        return texts


@pytest.fixture
def console(ready: Ready) -> Iterator[Console]:
    # A short path, so that messages that name it are not broken inside their words.
    with tempfile.TemporaryDirectory(prefix="h", dir="/tmp") as home:
        yield Console(ready, Path(home))


def type_and_run(terminal: Terminal, statement: str = STATEMENT, answer: str = ANSWER) -> None:
    """Run a statement; that its answer comes shows that the console works."""
    terminal.press(EDITOR)
    terminal.press(ALL)
    terminal.wait("session ")
    terminal.press(statement)
    terminal.wait(statement)
    terminal.press(RUN)
    terminal.wait(f"1      {answer}")


def quit_program(terminal: Terminal) -> None:
    """Quit, and check that nothing went wrong."""
    terminal.press(QUIT)
    assert terminal.finish() == 0
    assert b"Traceback" not in terminal.drawn


def write_noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 8)


DAMAGES: Mapping[str, tuple[Sequence[Callable[[Path], object]], str]] = {
    "noise and folders": ((write_noise, Path.mkdir), "keymap.toml"),
    "pipes": ((os.mkfifo,), "history.sqlite3"),
}
"""What is in place of the files, and what the console says of it."""


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files_stop_nothing(console: Console, damage: str) -> None:
    kinds, words = DAMAGES[damage]
    console.replace_files(kinds)
    with console.start() as terminal:
        terminal.wait("session 59:")
        type_and_run(terminal)
        # A message stays for some seconds only, and may be gone by now.
        terminal.wait(lambda _: words.encode() in terminal.drawn)
        quit_program(terminal)
    assert STATEMENT in console.read_lost_texts()


LIMITS = {
    "a full disk and few descriptors": ("ulimit -n 64; ulimit -f 0", {}),
    "a home that cannot be made": (
        "true",
        {"HOME": "/proc/none", "XDG_DATA_HOME": "/proc/none", "XDG_CONFIG_HOME": "/proc/none"},
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_the_console_works_without_a_disk_and_says_so(console: Console, limit: str) -> None:
    limits, more = LIMITS[limit]
    with console.start(limits, more) as terminal:
        terminal.wait("session 59:")
        type_and_run(terminal)
        terminal.wait(NOT_SAVED)
        quit_program(terminal)


def test_too_little_memory_is_an_error_at_the_start(console: Console) -> None:
    with console.start("ulimit -v 300000") as terminal:
        assert terminal.finish() == 2
        assert "ulimit -v" in terminal.text
        assert b"Traceback" not in terminal.drawn


def test_two_consoles_with_one_home_lose_nothing(console: Console) -> None:
    with console.start() as first, console.start() as second:
        for number, terminal in enumerate((first, second), 1):
            terminal.wait("session 59:")
            type_and_run(terminal, f"select {number}0 as answer", f"{number}0")
        for terminal in (first, second):
            terminal.press(" -- unsaved")
            terminal.wait("unsaved")
            terminal.rest(1.0)  # the time in which a key is saved
            terminal.signal(signal.SIGKILL)
            terminal.finish()
    texts = [f"select {number}0 as answer -- unsaved" for number in (1, 2)]
    assert sorted(console.read_lost_texts()) == texts
    runs = History(console.home / "data" / "dsql-tui" / "history.sqlite3").find("answer")
    assert {run.text for run in runs} == {"select 10 as answer", "select 20 as answer"}


def test_a_stop_beyond_the_end_of_the_session_loses_nothing(console: Console) -> None:
    set_faults(console.ready, session_limit=3)
    try:
        with console.start() as terminal:
            terminal.wait("session 0:0")
            terminal.press("select 7 as kept")
            terminal.wait("as kept")
            terminal.signal(signal.SIGSTOP)
            terminal.rest(4)  # longer than the session
            clear_faults(console.ready)
            terminal.signal(signal.SIGCONT)
            terminal.wait("session ended")
            assert "select 7 as kept" in terminal.text
            terminal.press(RUN)
            terminal.wait("1     7")
            terminal.wait("session 59:")
            quit_program(terminal)
    finally:
        clear_faults(console.ready)
