"""The program in a plain terminal, tmux and GNU screen: `python -m tests.terminals.scenarios`.

tmux and screen run with their default settings, in a pseudo-terminal of their own, so keys and
output take the whole way.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import monotonic

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal
from tests.terminals.modes import list_changed_modes
from tests.terminals.places import HELP, KITTY, MENU, QUIT, RUN, at_workbench, start

_SOCKET = f"dsql-tui-{os.getpid()}"
INSIDE: dict[str, Sequence[str]] = {
    "xterm": (),
    "kitty": (),
    "tmux": ("tmux", "-L", _SOCKET, "-f", "/dev/null", "new-session", "--"),
    "screen": ("screen", "-c", "/dev/null", "-S", _SOCKET, "-U"),
}
"""The command before that of the program."""
TERMS = (
    {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    {"TERM": "xterm-256color", "COLORTERM": ""},
    *({"TERM": name, "COLORTERM": ""} for name in ("xterm", "screen", "linux", "vt100")),
    {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"},
)
KEYS = {
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "cdefgjlopqrsuvyz"},
    "ctrl+@": "\0",
    "ctrl+underscore": "\x1f",
    **{
        f"f{number}": code
        for number, code in enumerate(("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"), 1)
    },
    **{f"f{number}": f"\x1b[{code}~" for number, code in ((5, 15), (7, 18), (8, 19), (9, 20))},
    "up": "\x1b[A",
    "ctrl+up": "\x1b[1;5A",
    "alt+down": "\x1b[1;3B",
    "ctrl+end": "\x1b[1;5F",
    "shift+tab": "\x1b[Z",
    "pageup": "\x1b[5~",
    "delete": "\x1b[3~",
    "backspace": "\x7f",
    "alt+z": "\x1bz",
    "escape": "\x1b",
}
"""Keys that the program uses, and what a terminal without the Kitty protocol sends for them."""
_KEY_TIMEOUT = 5.0
"""Seconds to wait for a key; the first one waits for the imports."""
MEGABYTE = 1_000_000

Scenario = Callable[[Terminal], None]


def paste_lines(terminal: Terminal) -> None:
    """Paste lines with brackets and, as an old terminal does, without."""
    _paste(terminal, "\r".join(f"select {number} as pasted;" for number in range(1, 201)))
    terminal.wait("200 as pasted;")
    terminal.press(_SELECT_ALL)
    terminal.send("\r".join(f"select {number} as raw;" for number in range(1, 51)).encode())
    text = terminal.wait("50 as raw;")
    assert "copied" in text, "a pasted line was run: the last result is gone"


def _paste(terminal: Terminal, text: str) -> None:
    """Paste as a terminal does: with brackets if the program has asked for them."""
    asked = terminal.drawn.rpartition(b"\x1b[?2004")[2].startswith(b"h")
    terminal.send((f"\x1b[200~{text}\x1b[201~" if asked else text).encode())


def paste_a_megabyte(terminal: Terminal) -> None:
    """Paste one line of a megabyte, and type behind it."""
    terminal.press(_SELECT_ALL)
    _paste(terminal, f"select '{'x' * MEGABYTE}';")
    terminal.wait("xxx", 60)
    terminal.press(" -- behind")
    terminal.wait("-- behind", 60)
    terminal.press(_SELECT_ALL + "\x7f")
    terminal.wait(lambda text: "-- behind" not in text)


def resize_while_rows_arrive(terminal: Terminal) -> None:
    """Change the size with a dialog open, and without one, while rows arrive."""
    terminal.press("select generate_series(1, 3000000) as n;")
    terminal.wait("as n;")
    terminal.press(RUN)
    terminal.wait("rows")
    for keys in ("", HELP):
        terminal.press(keys)
        for columns, rows in ((200, 60), (40, 12), (20, 5), (120, 40)):
            terminal.resize(columns, rows)
            terminal.rest(0.5)
            if (columns, rows) == (20, 5):
                terminal.wait("Too small")
    terminal.wait("on this screen")
    terminal.press("\x1b")
    terminal.wait(lambda text: "on this screen" not in text)
    terminal.press("-- typed")
    terminal.wait("-- typed")


def click(terminal: Terminal) -> None:
    """Click on the schema and back on the editor; typing shows where the focus is."""
    if terminal.drawn.rpartition(b"\x1b[?1000")[2].startswith(b"h"):
        terminal.press("\x1b[<0;60;5M\x1b[<0;60;5m")
    terminal.rest(0.3)
    terminal.press("-- clicked")
    terminal.wait("-- clicked")


def copy(terminal: Terminal) -> None:
    """Copy a cell, and find it in the clipboard of the outer terminal, or in tmux's buffer."""
    terminal.press(f"{_SELECT_ALL}select 'copied' as c;")
    terminal.wait("as c;")
    terminal.press(RUN)
    terminal.wait("1 row")
    terminal.press("\x1bOR")
    terminal.rest(0.3)
    terminal.press("y")
    terminal.wait("Enter copies")
    terminal.press("\r")
    terminal.wait("opied")
    terminal.rest(0.5)
    show = ["tmux", "-L", _SOCKET, "show-buffer"]
    buffer = subprocess.run(show, capture_output=True, check=False).stdout
    assert b"Y29waWVk" in terminal.drawn or b"copied" in buffer, "not in the clipboard"
    terminal.press("\x1bOQ")


def open_menu(terminal: Terminal) -> None:
    """Open the menu and each of its dialogs that asks nothing."""
    terminal.press(MENU)
    terminal.wait("Press a key")
    terminal.press("h")
    terminal.wait("History")
    terminal.press("\x1b")
    terminal.rest(0.3)


SCENARIOS: tuple[Scenario, ...] = (
    open_menu,
    click,
    copy,
    paste_lines,
    paste_a_megabyte,
    resize_while_rows_arrive,
)
_SELECT_ALL = "\x1bOQ\x1b[1;5H\x1b[1;6F"
"""F2, Ctrl+Home, Ctrl+Shift+End: the prefix of GNU screen is Ctrl+A."""


def run_inside(name: str, ready: Ready, home: Path) -> Iterator[tuple[str, str]]:
    """Run the scenarios, and yield the name and the problem of each."""
    answers = KITTY if name == "kitty" else {}
    target = ready.clusters[0].endpoint
    with start(ready, home, target, inside=INSIDE[name], answers=answers) as terminal:
        at_workbench(terminal)
        for scenario in SCENARIOS:
            yield scenario.__name__.replace("_", " "), _find_problem(partial(scenario, terminal))
        terminal.press(QUIT)
        yield "end", _find_problem(partial(_end, terminal, modes=not INSIDE[name]))


def _end(terminal: Terminal, modes: bool = True) -> None:
    """Wait for the end, and check the modes; those of tmux and screen are their own matter."""
    terminal.finish(10)
    assert not (modes and (changed := list_changed_modes(terminal.drawn))), changed


def check_keys(name: str, home: Path) -> Iterator[tuple[str, str]]:
    """Yield the keys that do not arrive as what they are."""
    command = [*INSIDE[name], sys.executable, "-m", "dsql_tui", "keys"]
    with Terminal(command, environment={"HOME": str(home)}) as terminal:
        terminal.wait("Press any key")
        lost = []
        for key, code in KEYS.items():
            terminal.press(code)
            if _find_problem(partial(terminal.wait, f" {key} ", _KEY_TIMEOUT)):
                lost.append(key)
        terminal.press("\x03")
        terminal.rest(0.3)
        terminal.press("\x03")
        terminal.finish()
        yield f"{len(KEYS)} keys", ", ".join(lost)


def check_colours(
    environment: dict[str, str], ready: Ready, home: Path
) -> Iterator[tuple[str, str]]:
    """Run a statement in a kind of terminal, and yield which colours it used wrongly."""
    with start(ready, home, ready.clusters[0].endpoint, environment) as terminal:
        problem = _find_problem(partial(_run_a_statement, terminal))
        used = {
            "true colour": rb"\x1b\[[\d;]*[34]8;2;",
            "256 colours": rb"\x1b\[[\d;]*[34]8;5;",
            "16 colours": rb"\x1b\[(?:\d+;)*(?:[349]|10)[0-7](?:;\d+)*m",
        }
        found = [name for name, pattern in used.items() if re.search(pattern, terminal.drawn)]
        yield f"{_name(environment)}: {', '.join(found) or 'no colours'}", problem


def _run_a_statement(terminal: Terminal) -> None:
    at_workbench(terminal)
    terminal.press("select 'é—│' as drawn;")
    terminal.wait("as drawn;")
    terminal.press(RUN)
    terminal.wait("1 row")
    terminal.press(QUIT)
    _end(terminal)


def _name(environment: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in environment.items() if value)


def _find_problem(check: Callable[[], object]) -> str:
    try:
        check()
    except AssertionError as error:
        if os.environ.get("VERBOSE"):
            return str(error)
        return str(error).split("\n")[0] or "failed"
    return ""


def main(wanted: Sequence[str]) -> int:
    """Run the scenarios of the terminals with these names, or all; return 1 after a failure."""
    failed = False
    with tempfile.TemporaryDirectory() as folder, SandboxProcess(Path(folder)) as sandbox:
        runs: list[tuple[str, Callable[[Path], Iterator[tuple[str, str]]]]] = []
        for name in INSIDE:
            if not INSIDE[name] or shutil.which(name):
                runs.append((name, partial(check_keys, name)))
                runs.append((name, partial(run_inside, name, sandbox.ready)))
        runs += [("colours", partial(check_colours, each, sandbox.ready)) for each in TERMS]
        for name, run in runs:
            if wanted and name not in wanted:
                continue
            with tempfile.TemporaryDirectory() as home:
                began = monotonic()
                for scenario, problem in run(Path(home)):
                    took = monotonic() - began
                    line = f"{'FAILED' if problem else 'ok':6} {took:5.1f} s  {name}: {scenario}"
                    sys.stdout.write(f"{line}  {problem}".rstrip() + "\n")
                    sys.stdout.flush()
                    failed |= bool(problem)
                    began = monotonic()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
