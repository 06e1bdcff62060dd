"""Random edits through the grid end with the table exactly as shown.

The variable EDIT_SESSIONS sets how many sessions of edits run, each with a seed of its own.
"""

from __future__ import annotations

import os
import random

import pytest
from textual.pilot import Pilot

from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.edits.pending import NewRow
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, wait_until
from tests.ui.results.edits.editing import (
    SIZE,
    get_edits,
    get_view,
    go,
    other_session,
    press,
    query,
    read_rows,
    type_value,
    write,
)

SESSIONS = int(os.environ.get("EDIT_SESSIONS", "6"))
COLUMNS = (
    "a int, b text, c varchar(20), n numeric, f double precision, t bool, d date, j json, "
    "primary key (a, b)"
)
VALUES: tuple[tuple[str, ...], ...] = (
    ("1", "2", "-3", " 40"),
    ("", "x", "it's", "a\\b", "漢字", "\u200d", "tab\there", "NULL"),
    ("", " ", "é", "$1", "two\nlines"),
    ("NaN", "1.50", "-0.0", "1e30"),
    ("NaN", "-0", "Infinity", "1e-300", "0.1"),
    ("f", "true"),
    ("infinity", "2024-02-29", "0044-03-15 BC"),
    ('{"a": 1, "a": 2}', "null", "[1,  2]"),
)
SQL = "select a, b, c, n, f, t, d, j, a + 1 as more from chaos"


@pytest.mark.parametrize("seed", range(SESSIONS))
async def test_random_edits_end_as_they_are_shown(start: Start, aws: Ready, seed: int) -> None:
    chance = random.Random(seed)
    with other_session(aws) as run:
        run("drop table if exists chaos")
        run(f"create table chaos ({COLUMNS})")
        run(
            "insert into chaos select i, 'r' || i, null, i / 3.0, -0.0, i % 2 = 0, null, '[]' "
            "from generate_series(10, 15) i"
        )
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, SQL)
        for _ in range(2):
            for _ in range(12):
                await act(pilot, screen, chance)
            await finish(pilot, screen, aws, chance)


async def finish(pilot: Pilot[None], screen: Workbench, aws: Ready, chance: random.Random) -> None:
    """Write the changes; undo those that the server refuses; compare."""
    for _ in range(30):
        pending = get_edits(screen).pending
        if not pending.changes:
            break
        await write(pilot, screen)
        refused = [row for row, change in pending.changes.items() if change.problem]
        if pending.changes:
            assert refused
            pending.revert(refused)
            await pilot.pause()
    assert not get_edits(screen).pending.changes
    shown = sorted((row[:8] for row in read_rows(screen)), key=repr)
    with other_session(aws) as run:
        assert shown == sorted((row[:8] for row in run(SQL)), key=repr)


async def act(pilot: Pilot[None], screen: Workbench, chance: random.Random) -> None:
    """Do one random thing with the rows."""
    rows = len(read_rows(screen))
    row, column = chance.randrange(max(1, rows)), chance.randrange(8)
    await go(pilot, screen, row, column)
    match chance.choice("eeeeenDidduUs"):
        case "e" if rows:
            await edit(pilot, screen, chance, column)
        case "n":
            await press(pilot, screen, "ctrl+n")
        case "s":
            sorts = get_view(screen).grid.state.sorts
            await pilot.press("s")
            await wait_until(pilot, lambda: get_view(screen).grid.state.sorts is not sorts)
        case "i":
            await press(pilot, screen, "i")
            new = get_edits(screen).pending.new_rows[-1]
            assert isinstance(new, NewRow)
            get_edits(screen).pending.edit(
                [(new, {}, 1), (new, {}, 2)], str(chance.randrange(100, 10_000))
            )
        case key if rows:
            await press(pilot, screen, key)


async def edit(pilot: Pilot[None], screen: Workbench, chance: random.Random, column: int) -> None:
    """Edit the cell at the cursor, unless its row is to be deleted."""
    view = get_view(screen)
    number = view.grid.state.sheet.row_number(view.grid.cursor.row)
    if view.edits is not None and view.edits.mark(number, column) in ("deleted", "refused"):
        return
    if column == 5:
        await press(pilot, screen, "e")
        if pilot.app.screen is not screen:  # a default has no next value
            await pilot.press("escape")
            await wait_until(pilot, lambda: pilot.app.screen is screen)
    else:
        await type_value(pilot, screen, chance.choice(VALUES[column]))
