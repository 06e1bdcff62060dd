"""The response of the editor in a terminal of 120 by 40, against an empty TextArea.

`python -m benchmarks.editing [KEYS [FOLDER]]` types keys into our editor and into a minimal app in
turn, so that both run under the same load. It prints each figure with its limit, and exits with 1
if one is above. It starts a sandbox and takes about a minute, and another minute with a folder of
rivals (`benchmarks/rivals.py`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from math import inf
from pathlib import Path
from statistics import median, quantiles
from time import monotonic
from typing import NamedTuple

from benchmarks import rivals
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.statements import split
from tests.terminal import Terminal

MINIMAL = """
from textual.app import App
from textual.widgets import TextArea
class Minimal(App):
    def compose(self):
        yield TextArea("ready")
Minimal().run()
"""
MANY_TABLES = """
from textual.app import App
from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation, Schema
from dsql_tui.ui.editor.editor import SqlEditor
columns = [ColumnInfo(f"column_{n}", "text") for n in range(255)]
relations = [Relation("public", f"table_{n}", False, tuple(columns)) for n in range(1000)]
class Many(App):
    def compose(self):
        editor = SqlEditor("-- ready\\n\\n", burst=0)
        editor.completer.completion.catalog = Catalog([Schema("public", tuple(relations))])
        yield editor
Many().run()
"""
STREAM = """select g, md5(g::text)::uuid, 'name-' || g * 7, g / 7.0, g % 3 = 0, now(), sqrt(g),
'xxxx' from generate_series(1, 1000000) g; -- """
ARRIVING = " rows · "
"""The text in the console while rows arrive."""
KEYS_PER_STREAM = 20
"""The number of keys to type while a million rows arrive."""
ROW = "select id, name from shop.customers where country = 'DE' and id <> 'x'; -- {}\n"
LETTERS = "".join(map(chr, (*range(0x3B1, 0x3C2), *range(0x430, 0x450), *range(0x561, 0x587))))
"""Letters that are nowhere else on the screen."""
CLEAR = "\x1b", "\x7f" * 40
"""The keys that empty our editor, which has one line."""
PAUSE = 0.02
"""Seconds between two keys, so that each editor gets at most 20 keys a second."""


class Figure(NamedTuple):
    """A measured value and its limit; infinity if it is only compared."""

    name: str
    value: float
    allowed: float
    text: str

    @property
    def line(self) -> str:
        """The figure as a line of the output."""
        allowed = f"allowed {self.allowed:g}" if self.allowed < inf else "compared"
        return f"{self.name:<34} {self.text:<38} {allowed}"


def main(keys: str = "80", folder: str = "") -> int:
    """Print all figures; return 1 if one is above its limit."""
    count = 0
    for figure in measure(int(keys), folder):
        above = figure.value > figure.allowed
        count += above
        print(figure.line, "  ABOVE" if above else "", flush=True)
    print(f"processors {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    return int(count > 0)


def measure(keys: int, folder: str) -> Iterator[Figure]:
    """Measure each figure."""
    with SandboxProcess() as sandbox, tempfile.TemporaryDirectory() as home:
        yield from measure_typing(sandbox.ready, Path(home), keys)
        yield from measure_long_texts(sandbox.ready, Path(home))
        yield measure_split()
        yield measure_list()
        if folder:
            yield from compare_rivals(sandbox.ready, Path(home), Path(folder))


def measure_typing(ready: Ready, home: Path, keys: int) -> Iterator[Figure]:
    """Measure the time from key to echo in buffers of several lengths, and while rows arrive."""
    cases = ((0, 1.5, 1.5), (5_000, 2.0, 2.0), (50_000, 2.5, 2.5), (None, 3.0, 3.0))
    for lines, *allowed in cases:
        name = "rows arriving" if lines is None else f"{lines:,} lines"
        with open_console(ready, home, lines or 0) as ours, open_minimal_app() as theirs:
            time_keys = time_echoes_with_rows if lines is None else time_echoes
            pairs = list(time_keys(ours, theirs, keys))
        for number, (what, limit) in enumerate(zip(("median", "p99"), allowed, strict=True)):
            one, other = (_spread(side)[number] for side in zip(*pairs, strict=True))
            text = f"{one * 1000:.1f} / {other * 1000:.1f} ms = {one / other:.2f}"
            yield Figure(f"key to echo, {name}, {what}", one / other, limit, text)


def time_echoes(ours: Terminal, theirs: Terminal, keys: int) -> Iterator[tuple[float, float]]:
    """Yield the seconds from a key to its echo in both editors."""
    letters = cycle(LETTERS)
    for number in range(keys):
        letter = next(letters)
        pair = []
        for terminal in (ours, theirs):
            pair.append(terminal.echo(letter, letter.encode()))
            terminal.rest(PAUSE)
        if number % 40 == 39:  # A new line, so that no letter is on it yet.
            for terminal in (ours, theirs):
                terminal.press("\r")
                terminal.rest(0.2)
        yield pair[0], pair[1]


def time_echoes_with_rows(
    ours: Terminal, theirs: Terminal, keys: int
) -> Iterator[tuple[float, float]]:
    """Yield the seconds from a key to its echo in both editors, while rows arrive in ours."""
    ours.press(f"\x1b[200~{STREAM}\x1b[201~")
    for _ in range(0, keys, KEYS_PER_STREAM):
        ours.rest(0.5)
        ours.press("\n")
        ours.wait(ARRIVING)
        yield from time_echoes(ours, theirs, KEYS_PER_STREAM)
        ours.wait(lambda text: "1,000,000 rows" in text and ARRIVING not in text)


def compare_rivals(ready: Ready, home: Path, folder: Path) -> Iterator[Figure]:
    """Compare our editor with each rival."""
    sockets = rivals.create_tables(ready)
    for rival in rivals.RIVALS:
        with (
            open_console(ready, home, 0) as ours,
            rivals.run_rival(rival, folder, sockets) as theirs,
        ):
            pairs = list(time_echoes(ours, theirs, 39))
            rivals.clear_editor(ours, CLEAR)
            rivals.clear_editor(theirs, rival.clear)
            lists = rivals.time_list(ours, CLEAR), rivals.time_list(theirs, rival.clear)
        spreads = zip(*map(_spread, zip(*pairs, strict=True)), strict=True)
        names = "key to echo, median", "key to echo, p99", "key to list"
        for what, (one, other) in zip(names, (*spreads, lists), strict=True):
            text = f"{one * 1000:.1f} / {other * 1000:.1f} ms = {one / other:.2f}"
            yield Figure(f"{rival.name}: {what}", one / other, inf, text)


def measure_long_texts(ready: Ready, home: Path) -> Iterator[Figure]:
    """Measure a long paste, and the opening of a long file."""
    with open_console(ready, home, 0) as ours:
        pasted = "".join(ROW.format(n) for n in range(2**20 // len(ROW)))
        took = _paste(ours, pasted + "-- ψψψ")
        yield Figure("paste of 1 MB, s", took, 0.5, f"{took:.2f} s")
    (home / "long.sql").write_text("-- ψψψ\n" + "".join(ROW.format(n) for n in range(50_000)))
    with open_console(ready, home, 0) as ours:
        ours.press("\x0f")
        ours.wait("Press a key")
        ours.press("o")
        ours.rest(0.5)
        ours.press(str(home / "long.sql"))
        ours.rest(0.5)
        took = ours.echo("\r", "ψψψ".encode())
        yield Figure("a file of 50,000 lines, s", took, 0.15, f"{took:.3f} s to its first screen")


def measure_split() -> Figure:
    """Measure the time to split a long script into statements."""
    script = "".join(ROW.format(n) for n in range(60_000))
    began = monotonic()
    split(script)
    speed = len(script) / 1e6 / (monotonic() - began)
    return Figure("splitting, s for 5 MB", 5 / speed, 1.0, f"{speed:.1f} MB a second")


def measure_list() -> Figure:
    """Measure the time from a key to the list of candidates, with 1,000 tables of 255 columns."""
    with Terminal([sys.executable, "-c", MANY_TABLES]) as ours:
        ours.wait("ready")
        ours.press("\x1b[B\x1b[B")
        took = []
        for _ in range(20):
            ours.press("select * from ")
            ours.rest(0.2)
            ours.press("\x1b")
            ours.rest(0.2)
            took.append(ours.echo("t", b"table_5"))
            ours.rest(0.1)
            ours.press("\x1b" + "\x7f" * 15)
            ours.rest(0.3)
    return Figure(
        "key to list, 1,000 tables, s", median(took), 0.06, f"{median(took) * 1000:.0f} ms"
    )


@contextmanager
def open_console(ready: Ready, home: Path, lines: int) -> Iterator[Terminal]:
    """Open our console with some lines in its editor and the cursor at their end."""
    offer = ready.clusters[0]
    script = home / "script.sql"
    script.write_text("".join(ROW.format(n) for n in range(lines)))
    settings = home / "config" / "dsql-tui"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "settings.toml").write_text("row_cap = 0\n")
    command = [sys.executable, "-m", "dsql_tui", offer.identifier, "--region", offer.region]
    command += ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    command += ["--sslrootcert", str(ready.sslrootcert)]
    with tempfile.TemporaryDirectory() as data:
        environment = {
            **ready.env,
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": data,
            "XDG_STATE_HOME": data,
        }
        with Terminal(command, environment=environment) as terminal:
            terminal.wait("shop")
            if lines:
                _paste(terminal, script.read_text() + "-- ψψψ\n")
            terminal.rest(1.0)
            yield terminal


@contextmanager
def open_minimal_app() -> Iterator[Terminal]:
    """Open an app with a text area."""
    with Terminal([sys.executable, "-c", MINIMAL]) as terminal:
        terminal.wait("ready")
        yield terminal


def _paste(terminal: Terminal, text: str) -> float:
    """Paste a text that ends with `ψψψ`; return the seconds until this is drawn."""
    return terminal.echo(f"\x1b[200~{text}\x1b[201~", "ψψψ".encode())


def _spread(times: tuple[float, ...]) -> tuple[float, float]:
    """Return the median and the 99th percentile."""
    return median(times), quantiles(times, n=100, method="inclusive")[98]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
