"""The keys of the grid."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import quiet

MOVES: list[BindingType] = [
    quiet("up,k", "move(-1, 0)", "Up", "Go to the row above.", "grid.up"),
    quiet("down,j", "move(1, 0)", "Down", "Go to the row below.", "grid.down"),
    quiet("left,h", "move(0, -1)", "Left", "Go to the column at the left.", "grid.left"),
    quiet("right,l", "move(0, 1)", "Right", "Go to the column at the right.", "grid.right"),
    quiet("pageup", "page(-1)", "Page up", "Go up by a screenful.", "grid.page_up"),
    quiet("pagedown", "page(1)", "Page down", "Go down by a screenful.", "grid.page_down"),
    quiet("home", "column(0)", "First column", "Go to the first column.", "grid.home"),
    quiet("end", "column(-1)", "Last column", "Go to the last column.", "grid.end"),
    quiet("ctrl+home,g", "row(0)", "First row", "Go to the first row.", "grid.first"),
    quiet(
        "ctrl+end,G",
        "follow",
        "Last row",
        "Go to the last row, and stay there while more come.",
        "grid.last",
    ),
]
SELECTS: list[BindingType] = [
    quiet("shift+up,K", "extend(-1, 0)", "Select up", "Select upwards.", "grid.select_up"),
    quiet("shift+down,J", "extend(1, 0)", "Select down", "Select downwards.", "grid.select_down"),
    quiet("shift+left,H", "extend(0, -1)", "Select left", "Select to the left.", "grid.select_l"),
    quiet("shift+right", "extend(0, 1)", "Select right", "Select to the right.", "grid.select_r"),
    quiet("v", "select('cells')", "Select", "Select from here on, or stop it.", "grid.select"),
    quiet("V", "select('rows')", "Select rows", "Select whole rows.", "grid.select_rows"),
    quiet("c", "select('columns')", "Select columns", "Select columns.", "grid.select_columns"),
    quiet("a", "select_all", "Select all", "Select every cell.", "grid.select_all"),
    quiet("escape", "unselect", "Select nothing", "Select nothing.", "grid.unselect"),
]
COLUMNS: list[BindingType] = [
    quiet("less_than_sign", "widen(-4)", "Narrower", "Make the column narrower.", "grid.narrow"),
    quiet("greater_than_sign", "widen(4)", "Wider", "Make the column wider.", "grid.wide"),
    quiet("equals_sign", "fit", "Fit", "Fit the column to what is on screen.", "grid.fit"),
    quiet("minus", "hide", "Hide column", "Hide the column; r brings it back.", "grid.hide"),
    quiet("z", "freeze", "Freeze", "Keep the first column in sight, or not.", "grid.freeze"),
]
OPEN = Binding(
    "enter",
    "open_cell",
    "Cell in full",
    tooltip="Show the cell at the cursor in full.",
    id="grid.open",
)
KEYS: list[BindingType] = [*MOVES, *SELECTS, *COLUMNS, OPEN]
