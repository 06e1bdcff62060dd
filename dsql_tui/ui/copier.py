"""Cells on their way to the clipboard."""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial

from textual.widget import Widget

from dsql_tui.clipboard import LIMIT, handed, ways
from dsql_tui.results.copying import TooMuch, written
from dsql_tui.results.formats import format_named
from dsql_tui.results.text import sized, visible
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.copying import Choice
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.look import Look


def extents(look: Look) -> dict[str, str]:
    """The cells there are to choose from, what is selected first."""
    row, column = look.sheet.row_number(look.cursor.row) + 1, look.sheet.column(look.cursor.column)
    named = {
        "cell": "the cell",
        "row": f"row {row:,}",
        "column": f"the column “{visible(column.name)}”",
        "all": f"all {len(look.sheet):,} rows",
    }
    if look.selection is None:
        return named
    return {"selection": f"the {len(look.rows) * len(look.places):,} cells selected", **named}


def plain(look: Look) -> Choice:
    """What a single key copies: what is selected, or the cell, without a header."""
    return Choice(next(iter(extents(look))), format_named("tsv"), header=False)


async def copy(widget: Widget, look: Look, choice: Choice) -> None:
    """Copy cells and say which way they went; too many are refused, and a file is offered."""
    rows, places = _region(look, choice.extent)
    try:
        if choice.extent == "cell" and choice.form.name == "tsv":
            text = look.sheet.value(rows.start, places.start) or b""
        else:
            text = await in_thread(
                partial(written, look.sheet, rows, places, choice.form, choice.header, LIMIT)
            )
        if len(text) > LIMIT:
            raise TooMuch
    except TooMuch:
        await _offer_file(widget)
        return
    found = ways(os.environ, sys.platform, shutil.which)
    tell = partial(widget.app.call_from_thread, widget.app.copy_to_clipboard)
    try:
        way = await in_thread(partial(handed, text, found, tell))
    except OSError as error:
        said = (
            f"Nothing was copied: there is no clipboard here, and no file could be written. {error}"
        )
        widget.notify(said, severity="error", markup=False)
    else:
        cells = len(rows) * len(places)
        counted = "1 cell" if cells == 1 else f"{cells:,} cells"
        widget.notify(f"Copied {counted} ({sized(len(text))}) {way}.", markup=False)


def _region(look: Look, extent: str) -> tuple[range, range]:
    row, column = look.cursor
    every = range(len(look.sheet)), range(len(look.columns))
    one = range(row, row + 1), range(column, column + 1)
    return {
        "selection": (look.rows, look.places),
        "cell": one,
        "row": (one[0], every[1]),
        "column": (every[0], one[1]),
        "all": every,
    }[extent]


async def _offer_file(widget: Widget) -> None:
    question = f"That is more than {sized(LIMIT)}, too much for a clipboard. Export it to a file?"
    if await widget.app.push_screen_wait(Confirm(question)):
        await widget.screen.run_action("use('export')")
