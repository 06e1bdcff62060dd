"""The keys of the grid."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import bind

MOVES: list[BindingType] = [
    bind("up,k", "move(-1, 0)", "Up", "Go to the row above.", "grid.up"),
    bind("down,j", "move(1, 0)", "Down", "Go to the row below.", "grid.down"),
    bind("left,h", "move(0, -1)", "Left", "Go to the previous column.", "grid.left"),
    bind("right,l", "move(0, 1)", "Right", "Go to the next column.", "grid.right"),
    bind("pageup", "page(-1)", "Page up", "Go up one page.", "grid.page_up"),
    bind("pagedown", "page(1)", "Page down", "Go down one page.", "grid.page_down"),
    bind("home", "column(0)", "First column", "Go to the first column.", "grid.home"),
    bind("end", "column(-1)", "Last column", "Go to the last column.", "grid.end"),
    bind("ctrl+home,g", "row(0)", "First row", "Go to the first row.", "grid.first"),
    bind(
        "ctrl+end,G",
        "follow",
        "Last row",
        "Go to the last row and follow new rows.",
        "grid.last",
    ),
]
SELECTS: list[BindingType] = [
    bind("shift+up,K", "extend(-1, 0)", "Select up", "Select upwards.", "grid.select_up"),
    bind("shift+down,J", "extend(1, 0)", "Select down", "Select downwards.", "grid.select_down"),
    bind("shift+left,H", "extend(0, -1)", "Select left", "Select to the left.", "grid.select_l"),
    bind("shift+right", "extend(0, 1)", "Select right", "Select to the right.", "grid.select_r"),
    bind("v", "select('cells')", "Select", "Start or stop selecting.", "grid.select"),
    bind("V", "select('rows')", "Select rows", "Select whole rows.", "grid.select_rows"),
    bind("c", "select('columns')", "Select columns", "Select columns.", "grid.select_columns"),
    bind("a", "select_all", "Select all", "Select every cell.", "grid.select_all"),
    bind("escape", "unselect", "Clear selection", "Clear the selection.", "grid.unselect"),
]
COLUMNS: list[BindingType] = [
    bind("less_than_sign", "widen(-4)", "Narrower", "Make the column narrower.", "grid.narrow"),
    bind("greater_than_sign", "widen(4)", "Wider", "Make the column wider.", "grid.wide"),
    bind("equals_sign", "fit", "Fit", "Fit the column to the visible rows.", "grid.fit"),
    bind("minus", "hide", "Hide column", "Hide the column; press r to show it again.", "grid.hide"),
    bind("comma", "shift(-1)", "Move left", "Move the column to the left.", "grid.shift_left"),
    bind(
        "full_stop", "shift(1)", "Move right", "Move the column to the right.", "grid.shift_right"
    ),
    bind("z", "freeze", "Freeze", "Freeze or unfreeze the first column.", "grid.freeze"),
]
OPEN = Binding(
    "enter",
    "open_cell",
    "Open cell",
    tooltip="Show the whole cell at the cursor.",
    id="grid.open",
)
KEYS: list[BindingType] = [*MOVES, *SELECTS, *COLUMNS, OPEN]
