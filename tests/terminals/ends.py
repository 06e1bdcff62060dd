"""Every end of the program at every place, by `python -m tests.terminals.ends [PART OF A NAME]`.

Each case starts the program in a pseudo-terminal, ends it, and checks that it is gone within two
seconds with the terminal as before: the settings of the line, and each mode that was switched on.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal
from tests.terminals.checks import LIMIT, check_end, reach, wait_for_screen
from tests.terminals.places import (
    ENTERED,
    LEFT,
    OTHER_PROGRAM,
    PLACES,
    QUIT,
    SUSPEND,
    child_pid,
    describe_state,
    is_alive,
    start,
)

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
CHILD_SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV)
MOMENTS = [each / 20 for each in range(2, 30)]
"""Seconds after the start at which a signal comes."""
_BREAK = """
from dsql_tui import __main__
from dsql_tui.ui.app import DsqlTui

def broken(self):
    raise RuntimeError("broken")

DsqlTui.action_help = broken
__main__.main()
"""
_SHELL = """
import os, sys
command = [sys.executable, "-m", "dsql_tui", *sys.argv[1:]]
os.environ["PS1"] = "$ "
os.execvp("bash", ["bash", "--noprofile", "--norc", "--noediting", "-i", "-s", *command])
"""

Case = Callable[[Ready, Path], list[str]]
"""Returns what was wrong."""


def list_cases() -> Iterator[tuple[str, Case]]:
    """Yield the name of each case, and the case."""
    for place in PLACES:
        for number in SIGNALS:
            yield f"{number.name} at {place}", _end_by_signal(place, number)
        yield f"closed terminal at {place}", _close(place)
        yield f"stuck terminal at {place}", _stick(place)
    for place in ("picker", "workbench", "rows"):
        yield f"quit at {place}", _quit(place)
        yield f"exception at {place}", _crash(place)
    for place in OTHER_PROGRAM:
        for number in CHILD_SIGNALS:
            yield f"{place} ended by {number.name}", _kill_child(place, number)
    for moment in MOMENTS:
        yield f"SIGTERM {moment} s after the start", _end_early(moment)
    for place in ("picker", "workbench", "rows", "editor"):
        yield f"SIGTSTP and SIGCONT at {place}", _stop(place, signal.SIGTSTP)
        yield f"SIGSTOP and SIGCONT at {place}", _stop(place, signal.SIGSTOP)
    yield "SIGTERM at dsql-tui keys", _end_keys
    yield "Ctrl+Z and fg in a shell", _suspend_in_shell
    yield "Ctrl+Z without a shell", _suspend_without_shell


def _end_by_signal(place: str, number: signal.Signals) -> Case:
    def case(ready: Ready, home: Path) -> list[str]:
        terminal, before = reach(ready, home, place)
        with terminal:
            child = child_pid(terminal) if place in OTHER_PROGRAM else 0
            terminal.signal(number)
            if child and number in (signal.SIGINT, signal.SIGQUIT):  # keys for the other program
                terminal.rest(0.5)
                os.kill(child, signal.SIGTERM)
                wait_for_screen(terminal, 2)
                terminal.signal(number)
            problems = check_end(terminal, before, 128 + number)
            return problems + (["the child is left"] if child and is_alive(child) else [])

    return case


def _close(place: str) -> Case:
    def case(ready: Ready, home: Path) -> list[str]:
        terminal, _ = reach(ready, home, place)
        with terminal:
            began = monotonic()
            code = terminal.hang_up()
            problems = [] if code == 128 + signal.SIGHUP else [f"exit code {code}"]
            took = monotonic() - began
            return problems + ([f"it took {took:.1f} s"] if took > LIMIT else [])

    return case


def _stick(place: str) -> Case:
    """Send a signal while the terminal reads nothing, as that of a lost connection over SSH."""

    def case(ready: Ready, home: Path) -> list[str]:
        terminal, before = reach(ready, home, place)
        with terminal:
            if place in OTHER_PROGRAM:
                return []
            for columns in (100, 120) * 20:  # each draws the whole screen
                terminal.resize(columns, 40)
                sleep(0.05)
            terminal.signal(signal.SIGTERM)
            sleep(LIMIT)
            problems = [] if terminal.settings == before else ["settings of the line"]
            return problems + check_end(terminal, before, 128 + signal.SIGTERM)

    return case


def _quit(place: str) -> Case:
    def case(ready: Ready, home: Path) -> list[str]:
        terminal, before = reach(ready, home, place)
        with terminal:
            terminal.press(QUIT)
            if place == "rows":
                terminal.wait("Quit")
                terminal.press("y")
            return check_end(terminal, before, 0)

    return case


def _crash(place: str) -> Case:
    def case(ready: Ready, home: Path) -> list[str]:
        target = "" if place == "picker" else ready.clusters[0].endpoint
        with start(ready, home, target, program=("-c", _BREAK)) as terminal:
            before = terminal.settings
            PLACES[place](terminal)
            terminal.press("\x1bOP")
            return check_end(terminal, before, 70)

    return case


def _kill_child(place: str, number: signal.Signals) -> Case:
    def case(ready: Ready, home: Path) -> list[str]:
        terminal, before = reach(ready, home, place)
        with terminal:
            os.kill(child_pid(terminal), number)
            wait_for_screen(terminal, 2)
            terminal.press("select 1 as back")
            terminal.wait("select 1 as back")
            terminal.press(QUIT)
            return check_end(terminal, before, 0)

    return case


def _end_early(moment: float) -> Case:
    def case(ready: Ready, home: Path) -> list[str]:
        with start(ready, home, ready.clusters[0].endpoint) as terminal:
            before = terminal.settings
            terminal.rest(moment)
            terminal.signal(signal.SIGTERM)
            problems = check_end(terminal, before, 128 + signal.SIGTERM)
            died = f"exit code {-signal.SIGTERM}"  # before the program handles signals
            return (
                problems
                if ENTERED in terminal.drawn
                else [each for each in problems if each != died]
            )

    return case


def _stop(place: str, number: signal.Signals) -> Case:
    """Stop the program and continue it, as Ctrl+Z and `fg` of a shell do."""

    def case(ready: Ready, home: Path) -> list[str]:
        terminal, before = reach(ready, home, place)
        with terminal:
            terminal.signal(number)
            os.waitpid(terminal.pid, os.WUNTRACED)
            terminal.rest(0.2)
            stopped = describe_state(terminal, before) if number == signal.SIGTSTP else []
            problems = [f"stopped with {each}" for each in stopped if place not in OTHER_PROGRAM]
            screens = terminal.drawn.count(ENTERED)
            terminal.signal(signal.SIGCONT)
            if place in OTHER_PROGRAM:
                os.kill(child_pid(terminal), signal.SIGKILL)
            wait_for_screen(terminal, screens + 1)
            if place != "picker":
                terminal.press("back")
                terminal.wait("back")
            terminal.signal(signal.SIGTERM)
            return problems + check_end(terminal, before, 128 + signal.SIGTERM)

    return case


def _end_keys(_: Ready, home: Path) -> list[str]:
    command = [sys.executable, "-m", "dsql_tui", "keys"]
    with Terminal(command, environment={"HOME": str(home)}) as terminal:
        before = terminal.settings
        terminal.wait("Press any key")
        terminal.rest(0.2)
        terminal.signal(signal.SIGTERM)
        return check_end(terminal, before, 128 + signal.SIGTERM)


def _suspend_in_shell(ready: Ready, home: Path) -> list[str]:
    with start(ready, home, program=("-c", _SHELL)) as terminal:
        terminal.wait("$ ")
        before = terminal.settings
        terminal.press('"$@"\r')
        PLACES["picker"](terminal)
        problems = []
        for number in (1, 2):
            terminal.press(SUSPEND)
            _wait_for_prompt(terminal, number)
            problems += describe_state(terminal, before)
            terminal.press("fg\r")
            wait_for_screen(terminal, number + 1)
        terminal.press(QUIT)
        _wait_for_prompt(terminal, 3)
        problems += describe_state(terminal, before)
        terminal.press("exit $?\r")
        return problems + check_end(terminal, before, 0)


def _wait_for_prompt(terminal: Terminal, number: int) -> None:
    """Wait until the shell asks for a command after the program has left the screen."""

    def is_asking(_: str) -> bool:
        return terminal.drawn.endswith(b"$ ") and terminal.drawn.count(LEFT) == number

    terminal.wait(is_asking)


def _suspend_without_shell(ready: Ready, home: Path) -> list[str]:
    terminal, before = reach(ready, home, "picker")
    with terminal:
        terminal.press(SUSPEND)
        terminal.wait("There is no shell")
        terminal.press(QUIT)
        return check_end(terminal, before, 0)


def main(part: str) -> int:
    """Run the cases whose names have `part` in them; return the number of failures."""
    failed = ran = 0
    with tempfile.TemporaryDirectory() as folder, SandboxProcess(Path(folder)) as sandbox:
        for name, case in list_cases():
            if part not in name:
                continue
            ran += 1
            with tempfile.TemporaryDirectory() as home:
                try:
                    problems = case(sandbox.ready, Path(home))
                except AssertionError as error:
                    problems = [str(error).split("\n")[0]]
            failed += bool(problems)
            line = "  ".join([f"{'FAILED' if problems else 'ok':6} {name}", *problems])
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{ran} ends, {failed} failed\n")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
