"""A result on screen: a grid, a command tag, or a refusal, in the same place."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from dsql_tui.dsql.refusals import diagnose
from dsql_tui.dsql.transcript import CONFLICT
from dsql_tui.events import Refusal
from dsql_tui.results.table import Table
from dsql_tui.results.text import visible
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.result import Result
from dsql_tui.ui.widgets.grid import Grid
from dsql_tui.ui.widgets.rows_view import RowsView

_LINES = 12
"""Lines of a statement that are shown with the loss of its link."""


class ResultView(Vertical):
    """Shows one result at a time."""

    DEFAULT_CSS = """
    ResultView { height: 1fr; }
    ResultView > RowsView, ResultView > #told, ResultView > #refused { display: none; }
    ResultView.-grid > RowsView, ResultView.-told > #told, ResultView.-refused > #refused,
    ResultView.-noticed > #notices { display: block; }
    ResultView > #notices { display: none; height: auto; max-height: 4; }
    ResultView > #notices { padding: 0 1; color: $text-warning; }
    ResultView > #told { padding: 1 2; color: $text-success; }
    ResultView > #refused { padding: 1 2; }
    ResultView #words { color: $text-error; text-style: bold; }
    ResultView #where { color: $text-muted; margin-top: 1; }
    ResultView #meaning { margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.notices = Static(id="notices", markup=False)
        self.rows = RowsView()
        self.told = Static(id="told", markup=False)
        self.words = Static(id="words", markup=False)
        self.where = Static(id="where", markup=False)
        self.meaning = Static(id="meaning", markup=False)
        self.refused = VerticalScroll(self.words, self.where, self.meaning, id="refused")
        self.result = Result()
        """What is shown."""

    def compose(self) -> ComposeResult:
        yield self.notices
        yield self.rows
        yield self.told
        yield self.refused

    @property
    def grid(self) -> Grid:
        """The rows, drawn."""
        return self.rows.grid

    @property
    def table(self) -> Table | None:
        """The rows that are shown; `None` where there are none."""
        return None if self.result.refused else self.result.table

    @property
    def shown(self) -> Widget:
        """What can take the focus: the rows, or a refusal that may be long."""
        return self.refused if self.has_class("-refused") else self.rows.shown

    def show(self, result: Result) -> None:
        """Show a result, or what has become of the one that is shown."""
        self.result = result
        self._notice(result)
        if result.refused:
            self._refuse(result)
        elif result.look is not None:
            self.rows.show(result.look, result.statement.text)
            self._present("-grid")
        else:
            self.told.update(visible(result.tag or result.counted) or "Nothing to run.")
            self._present("-told")

    def _refuse(self, result: Result) -> None:
        """The server's words, where, what it means; or what is known of a link that went."""
        refusal, loss = result.refusal, result.loss
        assert refusal is not None
        self.words.update(_words(refusal))
        self.where.update(_where(refusal, result.statement))
        self.meaning.update(_meaning(refusal))
        if loss is not None:
            meaning = [loss.cause, loss.remedy]
            if loss.unknown:
                self.words.update(f"Outcome unknown: {visible(refusal.message)}")
                self.where.update(_sent(result))
                meaning.append(
                    "Ctrl+O v puts a query that checks into the editor, where one is known."
                )
            else:
                meaning.append("Ctrl+O y runs it again, in a new session if this one has ended.")
            self.meaning.update("\n".join(meaning))
        self.refused.scroll_home(animate=False)
        self._present("-refused")

    def _notice(self, result: Result) -> None:
        lines = [visible(notice) for notice in result.notices]
        if result.refusal is not None and not result.refused:
            lines.append(_words(result.refusal))
        if (text := "\n".join(lines)) != str(self.notices.content):
            self.notices.update(text)
        self.set_class(bool(lines), "-noticed")

    def _present(self, what: str) -> None:
        focused = self.has_focus_within and not self.has_class(what)
        for each in ("-grid", "-told", "-refused"):
            self.set_class(each == what, each)
        if focused:  # what takes the place of the focused takes the focus, once it is displayed
            self.call_after_refresh(lambda: self.shown.focus())


def _words(refusal: Refusal) -> str:
    code = f"{refusal.sqlstate}  " if refusal.sqlstate else ""
    lines = [f"{code}{visible(refusal.message)}"]
    if refusal.detail:
        lines.append(f"Detail: {visible(refusal.detail)}")
    if refusal.hint:
        lines.append(f"Hint: {visible(refusal.hint)}")
    return "\n".join(lines)


def _where(refusal: Refusal, statement: Statement) -> Text:
    """The line of the statement that the server points at, and a mark below the place."""
    if refusal.position is None or not statement.text:
        return Text()
    offset = refusal.position - 1
    before = statement.text[:offset]
    start = before.rfind("\n") + 1
    end = statement.text.find("\n", offset)
    line = visible(statement.text[start : end if end >= 0 else None])
    number = before.count("\n") + 1
    indent = Text(visible(before[start:])).cell_len
    return Text(f"line {number} of the statement\n{line}\n{' ' * indent}▲")


def _sent(result: Result) -> str:
    """When a statement was sent whose outcome is unknown, and how it reads."""
    lines = "\n".join(visible(line) for line in result.statement.text.splitlines()[:_LINES])
    assert result.sent is not None
    return f"sent at {result.sent.astimezone():%H:%M:%S}\n{lines}"


def _meaning(refusal: Refusal) -> str:
    lines = [f"{name:<14}{visible(value)}" for name, value in refusal.facts]
    if diagnosis := diagnose(refusal):
        lines += [diagnosis.cause, diagnosis.remedy]
    if refusal.sqlstate == CONFLICT:
        lines.append("Ctrl+O y runs it again, as it was sent.")
    if refusal.lost:
        lines.append("The session has ended. The next run opens a new one, with a new token.")
    return "\n".join(lines)
