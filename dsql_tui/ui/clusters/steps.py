"""The steps of a change: a preview, then their progress."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.widgets import Static

from dsql_tui.dsql.changes import Call, Change, CreatedCluster, Step, Wait
from dsql_tui.dsql.commands import shell_script
from dsql_tui.results.text import make_visible

if TYPE_CHECKING:
    from dsql_tui.aws.changes import Progress

_VALUE_LENGTH = 300
"""Characters of a parameter that are shown; a policy may have thousands."""

_PENDING, _RUNNING, _DONE, _FAILED = "·", "…", "✓", "✗"


class Steps(Static):
    """Shows each call with its region and parameters, each wait, and the IAM actions.

    Once the first step has started, the progress is shown in place of the parameters.
    """

    DEFAULT_CSS = """
    Steps { height: auto; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.change: Change | None = None
        self.marks: list[tuple[str, str]] = []
        """The mark of each step, and a note on it."""
        self.as_commands = False
        """True if the steps are shown as AWS CLI commands."""

    def show(self, change: Change | None) -> None:
        """Show the steps of a change that has not started."""
        self.change = change
        self.marks = [(_PENDING, "")] * len(change.steps) if change else []
        self._redraw()

    def toggle_commands(self) -> None:
        """Show the steps as AWS CLI commands, or as calls."""
        self.as_commands = not self.as_commands
        self._redraw()

    def advance(self, progress: Progress) -> None:
        """Show the progress of a step."""
        note = make_visible(progress.words)
        if progress.seconds >= 1:
            note += f" {progress.seconds:.0f} s"
        self.marks[progress.step] = (_DONE if progress.done else _RUNNING, note)
        self._redraw()

    @property
    def calls_left(self) -> bool:
        """True if a call has not been answered yet."""
        steps = self.change.steps if self.change else ()
        return any(
            isinstance(step, Call) and mark != _DONE
            for step, (mark, _) in zip(steps, self.marks, strict=True)
        )

    def fail(self, sentence: str) -> None:
        """Mark the running step as failed."""
        for number, (mark, _) in enumerate(self.marks):
            if mark == _RUNNING:
                self.marks[number] = (_FAILED, make_visible(sentence))
        self._redraw()

    def _redraw(self) -> None:
        if self.change is None:
            self.update("")
            return
        if self.as_commands:
            lines = shell_script(self.change).splitlines()
            self.update(Text("\n".join(map(make_visible, lines))))
            return
        started = any(mark != _PENDING for mark, _ in self.marks)
        drawn = [Text(make_visible(self.change.title), "bold")]
        for step, (mark, note) in zip(self.change.steps, self.marks, strict=True):
            style = "bold" if isinstance(step, Call) else ""
            line = Text(f"{mark} ").append(_describe(step), style)
            if not started:
                line.append(f" {_format_parameters(step)}", "dim")
            if note:
                line.append(f"  {note}", "red" if mark == _FAILED else "green")
            drawn.append(line)
        if not started:
            drawn.append(Text(f"IAM: {', '.join(self.change.actions)}", "dim"))
        self.update(Text("\n").join(drawn))


def _describe(step: Step) -> str:
    if isinstance(step, Wait):
        goal = "it is deleted" if step.gone else "it accepts sessions"
        return f"wait until {goal} in {make_visible(step.region)}"
    return f"{step.operation} in {make_visible(step.region)}"


def _format_parameters(step: Step) -> str:
    if isinstance(step, Wait):
        return f"GetCluster {make_visible(_format_value(step.identifier))}"
    return ", ".join(
        f"{name} {make_visible(_format_value(value))[:_VALUE_LENGTH]}"
        for name, value in step.parameters.items()
    )


def _format_value(value: Any) -> str:
    if isinstance(value, (str, CreatedCluster)):
        return value if isinstance(value, str) else _format_reference(value)
    return json.dumps(value, ensure_ascii=False, default=_format_reference)


def _format_reference(created: CreatedCluster) -> str:
    return f"<{created.part} of the cluster in {created.region}>"
