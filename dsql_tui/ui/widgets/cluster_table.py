"""What there is to connect to in rows, while more of them arrive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from rich.text import Text
from textual.coordinate import Coordinate
from textual.widgets import DataTable

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.results.text import visible
from dsql_tui.ui.listing import COLUMNS, Line

_STATUS = COLUMNS.index("Status")
_STATUS_STYLES = {"ACTIVE": "green", "IDLE": "cyan", "INACTIVE": "yellow", "CREATING": "yellow"}
_ENVIRONMENT_STYLES = {"dev": "bold green", "staging": "bold yellow", "prod": "bold red"}


class ClusterTable(DataTable[Text]):
    """Shows the lines it is told, a row each."""

    DEFAULT_CSS = """
    ClusterTable { height: 1fr; background: $background; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=True)
        self.lines: tuple[Line, ...] = ()
        self.preferred = ""
        """The identifier of the cluster to choose once it arrives, until the user chooses."""

    def on_mount(self) -> None:
        for heading in COLUMNS:
            self.add_column(heading, key=heading)

    @property
    def chosen(self) -> Line | None:
        """The line at the cursor."""
        return self.lines[self.cursor_row] if self.cursor_row < len(self.lines) else None

    @property
    def cluster(self) -> Cluster | None:
        """The cluster at the cursor, if it is known."""
        return self.chosen.cluster if self.chosen else None

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines; the cursor stays on its line, whatever arrives above it."""
        before, self.lines = self.lines, tuple(lines)
        if [line.key for line in before] == [line.key for line in lines]:
            self._renew(before)
        else:
            self._fill(before[self.cursor_row].key if self.cursor_row < len(before) else None)

    def mark_sorting(self, column: int | None, reverse: bool) -> None:
        """Show by which column, and which way, lines are sorted."""
        for number, (heading, shown) in enumerate(zip(COLUMNS, self.ordered_columns, strict=True)):
            arrow = (" ▼" if reverse else " ▲") if number == column else ""
            shown.label = Text(heading + arrow)
        self.refresh()

    def step(self, rows: int) -> None:
        """Move the cursor because the user wants it elsewhere."""
        self.preferred = ""
        self.move_cursor(row=self.cursor_row + rows)

    def go_to(self, key: str) -> bool:
        """Move the cursor to a line; `False` where it is not shown."""
        self.preferred = ""
        rows = [row for row, line in enumerate(self.lines) if line.key == key]
        if rows:
            self.move_cursor(row=rows[0])
        return bool(rows)

    def _fill(self, kept: str | None) -> None:
        now = datetime.now(timezone.utc)
        self.clear()
        for line in self.lines:
            self.add_row(*_cells(line, now), key=line.key)
        lines = list(enumerate(self.lines))
        wanted = [row for row, line in lines if line.identifier == self.preferred]
        rows = wanted or [row for row, line in lines if line.key == kept]
        if rows:
            self.move_cursor(row=rows[0])

    def _renew(self, before: Sequence[Line]) -> None:
        """The same lines, some of which tell something else."""
        now = datetime.now(timezone.utc)
        for row, (old, new) in enumerate(zip(before, self.lines, strict=True)):
            if old != new:
                for column, cell in enumerate(_cells(new, now)):
                    self.update_cell_at(Coordinate(row, column), cell, update_width=True)


def _cells(line: Line, now: datetime) -> list[Text]:
    cells = [Text(visible(cell), style="dim" if line.stale else "") for cell in line.cells(now)]
    if not line.stale:
        cells[_STATUS].stylize(_STATUS_STYLES.get(cells[_STATUS].plain, ""))
    if line.profile:
        cells[0].stylize(_ENVIRONMENT_STYLES.get(line.profile.environment or "", "bold"))
    return cells
