"""The mouse in a grid."""

from __future__ import annotations

from typing import Protocol

from textual.coordinate import Coordinate
from textual.events import Click, MouseDown, MouseMove
from textual.geometry import Offset

from dsql_tui.ui.results.grid_renderer import Spot
from dsql_tui.ui.results.grid_state import GridState

_RIGHT = 3


class MouseTarget(Protocol):
    """The part of a grid that the mouse acts on."""

    state: GridState
    cursor: Coordinate

    def find_spot(self, x: int, y: int) -> Spot:
        """Return the place in the grid at an offset into its content."""

    def go(self, row: int, column: int) -> None:
        """Move the cursor to a cell, or to the nearest one."""

    def select(self, kind: str | None, anchor: Coordinate | None = None) -> None:
        """Select from `anchor`, or from the cursor, to the cursor."""

    def request(self, action: str) -> None:
        """Request an action of the rows at the cursor."""

    def action_open_cell(self) -> None:
        """Open the cell at the cursor."""

    def action_shift(self, columns: int) -> None:
        """Move the column at the cursor."""

    def fit_in(self) -> None:
        """Lay the grid out again."""

    def capture_mouse(self) -> None:
        """Receive every mouse event until `release_mouse`."""

    def release_mouse(self) -> None:
        """Stop capturing the mouse."""


class GridMouse:
    """Handles the mouse: moves the cursor, selects, drags columns and borders, and opens the menu.

    Row numbers select rows. A click on a column name sorts; with Shift, also by that column.
    """

    def __init__(self, grid: MouseTarget) -> None:
        self.grid = grid
        self._anchor: Coordinate | None = None
        """The start of a selection."""
        self._dragged: tuple[int, int] | None = None
        """The column whose border is dragged, and its width minus the mouse position."""
        self._held: int | None = None
        """The column whose name is held down."""
        self._has_dragged = False
        """Whether the mouse has dragged a column or a border, so that its click does not sort."""

    def down(self, event: MouseDown, at: Offset | None) -> None:
        """Go to the cell below the mouse, or start to drag."""
        if at is None:
            return
        spot = self._find_spot(at)
        self._has_dragged = False
        if event.button == _RIGHT:
            self._offer(spot)
        elif spot.header and spot.border is not None:
            width = self.grid.state.columns.widths[spot.border]
            self._dragged = spot.border, width - at.x
            self._has_dragged = True
            self.grid.capture_mouse()
        elif spot.header:
            self._held = spot.column
            self._take(spot, "cells")
            self._anchor = None
        elif spot.row is not None:
            self._take(spot, "rows" if spot.column is None else "cells", event.shift)

    def move(self, event: MouseMove, at: Offset | None) -> None:
        """Extend the selection, or change a width, while the button is held."""
        if at is None:
            return
        if self._dragged is not None:
            column, rest = self._dragged
            self.grid.state.columns.set_width(column, rest + at.x)
            self.grid.fit_in()
        elif self._held is not None and event.button:
            self._drag_column(self._find_spot(at))
        elif self._anchor is not None and event.button:
            spot = self._find_spot(at)
            if spot.row is not None and (spot.row, spot.column) != self.grid.cursor:
                kind = self.grid.state.selection.kind if self.grid.state.selection else "cells"
                self.grid.select(kind, self._anchor)
                self.grid.go(spot.row, spot.column or 0)

    def up(self) -> None:
        """Stop dragging."""
        self._anchor = self._dragged = self._held = None
        self.grid.release_mouse()

    def click(self, event: Click, at: Offset | None) -> None:
        """Sort by a column, or open a cell on a double click."""
        if at is None or event.button == _RIGHT:
            return
        spot = self._find_spot(at)
        if spot.header and spot.column is not None and not self._has_dragged:
            self.grid.request("sort(True)" if event.shift else "sort")
        elif spot.row is not None and event.chain == 2:
            self.grid.action_open_cell()

    def _drag_column(self, spot: Spot) -> None:
        """Move the held column to the place below the mouse, once it lies within that place."""
        assert self._held is not None
        if spot.column is None or spot.column == self._held:
            return
        self.grid.action_shift(spot.column - self._held)
        self._held = spot.column
        self._has_dragged = True

    def _find_spot(self, at: Offset) -> Spot:
        return self.grid.find_spot(at.x, at.y)

    def _offer(self, spot: Spot) -> None:
        """Open the menu for the cell below the mouse, or for the selection that contains it."""
        state = self.grid.state
        chosen = state.selection is not None and spot.row in state.rows
        if not (chosen and spot.column in (None, *state.places)):
            if not spot.header and spot.row is None:
                return
            whole = "rows" if spot.column is None else "cells"
            self._take(spot, "columns" if spot.header else whole)
            self._anchor = None
        self.grid.request("offer")

    def _take(self, spot: Spot, kind: str, on: bool = False) -> None:
        """Move the cursor; select a whole row or column, or extend the selection."""
        grid = self.grid
        if on:
            grid.select("cells", grid.cursor)
        row = grid.cursor.row if spot.row is None else spot.row
        grid.go(row, grid.cursor.column if spot.column is None else spot.column)
        if not on:
            self._anchor = grid.cursor
            grid.select(None if kind == "cells" else kind)
