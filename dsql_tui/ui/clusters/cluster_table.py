"""The table of saved profiles and clusters, which may still be growing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from rich.text import Text
from textual.widgets import DataTable

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.results.text import make_visible
from dsql_tui.ui.clusters.listing import COLUMNS, Line

_STATUS = COLUMNS.index("Status")
STATUS_STYLES = {"ACTIVE": "green", "IDLE": "cyan", "INACTIVE": "yellow", "CREATING": "yellow"}
"""The style of each status."""
_ENVIRONMENT_STYLES = {"dev": "bold green", "staging": "bold yellow", "prod": "bold red"}


class ClusterTable(DataTable[Text]):
    """A row for each line of the list."""

    DEFAULT_CSS = """
    ClusterTable { height: 1fr; background: $background; padding: 0 1; }
    /* The cursor is moved while a field has the focus, so it is always highlighted. */
    ClusterTable > .datatable--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=True)
        self.lines: tuple[Line, ...] = ()
        self.rendered: dict[str, tuple[Line, list[Text]]] = {}
        """The cells of each line by its key; most are shown many times while others arrive."""
        self.preferred = ""
        """The identifier of the cluster to choose once it arrives, until the user chooses."""

    def on_mount(self) -> None:
        """Add the columns."""
        for heading in COLUMNS:
            self.add_column(heading, key=heading)

    @property
    def chosen(self) -> Line | None:
        """The line at the cursor."""
        return self._at_cursor(self.lines)

    @property
    def cluster(self) -> Cluster | None:
        """The cluster at the cursor, if it is known."""
        return self.chosen.cluster if self.chosen else None

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines; the cursor stays on its line."""
        before, self.lines = self.lines, tuple(lines)
        at_cursor = self._at_cursor(before)
        key_at_cursor = at_cursor.key if at_cursor else None
        known = {line.key: line for line in before}
        if not known.keys() <= {line.key for line in lines}:
            self.clear()
            known = {}
        self._add_and_update(known)
        if [line.key for line in lines] != [row.key.value for row in self.ordered_rows]:
            # The first cell of each row is an object of its own, which identifies the row.
            place = {id(self._cells(line)[0]): row for row, line in enumerate(lines)}
            self.sort(key=lambda cells: place[id(cells[0])])
        self._restore_cursor(key_at_cursor)

    def mark_sorting(self, column: int | None, reverse: bool) -> None:
        """Show an arrow on the column that lines are sorted by."""
        for number, (heading, shown) in enumerate(zip(COLUMNS, self.ordered_columns, strict=True)):
            arrow = (" ▼" if reverse else " ▲") if number == column else ""
            shown.label = Text(heading + arrow)
        self.refresh()

    def step(self, rows: int) -> None:
        """Move the cursor for the user."""
        self.preferred = ""
        self.move_cursor(row=max(0, self.cursor_row + rows))

    def go_to(self, key: str) -> bool:
        """Move the cursor to a line; return `False` if it is not shown."""
        self.preferred = ""
        rows = [row for row, line in enumerate(self.lines) if line.key == key]
        if rows:
            self.move_cursor(row=rows[0])
        return bool(rows)

    def _at_cursor(self, lines: Sequence[Line]) -> Line | None:
        # Some keys of DataTable put the cursor of an empty table above the first row.
        return lines[self.cursor_row] if 0 <= self.cursor_row < len(lines) else None

    def _add_and_update(self, known: Mapping[str, Line]) -> None:
        """Add new lines, and update those that have changed."""
        for line in self.lines:
            if line.key not in known:
                self.add_row(*self._cells(line), key=line.key)
            elif known[line.key] != line:
                for heading, cell in zip(COLUMNS, self._cells(line), strict=True):
                    self.update_cell(line.key, heading, cell, update_width=True)

    def _restore_cursor(self, key: str | None) -> None:
        """Put the cursor on the preferred cluster, or on the line where it was."""
        lines = list(enumerate(self.lines))
        preferred = [row for row, line in lines if line.identifier == self.preferred]
        rows = preferred or [row for row, line in lines if line.key == key]
        if rows and rows[0] != self.cursor_row:
            self.move_cursor(row=rows[0])

    def _cells(self, line: Line) -> list[Text]:
        known, cells = self.rendered.get(line.key, (None, []))
        if known != line:
            cells = _render(line, datetime.now(timezone.utc))
            self.rendered[line.key] = line, cells
        return cells


def _render(line: Line, now: datetime) -> list[Text]:
    style = "dim" if line.stale else ""
    cells = [Text(make_visible(cell), style=style) for cell in line.cells(now)]
    if not line.stale:
        cells[_STATUS].stylize(STATUS_STYLES.get(cells[_STATUS].plain, ""))
    if line.profile:
        cells[0].stylize(_ENVIRONMENT_STYLES.get(line.profile.environment or "", "bold"))
    return cells
