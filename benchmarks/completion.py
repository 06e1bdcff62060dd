"""The time from a key to the list of matching tables, against pgcli.

`python -m benchmarks.completion [RUNS [FOLDER]]` has 1,000 and 10,000 tables. The folder is that of
`benchmarks/rivals.py`; without it, there is no peer. It exits with 1 if a list takes too long.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import rivals
from benchmarks.bench import Bench
from benchmarks.editing import CLEAR
from benchmarks.figures import Figure, print_figures, read_median
from benchmarks.sandbox import find_socket
from dsql_tui.sandbox.process import SandboxProcess
from tests.terminal import Terminal

COUNTS = 1_000, 10_000
MAX_MILLISECONDS = 60
MANY_TABLES = """
from textual.app import App
from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation, Schema
from dsql_tui.ui.editor.editor import SqlEditor
columns = tuple(ColumnInfo(f"column_{{n}}", "text") for n in range({columns}))
relations = [Relation("public", f"table_{{n}}", False, columns) for n in range({tables})]
class Many(App):
    def compose(self):
        editor = SqlEditor("-- ready\\n\\n", burst=0)
        editor.completer.completion.catalog = Catalog([Schema("public", tuple(relations))])
        yield editor
reduce_collections()
Many().run()
"""


@contextmanager
def open_editor(tables: int, columns: int = 3) -> Iterator[Terminal]:
    """Open our editor with a catalog of many tables."""
    program = MANY_TABLES.format(tables=tables, columns=columns)
    with Terminal([sys.executable, "-c", program]) as terminal:
        terminal.wait("ready")
        terminal.press("\x1b[B\x1b[B")
        terminal.rest(1)
        yield terminal


def measure_tables(bench: Bench, tables: int, program: Path | None) -> Figure:
    """Measure the lists of our editor, and those of pgcli if it is installed."""
    figure = f"completion, {tables:,} tables"
    times = 4 * bench.runs
    with open_editor(tables) as ours:
        mine = [time * 1000 for time in rivals.time_lists(ours, CLEAR, times)]
    if program is None:
        return Figure(figure, mine, (), "pgcli, not installed", "ms")
    rival = next(each for each in rivals.RIVALS if each.name == "pgcli")
    with SandboxProcess() as sandbox:  # of its own, so that other lines have few tables
        sockets = find_socket(sandbox.pid)
        rivals.create_tables(sockets, tables)
        with rivals.run_rival(rival, program, sockets) as theirs:
            theirs.rest(tables / 1000)  # It reads the catalog in the background.
            others = [time * 1000 for time in rivals.time_lists(theirs, rival.clear, times)]
    return Figure(figure, mine, others, "pgcli", "ms", 0.5)


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure with few and with many tables."""
    program = bench.find_rival("pgcli")
    for tables in COUNTS:
        yield measure_tables(bench, tables, program)


def measure_columns(bench: Bench) -> Iterator[Figure]:
    """Measure with the most columns that a table can have."""
    with open_editor(1_000, 255) as ours:
        times = rivals.time_lists(ours, CLEAR, 4 * bench.runs)
    name = "completion, 1,000 tables of 255 columns"
    yield Figure(name, [read_median(times)], unit="ms", limit=MAX_MILLISECONDS)


def main(runs: int = 3, folder: str = "") -> int:
    """Measure; return 1 if a list takes too long."""
    with Bench(runs, rivals=folder) as bench:
        return print_figures(
            figure for part in (measure, measure_columns) for figure in part(bench)
        )


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["3"])[0]), *sys.argv[2:3]))
