"""What a statement came to: a grid, a command tag, or a refusal, in the same place."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from dsql_tui.dsql.loss import Loss
from dsql_tui.dsql.refusals import diagnose
from dsql_tui.dsql.transcript import CONFLICT
from dsql_tui.events import Arrived, Described, Event, Finished, Noticed, Refusal, Refused
from dsql_tui.results.table import Table
from dsql_tui.results.text import visible
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.widgets.grid import Grid

_LINES = 12
"""Lines of a statement that are shown with the loss of its link."""

REDRAW = 0.1
"""Seconds between redraws of a growing grid; faster than anyone reads row counts."""


class Result(Vertical):
    """Takes in the events of a run, and shows the sum of them."""

    DEFAULT_CSS = """
    Result { height: 1fr; }
    Result > Grid, Result > #told, Result > #refused { display: none; }
    Result.-grid > Grid, Result.-told > #told, Result.-refused > #refused,
    Result.-noticed > #notices { display: block; }
    Result > #notices { display: none; height: auto; max-height: 4; }
    Result > #notices { padding: 0 1; color: $text-warning; }
    Result > #told { padding: 1 2; color: $text-success; }
    Result > #refused { padding: 1 2; }
    Result #words { color: $text-error; text-style: bold; }
    Result #where { color: $text-muted; margin-top: 1; }
    Result #meaning { margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.notices = Static(id="notices", markup=False)
        self.grid = Grid()
        self.told = Static(id="told", markup=False)
        self.words = Static(id="words", markup=False)
        self.where = Static(id="where", markup=False)
        self.meaning = Static(id="meaning", markup=False)
        self.refused = VerticalScroll(self.words, self.where, self.meaning, id="refused")
        self.table: Table | None = None
        """The rows of the last run that returned any; `None` where it returned none."""
        self.stale = False

    def compose(self) -> ComposeResult:
        yield self.notices
        yield self.grid
        yield self.told
        yield self.refused

    def on_mount(self) -> None:
        self.set_interval(REDRAW, self._redraw)

    @property
    def shown(self) -> Widget:
        """What can take the focus: the grid, or a refusal that may be long."""
        return self.refused if self.has_class("-refused") else self.grid

    def begin(self) -> None:
        """A run begins; what is shown stays until it has something to say."""
        self.table = None
        self.stale = False
        self.remove_class("-noticed")
        self.notices.update("")

    def take(self, event: Event, statement: Statement) -> None:
        """Take in one event of the run of `statement`."""
        match event:
            case Described(columns):
                self.table = Table(columns)
                self.grid.show(self.table)
                self._present("-grid")
            case Arrived(chunk):
                if self.table is not None:
                    self.table.append(chunk)
                    self.stale = True
            case Noticed(severity, message):
                self._notice(f"{severity}: {message}")
            case Finished(tag, _):
                self._redraw()
                if self.table is None:
                    self.told.update(visible(tag) or "Nothing to run.")
                    self._present("-told")
            case Refused(refusal, _):
                self.refuse(refusal, statement)

    def refuse(self, refusal: Refusal, statement: Statement | None = None) -> None:
        """Show a refusal in place of the grid: the server's words, where, what it means."""
        self.table = None
        self.words.update(_words(refusal))
        self.where.update(_where(refusal, statement))
        self.meaning.update(_meaning(refusal))
        self.refused.scroll_home(animate=False)
        self._present("-refused")

    def lose(self, refusal: Refusal, statement: Statement, found: Loss, sent: datetime) -> None:
        """Say what is known of a statement whose link went, and what is not."""
        self.refuse(refusal)
        if found.unknown:
            self.words.update(f"Outcome unknown: {visible(refusal.message)}")
            lines = "\n".join(visible(line) for line in statement.text.splitlines()[:_LINES])
            self.where.update(f"sent at {sent:%H:%M:%S}\n{lines}")
        meaning = [found.cause, found.remedy]
        if found.unknown:
            meaning.append("Ctrl+O v puts a query that checks into the editor, where one is known.")
        self.meaning.update("\n".join(meaning))

    def _notice(self, line: str) -> None:
        before = str(self.notices.content)
        self.notices.update(f"{before}\n{visible(line)}" if before else visible(line))
        self.add_class("-noticed")

    def _present(self, what: str) -> None:
        for each in ("-grid", "-told", "-refused"):
            self.set_class(each == what, each)

    def _redraw(self) -> None:
        if self.stale:
            self.stale = False
            self.grid.grew()


def _words(refusal: Refusal) -> str:
    code = f"{refusal.sqlstate}  " if refusal.sqlstate else ""
    lines = [f"{code}{visible(refusal.message)}"]
    if refusal.detail:
        lines.append(f"Detail: {visible(refusal.detail)}")
    if refusal.hint:
        lines.append(f"Hint: {visible(refusal.hint)}")
    return "\n".join(lines)


def _where(refusal: Refusal, statement: Statement | None) -> Text:
    """The line of the statement that the server points at, and a mark below the place."""
    if refusal.position is None or statement is None:
        return Text()
    offset = refusal.position - 1
    before = statement.text[:offset]
    start = before.rfind("\n") + 1
    end = statement.text.find("\n", offset)
    line = visible(statement.text[start : end if end >= 0 else None])
    number = before.count("\n") + 1
    indent = Text(visible(before[start:])).cell_len
    return Text(f"line {number} of the statement\n{line}\n{' ' * indent}▲")


def _meaning(refusal: Refusal) -> str:
    lines = []
    if diagnosis := diagnose(refusal):
        lines += [diagnosis.cause, diagnosis.remedy]
    if refusal.sqlstate == CONFLICT:
        lines.append("Ctrl+O y runs it again, as it was sent.")
    if refusal.lost:
        lines.append("The session has ended. The next run opens a new one, with a new token.")
    return "\n".join(lines)
