"""The pane with the problems of the current script."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static
from textual.widgets.option_list import Option

from dsql_tui.linting import LintReport
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.ui.option_list import OptionList, WholeOptionList
from dsql_tui.ui.workbench.pane_border import PaneBorder
from dsql_tui.ui.workbench.panes.pane import Pane

if TYPE_CHECKING:
    from dsql_tui.ui.editor.problem_bar import ProblemBar
    from dsql_tui.ui.workbench.console_tabs import Consoles


class Problems(Pane):
    """Lists the problems in the order of the script; Enter goes to one, x fixes it, X all."""

    TITLE = "problems"
    LETTER = "l"
    WIDTH_SETTING = "problems_width"
    DEFAULT_CSS = """
    Problems OptionList, Problems OptionList:focus { border: none; padding: 0; height: 1fr; }
    Problems Static { padding: 0 1; color: $text-muted; height: auto; }
    Problems WholeOptionList { min-height: 2; }
    Problems #advice { min-height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "x",
            "fix",
            "Fix",
            tooltip="Show the statement as Aurora DSQL takes it",
            id="problems.fix",
        ),
        Binding(
            "X",
            "fix_all",
            "Fix all",
            tooltip="Show all statements as Aurora DSQL takes them",
            id="problems.fix_all",
        ),
    ]

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.bar: ProblemBar | None = None
        """The problem bar of the console whose problems are listed."""
        self.problems: tuple[Problem, ...] = ()
        self.list = WholeOptionList(markup=False)
        self.border = PaneBorder("advice")
        self.advice = Static(markup=False)
        self.advice_box = VerticalScroll(self.advice, id="advice")
        self.note = Static(markup=False)
        self._report: LintReport | None = None

    def compose(self) -> ComposeResult:
        """Show a note above the list, and the advice for the highlighted problem below it."""
        yield self.note
        yield self.list
        yield self.border
        yield self.advice_box

    @property
    def total_height(self) -> int:
        """The lines of the list and the advice."""
        return self.list.size.height + self.advice_box.size.height

    def split(self, percent: int) -> None:
        """Give the list a share of the height, and the advice the rest."""
        # A multiple of 1/64 is exact.
        self.list.styles.height = f"{percent / 64}fr"
        self.advice_box.styles.height = f"{(100 - percent) / 64}fr"

    def update(self, consoles: Consoles) -> None:
        """List the problems of the current console if they changed."""
        bar = consoles.current.problems
        linter = bar.linter
        if (bar, linter.shown, linter.report) == (self.bar, self.problems, self._report):
            return
        self.bar, self.problems, self._report = bar, linter.shown, linter.report
        at = self.list.highlighted or 0
        self.list.clear_options()
        self.list.add_options(Option(self._label(each)) for each in self.problems)
        if self.problems:
            self.list.highlighted = min(at, len(self.problems) - 1)
        self.show_advice()
        note = self._describe_report()
        self.note.update(make_visible(note))
        self.note.display = bool(note)

    def describe(self) -> tuple[str, ...]:
        """Return the title and the number of problems."""
        return (*super().describe(), f"{len(self.problems):,}" if self._report else "")

    def _describe_report(self) -> str:
        if self._report is None:
            return "Checking the script…"
        return self._report.note or ("" if self.problems else "No problems found.")

    @on(OptionList.OptionHighlighted)
    def show_advice(self) -> None:
        """Show the whole advice for the highlighted problem."""
        at = self.list.highlighted
        problem = self.problems[at] if at is not None and at < len(self.problems) else None
        self.border.display = self.advice_box.display = problem is not None
        self.advice_box.can_focus = problem is not None
        if problem:
            self.advice.update(make_visible(_describe(problem)))

    @on(OptionList.OptionSelected)
    def go(self, event: OptionList.OptionSelected) -> None:
        """Go to the problem in the editor."""
        if self.bar and self.problems:
            self.bar.go(self.problems[event.option_index])

    def action_fix(self) -> None:
        """Go to the highlighted problem, and show its fix."""
        if self.bar and self.problems and self.list.highlighted is not None:
            self.bar.go(self.problems[self.list.highlighted])
            self.bar.action_fix()

    def action_fix_all(self) -> None:
        """Show the fixes for all problems."""
        if self.bar:
            self.bar.action_fix_all()

    def _label(self, problem: Problem) -> Text:
        assert self.bar is not None
        row, _ = self.bar.editor.document.location(problem.start)
        fixable = " · x fixes" if problem.fixable else ""
        return Text.assemble(
            (f"{row + 1}: {problem.code}{fixable}\n", "bold"), make_visible(problem.message)
        )


def _describe(problem: Problem) -> str:
    """Return the advice for a problem, and what a fix would change."""
    fixes = f" Fix: {problem.warning}." if problem.warning else ""
    return f"{problem.advice}{fixes}" if problem.advice or fixes else "There is no advice."
