"""Copy cells to the clipboard."""

from __future__ import annotations

from functools import partial

from textual.widget import Widget

from dsql_tui.clipboard import MAX_SIZE
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.copy_cells import TooLarge, format_cells
from dsql_tui.results.formats import get_format
from dsql_tui.results.formats.format import FormatError
from dsql_tui.results.text import format_size, make_visible, pluralize
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.results.copy_dialog import Choice
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.terminal.clipboard import copy_text


def list_extents(state: GridState) -> dict[str, str]:
    """Return the choices of cells to copy, the selection first, with their labels."""
    row, column = (
        state.sheet.row_number(state.cursor.row) + 1,
        state.sheet.column(state.cursor.column),
    )
    left_out = state.left_out
    choices = {
        "cell": "the cell",
        "row": f"row {row:,}",
        "column": f"the column “{make_visible(column.name)}”",
        "all": f"all {len(state.sheet):,} rows" + (f" ({left_out})" if left_out else ""),
    }
    if state.selection is None:
        return choices
    return {"selection": f"the {len(state.rows) * len(state.places):,} cells selected", **choices}


def choose_plain(state: GridState) -> Choice:
    """Return what the copy key copies: the selection, or the cell, without a header."""
    return Choice(next(iter(list_extents(state))), get_format("tsv"), header=False)


async def copy(widget: Widget, state: GridState, choice: Choice) -> None:
    """Copy cells and report how; offer a file if they are too large for a clipboard."""
    rows, places = _region(state, choice.extent)
    try:
        if choice.extent == "cell" and choice.form.name == "tsv":
            text = state.sheet.value(rows.start, places.start) or b""
        else:
            text = await in_thread(
                partial(
                    format_cells, state.sheet, rows, places, choice.form, choice.header, MAX_SIZE
                )
            )
        if len(text) > MAX_SIZE:
            raise TooLarge
    except TooLarge:
        await _offer_file(widget)
        return
    except FormatError as error:
        widget.notify(f"Nothing was copied: {error}", severity="error", markup=False)
        return
    cells = len(rows) * len(places)
    await _copy(widget, text, pluralize(cells, "cell"))


async def copy_value(widget: Widget, value: bytes) -> None:
    """Copy one value as the server sent it, and report how."""
    if len(value) > MAX_SIZE:
        words = f"The clipboard holds at most {format_size(MAX_SIZE)}. Press s to save a file."
        widget.notify(words, severity="warning", markup=False)
    else:
        await _copy(widget, value, "the value")


async def _copy(widget: Widget, text: bytes, amount: str) -> None:
    try:
        way = await copy_text(widget.app, text)
    except OSError as error:
        message = f"Nothing was copied: {error.strerror or error}."
        widget.notify(message, severity="error", markup=False)
    else:
        widget.notify(f"Copied {amount} ({format_size(len(text))}) {way}.", markup=False)


def _region(state: GridState, extent: str) -> tuple[range, range]:
    row, column = state.cursor
    every = range(len(state.sheet)), range(len(state.columns))
    one = range(row, row + 1), range(column, column + 1)
    return {
        "selection": (state.rows, state.places),
        "cell": one,
        "row": (one[0], every[1]),
        "column": (every[0], one[1]),
        "all": every,
    }[extent]


async def _offer_file(widget: Widget) -> None:
    question = f"The clipboard holds at most {format_size(MAX_SIZE)}. Export to a file instead?"
    if await widget.app.push_screen_wait(ConfirmDialog(question)):
        await widget.screen.run_action("use('export')")
