"""The problems of the script in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dsql_tui.opening import Access
from dsql_tui.results.text import visible
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.ui.panes.pane import Pane

if TYPE_CHECKING:
    from dsql_tui.ui.widgets.consoles import Consoles
    from dsql_tui.ui.widgets.problem_line import ProblemLine


class Problems(Pane):
    """Lists them in the order of the script; Enter goes to one, x fixes it."""

    TITLE = "problems"
    LETTER = "l"
    DEFAULT_CSS = """
    Problems OptionList, Problems OptionList:focus { border: none; padding: 0; height: 1fr; }
    Problems Static { padding: 0 1; color: $text-muted; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "x", "fix", "Fix", tooltip="Show how it would be written instead.", id="problems.fix"
        ),
    ]

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.line: ProblemLine | None = None
        """Whose problems are shown."""
        self.problems: tuple[Problem, ...] | None = None
        self.list = OptionList(markup=False)
        self.note = Static(markup=False)

    def compose(self) -> ComposeResult:
        yield self.note
        yield self.list

    def look(self, consoles: Consoles) -> None:
        """Show the problems of the console in sight, where they are others."""
        line = consoles.current.problems
        if (line, line.linter.shown) == (self.line, self.problems):
            return
        self.line, self.problems = line, line.linter.shown
        at = self.list.highlighted or 0
        self.list.clear_options()
        self.list.add_options(Option(self._label(each)) for each in self.problems)
        if self.problems:
            self.list.highlighted = min(at, len(self.problems) - 1)
        nothing = "" if self.problems else "Nothing is known to be wrong."
        self.note.update(visible(line.linter.linted.note) or nothing)
        self.note.display = bool(line.linter.linted.note or nothing)

    @on(OptionList.OptionSelected)
    def go(self, event: OptionList.OptionSelected) -> None:
        """Go to the problem in the editor."""
        if self.line and self.problems:
            self.line.go(self.problems[event.option_index])

    def action_fix(self) -> None:
        """Go to the problem at the cursor, and show its fix."""
        if self.line and self.problems and self.list.highlighted is not None:
            self.line.go(self.problems[self.list.highlighted])
            self.line.action_fix()

    def _label(self, problem: Problem) -> Text:
        assert self.line is not None
        row, _ = self.line.editor.document.location(problem.start)
        fixable = " · x fixes" if problem.fixable else ""
        return Text.assemble(
            (f"{row + 1}: {problem.code}{fixable}\n", "bold"), visible(problem.message)
        )
