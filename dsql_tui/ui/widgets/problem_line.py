"""The line that says what is wrong with the statement at the cursor, and leads to the fix."""

from __future__ import annotations

from functools import partial

from textual import work
from textual.message import Message
from textual.widgets import Static

from dsql_tui.linting import NoFix, fix
from dsql_tui.results.text import visible
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.linter import Linter
from dsql_tui.ui.screens.fix import Fixing
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.editor import SqlEditor


class ProblemLine(Static):
    """Has its editor linted; there is no line where there is nothing to say."""

    DEFAULT_CSS = """
    ProblemLine {
        height: 1;
        display: none;
        padding: 0 1;
        color: $text-warning;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    ProblemLine.-said { display: block; }
    """

    class Changed(Message):
        """Other problems are known."""

    def __init__(self, editor: SqlEditor) -> None:
        super().__init__(markup=False)
        self.editor = editor
        self.linter = Linter(editor, self._changed)
        self.said = ""
        """What the line says."""

    def on_mount(self) -> None:
        self.run_worker(self.linter.keep(), group="lint")
        self.watch(self.editor, "selection", self.tell)

    @property
    def here(self) -> Problem | None:
        """The problem that the cursor means: the one it is at, or the first of its statement."""
        found = self.editor.document.statement_at(self.editor.cursor_location)
        at = self.editor.document.offset(self.editor.cursor_location)
        mine = [each for each in self.linter.shown if found and each.statement == found.start]
        near = (each for each in mine if each.start <= at <= each.end)
        return next(near, mine[0] if mine else None)

    def tell(self) -> None:
        """Say what is wrong with the statement at the cursor, or how much is elsewhere."""
        said = self._sentence() if self.linter.shown else ""
        if said != self.said:
            self.said = said
            self.update(visible(said), layout=False)  # a layout for every key would be felt
            self.set_class(bool(said), "-said")

    def _sentence(self) -> str:
        problem, count = self.here, len(self.linter.shown)
        if problem is None:
            return "1 problem" if count == 1 else f"{count} problems"
        fixes = "^L fixes: " if problem.fixable else ""
        return f"{fixes}{problem.message} {problem.advice}"

    def go(self, problem: Problem) -> None:
        """Put the cursor at a problem."""
        self.editor.move_cursor(self.editor.document.location(problem.start), center=True)
        self.editor.focus()

    @work(group="fix", exclusive=True)
    async def action_fix(self) -> None:
        """Show how the statement at the cursor would be written, and write it so if wanted."""
        statement = self.editor.document.statement_at(self.editor.cursor_location)
        if statement is None:
            return
        try:
            found = await in_thread(partial(fix, statement.text))
        except NoFix as failure:
            self.notify(str(failure), severity="warning", markup=False)
            return
        if await self.app.push_screen_wait(Fixing(statement.text, found)):
            self._replace(statement, found.text)

    def _replace(self, statement: Statement, text: str) -> None:
        document = self.editor.document
        if document.text[statement.start : statement.end] == statement.text:
            start, end = document.location(statement.start), document.location(statement.end)
            self.editor.replace(text, start, end)

    def _changed(self) -> None:
        self.tell()
        self.post_message(self.Changed())
