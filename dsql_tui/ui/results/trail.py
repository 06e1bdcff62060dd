"""The line above rows that one reached from a row of another result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.widgets import Static

from dsql_tui.execution.result import Result
from dsql_tui.results.text import make_visible

_MAX_STEPS = 50
"""Results that are kept to go back to."""
_MAX_TITLE = 30
"""Characters of a statement in the trail."""


class Trail(Static):
    """Shows the results on the way to the current one, and the statement that was sent for it."""

    DEFAULT_CSS = """
    Trail { height: auto; max-height: 3; padding: 0 1; background: $panel; display: none; }
    Trail.-shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(id="trail", markup=False)

    def show(self, result: Result) -> None:
        """Show the way to a result; nothing if it was not reached from another."""
        steps = [*list_steps(result)]
        self.set_class(len(steps) > 1, "-shown")
        if len(steps) > 1:
            titles = " › ".join(make_visible(_title(each)) for each in reversed(steps))
            statement = make_visible(" ".join(result.statement.text.split()))
            self.update(f"{titles} · b goes back\n{statement}")


def list_steps(result: Result) -> Iterator[Result]:
    """Yield a result, the one that it was reached from, and so on."""
    step: Result | None = result
    while step is not None:
        yield step
        step = step.origin


def continue_trail(result: Result, origin: Result | None) -> None:
    """Note where a result was reached from, and forget the steps that are too far back."""
    result.origin = origin
    for number, step in enumerate(list_steps(result)):
        if number == _MAX_STEPS:
            step.origin = None


def replace_step(results: Sequence[Result], left: Result, origin: Result) -> list[Result]:
    """Return results with the origin in the place of one that is left; kept ones stay."""
    back = [] if origin in results else [origin]
    if left not in results:
        return [*results, *back]
    shown: list[Result] = []
    for each in results:
        shown += [*back, *([each] if each.kept else [])] if each is left else [each]
    return shown


def _title(result: Result) -> str:
    title = result.title or " ".join(result.statement.text.split())
    return title if len(title) <= _MAX_TITLE else f"{title[: _MAX_TITLE - 1]}…"
