"""The steps of a change: what they will be, how far they are, and which one failed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.widgets import Static

from dsql_tui.dsql.changes import Call, Change, Made, Step, Wait
from dsql_tui.dsql.commands import script
from dsql_tui.results.text import visible

if TYPE_CHECKING:
    from dsql_tui.aws.changes import Progress

_LONGEST = 300
"""Characters of a parameter that are shown; a policy may have thousands."""

_TO_COME, _GOING, _DONE, _FAILED = "·", "…", "✓", "✗"


class Steps(Static):
    """Shows each call with its region and parameters, each wait, and the IAM actions they take.

    Once the first step has begun, how far each is takes the place of the parameters.
    """

    DEFAULT_CSS = """
    Steps { height: auto; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.change: Change | None = None
        self.marks: list[tuple[str, str]] = []
        """Of each step: how far it is, and what there is to say of that."""
        self.as_commands = False
        """Is what would be done shown as commands of the AWS CLI?"""

    def show(self, change: Change | None) -> None:
        """Show what would be done, none of it done yet."""
        self.change = change
        self.marks = [(_TO_COME, "")] * len(change.steps) if change else []
        self._redraw()

    def turn(self) -> None:
        """Show it as commands, or as calls again."""
        self.as_commands = not self.as_commands
        self._redraw()

    def advance(self, progress: Progress) -> None:
        """A step has begun, goes on, or is done."""
        said = visible(progress.words)
        if progress.seconds >= 1:
            said += f" {progress.seconds:.0f} s"
        self.marks[progress.step] = (_DONE if progress.done else _GOING, said)
        self._redraw()

    @property
    def calls_left(self) -> bool:
        """Is there a call that has not been answered yet?"""
        steps = self.change.steps if self.change else ()
        return any(
            isinstance(step, Call) and mark != _DONE
            for step, (mark, _) in zip(steps, self.marks, strict=True)
        )

    def fail(self, sentence: str) -> None:
        """The step under way is where it ended."""
        going = [at for at, (mark, _) in enumerate(self.marks) if mark == _GOING]
        for at in going:
            self.marks[at] = (_FAILED, visible(sentence))
        self._redraw()

    def _redraw(self) -> None:
        if self.change is None:
            self.update("")
            return
        if self.as_commands:
            self.update(Text("\n".join(map(visible, script(self.change).splitlines()))))
            return
        begun = any(mark != _TO_COME for mark, _ in self.marks)
        lines = [Text(visible(self.change.title), "bold")]
        for step, (mark, said) in zip(self.change.steps, self.marks, strict=True):
            line = Text(f"{mark} ").append(_named(step), "bold" if isinstance(step, Call) else "")
            if not begun:
                line.append(f" {_parameters(step)}", "dim")
            if said:
                line.append(f"  {said}", "red" if mark == _FAILED else "green")
            lines.append(line)
        if not begun:
            lines.append(Text(f"IAM: {', '.join(self.change.actions)}", "dim"))
        self.update(Text("\n").join(lines))


def _named(step: Step) -> str:
    if isinstance(step, Wait):
        wanted = "it is gone" if step.gone else "it takes sessions"
        return f"wait until {wanted} in {visible(step.region)}"
    return f"{step.operation} in {visible(step.region)}"


def _parameters(step: Step) -> str:
    if isinstance(step, Wait):
        return f"GetCluster {visible(_value(step.identifier))}"
    return " · ".join(
        f"{name} {visible(_value(value))[:_LONGEST]}" for name, value in step.parameters.items()
    )


def _value(value: Any) -> str:
    if isinstance(value, (str, Made)):
        return value if isinstance(value, str) else _to_be_made(value)
    return json.dumps(value, ensure_ascii=False, default=_to_be_made)


def _to_be_made(made: Made) -> str:
    return f"<{made.part} of the one in {made.region}>"
