"""What the mouse does in a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.coordinate import Coordinate
from textual.events import Click, MouseDown, MouseMove
from textual.geometry import Offset

from dsql_tui.ui.widgets.drawn_grid import Spot

if TYPE_CHECKING:
    from dsql_tui.ui.widgets.grid import Grid

_RIGHT = 3


class GridPointer:
    """Moves the cursor, selects cells, rows (on their numbers) and columns (on their names), drags
    the borders of columns, and asks what to do where the right button is pressed."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._anchor: Coordinate | None = None
        """Where a selection began."""
        self._dragged: tuple[int, int] | None = None
        """The column whose border is dragged, and its width less the place of the mouse."""

    def down(self, event: MouseDown) -> None:
        """Go to what is below the mouse, or begin to drag."""
        at = event.get_content_offset(self.grid)
        if at is None:
            return
        spot = self._spot(at)
        if event.button == _RIGHT:
            self._offer(spot)
        elif spot.header and spot.border is not None:
            width = self.grid.look.columns.widths[spot.border]
            self._dragged = spot.border, width - at.x
            self.grid.capture_mouse()
        elif spot.header:
            self._take(spot, "columns")
        elif spot.row is not None:
            self._take(spot, "rows" if spot.column is None else "cells", event.shift)

    def moved(self, event: MouseMove) -> None:
        """Select on, or change a width, while the button is held."""
        at = event.get_content_offset(self.grid)
        if at is None:
            return
        if self._dragged is not None:
            column, rest = self._dragged
            self.grid.look.columns.set_width(column, rest + at.x)
            self.grid.fit_in()
        elif self._anchor is not None and event.button:
            spot = self._spot(at)
            if spot.row is not None and (spot.row, spot.column) != self.grid.cursor:
                kind = self.grid.look.selection.kind if self.grid.look.selection else "cells"
                self.grid.select(kind, self._anchor)
                self.grid.go(spot.row, spot.column or 0)

    def up(self) -> None:
        """The button is let go."""
        self._anchor = self._dragged = None
        self.grid.release_mouse()

    def clicked(self, event: Click) -> None:
        """A double click opens a cell, or sorts by a column."""
        at = event.get_content_offset(self.grid)
        if event.chain != 2 or at is None:
            return
        spot = self._spot(at)
        if spot.header and spot.border is None:
            self.grid.post_message(self.grid.Asked("sort"))
        elif spot.row is not None:
            self.grid.action_open_cell()

    def _spot(self, at: Offset) -> Spot:
        return self.grid.spot(at.x, at.y)

    def _offer(self, spot: Spot) -> None:
        """Ask what to do with what is below the mouse, or with the selection that it is in."""
        look = self.grid.look
        chosen = look.selection is not None and spot.row in look.rows
        if not (chosen and spot.column in (None, *look.places)):
            if not spot.header and spot.row is None:
                return
            whole = "rows" if spot.column is None else "cells"
            self._take(spot, "columns" if spot.header else whole)
            self._anchor = None
        self.grid.post_message(self.grid.Asked("offer"))

    def _take(self, spot: Spot, kind: str, on: bool = False) -> None:
        """Put the cursor there; select a whole row or column, or on from where the cursor was."""
        grid = self.grid
        if on:
            grid.select("cells", grid.cursor)
        row = grid.cursor.row if spot.row is None else spot.row
        grid.go(row, grid.cursor.column if spot.column is None else spot.column)
        if not on:
            self._anchor = grid.cursor
            grid.select(None if kind == "cells" else kind)
