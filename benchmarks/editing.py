"""The response of the editor in a terminal of 120 by 40, against an empty TextArea.

`python -m benchmarks.editing [RUNS [FOLDER]]` types keys into our editor and into a minimal app in
turn, so that both run under the same load. It prints each figure with its limit, and exits with 1
if one is above. It starts a sandbox and takes about a minute, and another minute with a folder of
rivals (`benchmarks/rivals.py`).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from benchmarks import rivals
from benchmarks.bench import Bench, build_console_command
from benchmarks.figures import Figure, print_figures, read_median, read_percentile
from benchmarks.startup import build_minimal
from benchmarks.texts import ROW, build_dump, build_lines
from tests.terminal import Terminal

KEYS = 80
"""The number of keys of a run."""
LETTERS = "".join(map(chr, (*range(0x3B1, 0x3C2), *range(0x430, 0x450), *range(0x561, 0x587))))
"""Letters that are nowhere else on the screen."""
CLEAR = "\x1b", "\x7f" * 40
"""The keys that empty our editor, which has one line."""
PAUSE = 0.02
"""Seconds between two keys, so that each editor gets at most 20 keys a second."""
PEER = "minimal TextArea, empty"
_KEYS_PER_LINE = 40

Pair = tuple[float, float]


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the time from key to echo in texts of several lengths."""
    cases = (
        ("empty", "", 1.5),
        ("5,000 lines", build_lines(5_000), 2.0),
        ("50,000 lines", build_lines(50_000), 2.5),
        ("a dump of 3 MB", build_dump(3_000_000), 2.5),
    )
    for name, text, limit in cases[:2] if bench.quick else cases:
        with open_console(bench, text) as ours, open_minimal_app() as theirs:
            runs = [list(time_echoes(ours, theirs, KEYS)) for _ in range(bench.runs)]
        yield from build_figures(f"key echo, {name}", runs, PEER, limit)


def build_figures(name: str, runs: list[list[Pair]], peer: str, limit: float) -> Iterator[Figure]:
    """Yield the median and the 99th percentile of the echo times of several runs."""
    sides = [[[pair[side] for pair in run] for run in runs] for side in (0, 1)]
    for what, read, reach in (("median", read_median, 1.0), ("p99", read_percentile, 1.5)):
        ours, theirs = ([read(times) for times in side] for side in sides)
        yield Figure(f"{name}, {what}", ours, theirs, peer, "ms", reach, limit)


def time_echoes(ours: Terminal, theirs: Terminal, keys: int) -> Iterator[Pair]:
    """Yield the seconds from a key to its echo in both editors."""
    letters = cycle(LETTERS)
    for number in range(keys):
        letter = next(letters)
        pair = []
        for terminal in (ours, theirs):
            pair.append(terminal.echo(letter, letter.encode()))
            terminal.rest(PAUSE)
        if number % _KEYS_PER_LINE == _KEYS_PER_LINE - 1:  # so that no letter is on the line yet
            for terminal in (ours, theirs):
                begin_line(terminal)
        yield pair[0], pair[1]


def begin_line(terminal: Terminal) -> None:
    """Begin a new line, and wait until it is drawn."""
    terminal.press("\r")
    terminal.rest(0.2)


def measure_rivals(bench: Bench) -> Iterator[Figure]:
    """Compare our editor with each rival that is installed."""
    rivals.create_tables(bench.sockets, rivals.TABLES)
    for rival in rivals.RIVALS:
        program = bench.find_rival(rival.name)
        if program is None:
            continue
        with open_console(bench) as ours, rivals.run_rival(rival, program, bench.sockets) as theirs:
            runs = [list(time_echoes(ours, theirs, _KEYS_PER_LINE)) for _ in range(bench.runs)]
            rivals.clear_editor(ours, CLEAR)
            rivals.clear_editor(theirs, rival.clear)
            lists = rivals.time_lists(ours, CLEAR), rivals.time_lists(theirs, rival.clear)
        for figure in build_figures("key echo", runs, rival.name, 1.5):
            yield figure._replace(reach=1.0)
        yield Figure("key to list, 1,000 tables", *lists, rival.name, reach=1.0)


def measure_long_texts(bench: Bench) -> Iterator[Figure]:
    """Measure a long paste, and the opening of a long file."""
    with open_console(bench) as ours:
        took = paste(ours, build_lines(2**20 // len(ROW)) + "-- ψψψ")
        yield Figure("paste of 1 MB", [took], limit=0.5)
    file = bench.folder / "long.sql"
    file.write_text("-- ψψψ\n" + build_lines(50_000))
    with open_console(bench) as ours:
        ours.press("\x0f")
        ours.wait("Press a key")
        ours.press("o")
        ours.rest(0.5)
        ours.press(str(file))
        ours.rest(0.5)
        yield Figure("a file of 50,000 lines", [ours.echo("\r", "ψψψ".encode())], limit=0.15)


@contextmanager
def open_console(
    bench: Bench, text: str = "", settings: str = "row_cap = 0\n"
) -> Iterator[Terminal]:
    """Open our console with a text in its editor and the cursor at its end."""
    ready = bench.ready
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        folder = Path(home) / "dsql-tui"
        folder.mkdir()
        (folder / "settings.toml").write_text(settings)
        places = {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "DATA", "STATE")}
        environment = {**ready.env, **places, "PYTHONDONTWRITEBYTECODE": ""}
        with Terminal(build_console_command(ready), environment=environment) as terminal:
            terminal.wait("shop")
            if text:
                paste(terminal, text + "-- ψψψ\n")
            terminal.rest(1.0)
            yield terminal


@contextmanager
def open_minimal_app() -> Iterator[Terminal]:
    """Open an app with a text area."""
    with Terminal(build_minimal("TextArea", "'ready'")) as terminal:
        terminal.wait("ready")
        yield terminal


def paste(terminal: Terminal, text: str) -> float:
    """Paste a text that ends with `ψψψ`; return the seconds until this is drawn."""
    return terminal.echo(f"\x1b[200~{text}\x1b[201~", "ψψψ".encode())


def main(runs: str = "1", folder: str = "") -> int:
    """Print all figures; return 1 if one is above its limit."""
    with Bench(int(runs), rivals=folder) as bench:
        figures = [measure, measure_long_texts, *([measure_rivals] if folder else [])]
        return print_figures(figure for each in figures for figure in each(bench))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
