"""How long an action takes at several sizes of what it works on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from functools import cache
from itertools import cycle, islice
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from textual.app import App, ComposeResult

from benchmarks.bench import Bench, run_apart
from benchmarks.editing import LETTERS, open_console
from benchmarks.rows import GridApp, draw, load_table, time_echoes
from benchmarks.script import build_selects, time_console
from benchmarks.texts import build_script
from dsql_tui.results.table import Table
from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation, Schema
from dsql_tui.sql.complete import NameUsage, complete
from dsql_tui.sql.statements import split
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from tests.access import build_access
from tests.terminal import Terminal

ROWS = (
    "select g, md5(g::text) as code, 'row ' || g as name "
    "from (select generate_series(1, {}) as g) as numbers"
)
"""In the select list, because PostgreSQL stores the rows of a function in FROM first."""
BUDGET = 256
_TIMES = 3
_KEYS = 20


class Case(NamedTuple):
    """An action, and the sizes at which it is measured."""

    grows: str
    action: str
    sizes: Sequence[int]
    """The sizes that take seconds."""
    more: Sequence[int]
    """Larger sizes, which take longer."""
    measure: Callable[[Bench, Sequence[int]], Iterator[float]]
    """Yields the seconds at each size."""


def repeat(action: Callable[[], object], times: int = _TIMES) -> float:
    """Return the least seconds of processor time of several calls."""
    seconds = []
    for _ in range(times):
        began = process_time()
        action()
        seconds.append(process_time() - began)
    return min(seconds)


def _load(bench: Bench, query: str) -> Table:
    with closing(build_access(bench.ready).open()) as session:
        return load_table(session.run(query), BUDGET)


def load_rows(bench: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Load rows through the gateway into a table."""
    for size in sizes:
        with closing(build_access(bench.ready).open()) as session:
            began = perf_counter()
            load_table(session.run(ROWS.format(size)), BUDGET)
            yield perf_counter() - began


def draw_end(bench: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Jump between the first and the last row of a grid."""
    for size in sizes:
        yield asyncio.run(_time_jumps(_load(bench, ROWS.format(size))))


async def _time_jumps(table: Table) -> float:
    app = GridApp()
    async with app.run_test(size=(160, 45)):
        grid = app.query_one(Grid)
        grid.show(GridState(table))
        moves = [grid.action_follow, lambda: grid.action_row(0)] * 10
        return median(draw(grid, move, process_time) for move in moves)


def show_columns(bench: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Show a result of 100 rows, and go to its last column."""
    for size in sizes:
        columns = ", ".join(f"g + {number} as column_{number}" for number in range(size))
        table = _load(bench, f"select {columns} from generate_series(1, 100) g")
        yield asyncio.run(_time_columns(table))


async def _time_columns(table: Table) -> float:
    app = GridApp()
    async with app.run_test(size=(160, 45)):
        grid = app.query_one(Grid)

        def move() -> None:
            grid.show(GridState(table))
            grid.action_column(-1)

        return median(draw(grid, move, process_time) for _ in range(5))


def complete_name(_: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Complete the name of a table."""
    text = "select * from table_5"
    columns = tuple(ColumnInfo(f"column_{number}", "text") for number in range(3))
    for size in sizes:
        names = (f"table_{number}" for number in range(size))
        relations = tuple(Relation("public", name, False, columns) for name in names)
        catalog, usage = Catalog([Schema("public", relations)]), NameUsage()
        yield repeat(lambda: complete(text, len(text), catalog, usage), 10)  # noqa: B023


def split_script(_: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Split a script into its statements."""
    for size in sizes:
        script = build_script(size)
        yield repeat(lambda: split(script))  # noqa: B023 - called at once


class EditorApp(App[None]):
    """Our editor with a script."""

    def __init__(self, script: str) -> None:
        super().__init__()
        self.script = script

    def compose(self) -> ComposeResult:
        yield SqlEditor(self.script)


def type_key(_: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Type a key in the middle of a script."""
    for size in sizes:
        yield asyncio.run(_time_keys(build_script(size)))


async def _time_keys(script: str) -> float:
    app = EditorApp(script)
    async with app.run_test(size=(120, 40)) as pilot:
        editor = app.query_one(SqlEditor)
        editor.focus()
        editor.move_cursor((editor.document.line_count // 2, 0))
        await pilot.pause()
        return await _time_presses(lambda: pilot.press("x"))


async def _time_presses(press: Callable[[], Awaitable[None]], times: int = 10) -> float:
    """Return the median seconds of processor time until a key has been processed."""
    seconds = []
    for _ in range(times):
        began = process_time()
        await press()
        seconds.append(process_time() - began)
    return median(seconds)


def run_statements(bench: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Run all statements of a script in a console."""
    for size in sizes:
        yield run_apart(time_console, bench.ready, build_selects(size), 2)[-1]


def open_console_more(bench: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Open a console when others are open."""
    yield from (opened for opened, _ in time_consoles(bench, tuple(sizes)))


def type_in_console(bench: Bench, sizes: Sequence[int]) -> Iterator[float]:
    """Type a key while a number of consoles are open."""
    yield from (typed for _, typed in time_consoles(bench, tuple(sizes)))


@cache
def time_consoles(bench: Bench, sizes: tuple[int, ...]) -> list[tuple[float, float]]:
    """Return for each number of consoles the seconds to open the last one, and of a key then.

    A terminal, because Textual's pilot would wait for each widget after each key.
    """
    found = []
    with open_console(bench) as terminal:
        count = 1
        for size in sizes:
            opened = []
            while count < size:
                count += 1
                opened.append(_open_console(terminal, f"mark-{count}"))
            terminal.rest(1)
            letters = islice(cycle(LETTERS), _KEYS)
            found.append((median(opened[-3:]), median(time_echoes(terminal, letters, _KEYS))))
    return found


def _open_console(terminal: Terminal, mark: str) -> float:
    """Return the seconds until a new console is shown, which lacks the mark of the last one.

    Its tab is no sign: it may be outside of the strip.
    """
    terminal.press(f"\x1b[200~-- {mark}\x1b[201~")
    terminal.wait(mark)
    began = perf_counter()
    terminal.press("\x0ft")
    terminal.wait(lambda text: mark not in text and "Press a key" not in text)
    return perf_counter() - began


_SCRIPTS = (1_000, 10_000, 100_000, 1_000_000)
_CONSOLES, _MORE_CONSOLES = (2, 5, 10, 20), (50, 100, 200)
_ROWS = (1_000, 10_000, 100_000, 1_000_000)

CASES = (
    Case("rows", "load", _ROWS, (10_000_000,), load_rows),
    Case("rows", "draw the last page", _ROWS, (), draw_end),
    Case("columns", "show, go to the last one", (1, 10, 100, 400, 1_600), (), show_columns),
    Case("tables", "complete a name", (10, 100, 1_000, 10_000), (), complete_name),
    Case("bytes of a script", "split", (*_SCRIPTS, 10_000_000), (), split_script),
    Case("bytes of a script", "type a key", _SCRIPTS, (10_000_000,), type_key),
    Case("statements", "run all", (1, 10, 100, 1_000), (10_000,), run_statements),
    Case("consoles", "open one more", _CONSOLES, _MORE_CONSOLES, open_console_more),
    Case("consoles", "type a key", _CONSOLES, _MORE_CONSOLES, type_in_console),
)
"""All cases."""
