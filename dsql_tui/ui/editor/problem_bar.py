"""The bar that shows the problem of the statement at the cursor, and offers the fix."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from textual import work
from textual.message import Message
from textual.widgets import Static

from dsql_tui.execution.threads import in_thread
from dsql_tui.linting import Fix, NoFix, fix
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.sql.near_names import NearName
from dsql_tui.sql.statements import Statement, split
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.editor.fix_dialog import FixDialog
from dsql_tui.ui.editor.linter import Linter
from dsql_tui.ui.keymap import show_key


class ProblemBar(Static):
    """Lints its editor; hidden while there is no problem."""

    DEFAULT_CSS = """
    ProblemBar {
        height: auto;
        max-height: 4;
        display: none;
        padding: 0 1;
        color: $text-warning;
    }
    ProblemBar.-shown { display: block; }
    """

    class Changed(Message):
        """The problems have changed."""

    def __init__(self, editor: SqlEditor) -> None:
        super().__init__(markup=False)
        self.editor = editor
        self.linter = Linter(editor, self._post_change)
        self.sentence = ""
        """The text of the bar."""

    def on_mount(self) -> None:
        self.run_worker(self.linter.watch(), group="lint")
        self.watch(self.editor, "selection", self.update_sentence)

    @property
    def problem_at_cursor(self) -> Problem | None:
        """The problem at the cursor, or else the first one of its statement."""
        found = self.editor.document.statement_at(self.editor.cursor_location)
        at = self.editor.document.offset(self.editor.cursor_location)
        mine = [each for each in self.linter.shown if found and each.statement == found.start]
        near = (each for each in mine if each.start <= at <= each.end)
        return next(near, mine[0] if mine else None)

    def update_sentence(self) -> None:
        """Show the problem of the statement at the cursor, or the number of problems elsewhere."""
        sentence = self._make_sentence() if self.linter.shown else ""
        if sentence != self.sentence:
            self.sentence = sentence
            self.update(make_visible(sentence))
            self.set_class(bool(sentence), "-shown")

    def _make_sentence(self) -> str:
        problem, count = self.problem_at_cursor, len(self.linter.shown)
        if problem is None:
            return pluralize(count, "problem")
        fixes = f"{show_key(self, 'console.fix', 'Ctrl+L')} fixes: " if problem.fixable else ""
        return f"{fixes}{problem.message} {problem.advice}"

    def go(self, problem: Problem) -> None:
        """Move the cursor to a problem."""
        self.editor.move_cursor(self.editor.document.location(problem.start), center=True)
        self.editor.focus()

    @work(group="fix", exclusive=True)
    async def action_fix(self) -> None:
        """Show a fix for the statement at the cursor, and apply it if the user agrees."""
        statement = self.editor.document.statement_at(self.editor.cursor_location)
        if statement is None:
            return
        try:
            await self._offer(statement, await in_thread(partial(fix, statement.text)))
        except NoFix as failure:
            self.notify(str(failure), severity="warning", markup=False)

    @work(group="fix", exclusive=True)
    async def action_fix_all(self) -> None:
        """Show the fixes for all statements, and apply them in one step if the user agrees."""
        fixable = {each.statement for each in self.linter.shown if each.fixable}
        script = self.editor.text
        statements = [each for each in split(script) if each.start in fixable]
        fixes = await in_thread(partial(_find_fixes, statements))
        if not fixes:
            self.notify("No problem of this script has a fix.", severity="warning", markup=False)
            return
        before = "\n".join(each.text for each, _ in fixes)
        if await self.app.push_screen_wait(FixDialog(before, _join_fixes(fixes))):
            self._apply_all(script, fixes)

    def _apply_all(self, script: str, fixes: Sequence[tuple[Statement, Fix]]) -> None:
        if self.editor.text != script:
            self.notify("The script has changed; nothing was fixed.", markup=False)
            return
        first, last = fixes[0][0], fixes[-1][0]
        text, taken = "", first.start
        for statement, found in fixes:
            text += script[taken : statement.start] + found.text
            taken = statement.end
        locate = self.editor.document.location
        self.editor.replace(text, locate(first.start), locate(last.end))

    @work(group="fix", exclusive=True)
    async def offer_name(self, statement: Statement, near_name: NearName) -> None:
        """Show a statement with a name replaced, and replace it if the user agrees."""
        sentence = f"{near_name.written} does not exist."
        await self._offer(statement, Fix(near_name.apply(statement.text), (sentence,), ()))

    async def _offer(self, statement: Statement, found: Fix) -> None:
        if await self.app.push_screen_wait(FixDialog(statement.text, found)):
            self._replace(statement, found.text)

    def _replace(self, statement: Statement, text: str) -> None:
        document = self.editor.document
        if document.text[statement.start : statement.end] == statement.text:
            start, end = document.location(statement.start), document.location(statement.end)
            self.editor.replace(text, start, end)

    def _post_change(self) -> None:
        self.update_sentence()
        self.post_message(self.Changed())


def _find_fixes(statements: Sequence[Statement]) -> list[tuple[Statement, Fix]]:
    """Return the statements that have a fix; blocks for some milliseconds each."""
    found: list[tuple[Statement, Fix]] = []
    for statement in statements:
        with suppress(NoFix):
            found.append((statement, fix(statement.text)))
    return found


def _join_fixes(fixes: Sequence[tuple[Statement, Fix]]) -> Fix:
    """Return several fixes as one; what they have in common appears once."""
    return Fix(
        "\n".join(each.text for _, each in fixes),
        tuple(dict.fromkeys(done for _, each in fixes for done in each.done)),
        tuple(dict.fromkeys(warning for _, each in fixes for warning in each.warnings)),
    )
