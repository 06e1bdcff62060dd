"""What there is to connect to in rows, while more of them arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from rich.text import Text
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
    /* The cursor is moved from a field, so it stands out without the focus too. */
    ClusterTable > .datatable--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=True)
        self.lines: tuple[Line, ...] = ()
        self.drawn: dict[str, tuple[Line, list[Text]]] = {}
        """The cells of each line by its key, since most are drawn many times while more arrive."""
        self.preferred = ""
        """The identifier of the cluster to choose once it arrives, until the user chooses."""

    def on_mount(self) -> None:
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
        """Show these lines; the cursor stays on its line, whatever arrives above it."""
        before, self.lines = self.lines, tuple(lines)
        at_cursor = self._at_cursor(before)
        kept = at_cursor.key if at_cursor else None
        known = {line.key: line for line in before}
        if not known.keys() <= {line.key for line in lines}:
            self.clear()
            known = {}
        self._grow(known)
        if [line.key for line in lines] != [row.key.value for row in self.ordered_rows]:
            # A row is told by its first cell, which is an object of its own.
            place = {id(self._cells(line)[0]): row for row, line in enumerate(lines)}
            self.sort(key=lambda cells: place[id(cells[0])])
        self._stay(kept)

    def mark_sorting(self, column: int | None, reverse: bool) -> None:
        """Show by which column, and which way, lines are sorted."""
        for number, (heading, shown) in enumerate(zip(COLUMNS, self.ordered_columns, strict=True)):
            arrow = (" ▼" if reverse else " ▲") if number == column else ""
            shown.label = Text(heading + arrow)
        self.refresh()

    def step(self, rows: int) -> None:
        """Move the cursor because the user wants it elsewhere."""
        self.preferred = ""
        self.move_cursor(row=max(0, self.cursor_row + rows))

    def go_to(self, key: str) -> bool:
        """Move the cursor to a line; `False` where it is not shown."""
        self.preferred = ""
        rows = [row for row, line in enumerate(self.lines) if line.key == key]
        if rows:
            self.move_cursor(row=rows[0])
        return bool(rows)

    def _at_cursor(self, lines: Sequence[Line]) -> Line | None:
        # In a table without rows, some of DataTable's keys put the cursor above the first.
        return lines[self.cursor_row] if 0 <= self.cursor_row < len(lines) else None

    def _grow(self, known: Mapping[str, Line]) -> None:
        """Add the lines that are new, and renew those that tell something else."""
        for line in self.lines:
            if line.key not in known:
                self.add_row(*self._cells(line), key=line.key)
            elif known[line.key] != line:
                for heading, cell in zip(COLUMNS, self._cells(line), strict=True):
                    self.update_cell(line.key, heading, cell, update_width=True)

    def _stay(self, kept: str | None) -> None:
        """Put the cursor on the preferred cluster, or on the line where it was."""
        lines = list(enumerate(self.lines))
        wanted = [row for row, line in lines if line.identifier == self.preferred]
        rows = wanted or [row for row, line in lines if line.key == kept]
        if rows and rows[0] != self.cursor_row:
            self.move_cursor(row=rows[0])

    def _cells(self, line: Line) -> list[Text]:
        known, cells = self.drawn.get(line.key, (None, []))
        if known != line:
            cells = _drawn(line, datetime.now(timezone.utc))
            self.drawn[line.key] = line, cells
        return cells


def _drawn(line: Line, now: datetime) -> list[Text]:
    cells = [Text(visible(cell), style="dim" if line.stale else "") for cell in line.cells(now)]
    if not line.stale:
        cells[_STATUS].stylize(_STATUS_STYLES.get(cells[_STATUS].plain, ""))
    if line.profile:
        cells[0].stylize(_ENVIRONMENT_STYLES.get(line.profile.environment or "", "bold"))
    return cells
