"""Tell the user that a long run has ended, unless it ended before their eyes."""

from __future__ import annotations

from dsql_tui.dsql.clock import format_duration
from dsql_tui.execution.outcome import Outcome
from dsql_tui.results.text import make_visible
from dsql_tui.ui.terminal.announcement import announce
from dsql_tui.ui.workbench.console import Console


def announce_run(console: Console, elapsed: float) -> None:
    """Announce the end of a run, unless it was short or the user has seen it."""
    app, settings = console.app, console.workspace.settings
    is_shown = console.display and console.screen.is_current
    if elapsed < settings.notify_after or (is_shown and app.app_focus):
        return
    outcome = console.runner.outcome
    words = f"Console {console.line.title}: {_describe(outcome)} after {format_duration(elapsed)}."
    if not is_shown:
        app.notify(
            make_visible(words),
            title="Run",
            severity="information" if outcome.error is None else "warning",
            markup=False,
        )
    announce(app, words, settings.notify)


def _describe(outcome: Outcome) -> str:
    if outcome.unknown:
        return "outcome unknown"
    if outcome.error is None:
        return "done"
    return "cancelled" if outcome.cancelled else "failed"
