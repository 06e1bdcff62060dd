"""Show a result: a grid, a command tag, or an error, in the same place."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.events import ServerError
from dsql_tui.execution.outcome import PARTIAL
from dsql_tui.execution.result import Result
from dsql_tui.results.table import Table
from dsql_tui.results.text import make_visible
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.keymap import show_key
from dsql_tui.ui.results.edit_view import EditView
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.results.notices import Notices

_STATEMENT_LINES = 12
"""Lines of a statement that are shown when its connection was lost."""


_EMPTY = """\
No results yet. Write a statement in the editor and press {run}.

{history:8} run or insert a past statement
{menu:8} every action, by its letter
{help:8} every key"""
"""The text before the first result."""
_EMPTY_KEYS = {
    "run": ("workbench.run", "Ctrl+J"),
    "history": ("console.history", "Ctrl+R"),
    "menu": ("workbench.menu", "Ctrl+O"),
    "help": ("app.help", "F1"),
}
"""The actions that it names, with their default keys."""


class ResultView(Vertical):
    """Shows one result at a time."""

    DEFAULT_CSS = """
    ResultView { height: 1fr; }
    ResultView > #empty { padding: 1 2; color: $text-muted; }
    ResultView.-grid > #empty, ResultView.-tag > #empty, ResultView.-failed > #empty,
    ResultView > RowsView, ResultView > #tag, ResultView > #failed { display: none; }
    ResultView.-grid > RowsView, ResultView.-tag > #tag, ResultView.-failed > #failed,
    ResultView.-noticed > Notices { display: block; }
    ResultView > #tag { padding: 1 2; color: $text-success; }
    ResultView > #failed { padding: 1 2; }
    ResultView #words { color: $text-error; text-style: bold; }
    ResultView #where { color: $text-muted; margin-top: 1; }
    ResultView #meaning { margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.notices = Notices()
        self.rows = EditView()
        self.tag = Static(id="tag", markup=False)
        self.words = Static(id="words", markup=False)
        self.where = Static(id="where", markup=False)
        self.meaning = Static(id="meaning", markup=False)
        self.failed = VerticalScroll(self.words, self.where, self.meaning, id="failed")
        self.result = Result()
        """The result that is shown."""
        self._grid_states: WeakKeyDictionary[Result, GridState] = WeakKeyDictionary()
        """The grid state of each result."""

    def compose(self) -> ComposeResult:
        keys = {name: show_key(self, *key) for name, key in _EMPTY_KEYS.items()}
        yield Static(_EMPTY.format_map(keys), id="empty", markup=False)
        yield self.notices
        yield self.rows
        yield self.tag
        yield self.failed

    @property
    def grid(self) -> Grid:
        """The grid of the rows."""
        return self.rows.grid

    @property
    def table(self) -> Table | None:
        """The rows that are shown; `None` if there are none."""
        return None if self.result.failed else self.result.table

    @property
    def shown(self) -> Widget:
        """The widget that takes the focus: the rows, a long error, or the notices."""
        if self.has_class("-failed"):
            return self.failed
        only_notices = self.has_class("-tag") and self.has_class("-noticed")
        return self.notices if only_notices else self.rows.shown

    def show(self, result: Result) -> None:
        """Show a result, or update the one that is shown."""
        self.result = result
        self._notice(result)
        if result.failed:
            self._show_error(result)
        elif result.table is not None and result.table.columns:
            state = self._grid_state(result, result.table)
            self.rows.show(state, result.statement.text)
            self._show_part("-grid")
        else:
            self.tag.update(_describe_end(result))
            self._hide_rows()
            self._show_part("-tag")

    @on(Notices.Left)
    def _leave_notices(self, message: Notices.Left) -> None:
        message.stop()
        self.shown.focus()

    def _grid_state(self, result: Result, table: Table) -> GridState:
        state = self._grid_states.get(result)
        if state is None:
            state = GridState(table, result.null, result.expanded)
            self._grid_states[result] = state
        return state

    def _show_error(self, result: Result) -> None:
        """Show the error, its position and meaning, or the diagnosis of a lost connection."""
        error, loss = result.error, result.loss
        assert error is not None
        self.words.update(_words(error))
        self.where.update(_format_error_position(error, result.statement))
        self.meaning.update(_meaning(result, error, show_key(self, "console.fix", "Ctrl+L")))
        if loss is not None:
            meaning = [loss.cause, loss.remedy]
            if loss.unknown:
                self.words.update(f"Outcome unknown: {make_visible(error.message)}")
                self.where.update(_describe_statement(result))
                meaning.append(
                    "Press Ctrl+O v to get a query that checks what happened, if one is known."
                )
            else:
                meaning.append(
                    "Press Ctrl+O y to run it again, in a new session if this one has ended."
                )
            self.meaning.update("\n".join(meaning))
        for part in (self.where, self.meaning):
            part.display = bool(part.content)
        self.failed.scroll_home(animate=False)
        self._hide_rows()
        self._show_part("-failed")

    def _hide_rows(self) -> None:
        """Take the rows of another result from the grid, so that no key acts on them."""
        self.rows.show(GridState(Table(())), "")

    def _notice(self, result: Result) -> None:
        sentences = [result.stopped] if result.stopped else []
        if result.error is not None and not result.failed:
            rows = len(result.table) if result.table else 0
            sentences.append(f"Cancelled: these {rows:,} rows are not all. {_words(result.error)}")
        self.notices.show(result, sentences)
        self.set_class(bool(result.notices or sentences), "-noticed")

    def _show_part(self, part: str) -> None:
        focused = self.has_focus_within and not self.has_class(part)
        for each in ("-grid", "-tag", "-failed"):
            self.set_class(each == part, each)
        if focused:  # the new part takes the focus once it is displayed
            self.call_after_refresh(lambda: self.shown.focus())


def _describe_end(result: Result) -> str:
    """Return the command tag of a statement without columns, or that it runs."""
    if result.is_empty:
        lines = result.statement.text.splitlines()[:_STATEMENT_LINES]
        return "\n".join(["Running:", *map(make_visible, lines)])
    if result.table is not None:
        return f"{result.summary.strip()}, no columns"
    return make_visible(result.tag or result.summary) or "Nothing to run."


def _words(error: ServerError) -> str:
    code = f"{error.sqlstate}  " if error.sqlstate else ""
    lines = [f"{code}{make_visible(error.message)}"]
    if error.detail:
        lines.append(f"Detail: {make_visible(error.detail)}")
    if error.hint:
        lines.append(f"Hint: {make_visible(error.hint)}")
    context = (error.context or "").splitlines()
    lines += [f"Context: {make_visible(line)}" for line in context]
    return "\n".join(lines)


def _format_error_position(error: ServerError, statement: Statement) -> Text:
    """Return the line of the statement with the error, and a mark below the position."""
    if error.position is None or not statement.text:
        return Text()
    offset = error.position - 1
    before = statement.text[:offset]
    start = before.rfind("\n") + 1
    end = statement.text.find("\n", offset)
    line = make_visible(statement.text[start : end if end >= 0 else None])
    number = before.count("\n") + 1
    indent = Text(make_visible(before[start:])).cell_len
    return Text(f"line {number} of the statement\n{line}\n{' ' * indent}▲")


def _describe_statement(result: Result) -> str:
    """Return when a statement with an unknown outcome was sent, and its text."""
    lines = "\n".join(
        make_visible(line) for line in result.statement.text.splitlines()[:_STATEMENT_LINES]
    )
    assert result.sent is not None
    return f"sent at {result.sent.astimezone():%H:%M:%S}\n{lines}"


def _meaning(result: Result, error: ServerError, fix: str) -> str:
    lines = []
    if result.near_name is not None:
        name = make_visible(result.near_name.name)
        lines.append(f"Did you mean {name}? Press {fix} to replace it.")
    lines += [f"{name:<14}{make_visible(value)}" for name, value in error.facts]
    if diagnosis := diagnose(error):
        lines += [diagnosis.cause, PARTIAL if result.partial else diagnosis.remedy]
    elif result.partial:
        lines.append(PARTIAL)
    if error.sqlstate == SERIALIZATION_FAILURE and not result.partial:
        lines.append("Press Ctrl+O y to run it again as it was sent.")
    if error.lost:
        lines.append("The session has ended. The next run opens a new one, with a new token.")
    return "\n".join(lines)
