"""The text and settings of a console that move with the user to another cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import Session
from dsql_tui.execution.display import Display
from dsql_tui.execution.history import LocalFiles
from dsql_tui.execution.run_options import RunOptions
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.store.draft import Draft

if TYPE_CHECKING:
    from dsql_tui.ui.workbench.console import Console


class ConsoleState(NamedTuple):
    """A console without its session and its results."""

    draft: Draft
    options: RunOptions
    display: Display
    row_mode: str
    """How rows are shown: `on` for lists, `off` or `auto`."""
    variables: dict[str, str]
    settings: dict[str, str] | None
    """The settings of the session; `None` if none were changed."""
    shown: bool
    """True for the console that is shown."""


class ClusterSwitch(NamedTuple):
    """A session on another cluster, with the states of the consoles that move there."""

    access: Access
    session: Session
    title: str
    states: Sequence[ConsoleState]


def read_states(consoles: Sequence[Console], shown: Console) -> list[ConsoleState]:
    """Return the states of consoles."""
    return [
        ConsoleState(
            each.line.draft(),
            replace(each.runner.options),
            replace(each.runner.local.files.display),
            each.result.rows.mode,
            dict(each.runner.interpreter.state.variables),
            each.session_manager.settings,
            each is shown,
        )
        for each in consoles
    ]


async def apply_state(console: Console, state: ConsoleState) -> None:
    """Give a new console the text and settings of another one."""
    runner = console.runner
    for name in RunOptions.__slots__:
        setattr(runner.options, name, getattr(state.options, name))
    runner.local.files.display = replace(state.display)
    runner.interpreter.state.variables.update(state.variables)
    console.line.load_draft(state.draft)
    if state.row_mode != console.result.rows.mode:
        console.result.rows.action_expand(state.row_mode)
    if state.settings is not None:
        await _apply_settings(console, state.settings)
    await console.line.save_draft()


async def keep_draft(files: LocalFiles, draft: Draft) -> str:
    """Keep the text of a console without a session; return a sentence that says where."""

    def write() -> None:
        journal = files.journals.create()
        journal.write(draft)
        journal.close()

    first = next((line.strip() for line in draft.lines if line.strip()), "")
    text = make_visible(draft.name or first)
    try:
        await in_thread(write)
    except OSError as error:
        words = "Ctrl+O H on the previous cluster shows it."
        return f"“{text}” could not be saved here: {error.strerror}. {words}"
    return f"“{text}” is saved, and opens the next time you connect to this cluster."


async def _apply_settings(console: Console, settings: dict[str, str]) -> None:
    """Change the settings of the session, and say which could not be set."""
    try:
        missing = await console.session_manager.use_settings(settings)
    except CatalogError as error:
        words = f"The settings of the previous session could not be set: {error}"
    else:
        words = f"These settings could not be set: {', '.join(missing)}." if missing else ""
    console.editor.completer.search_path.note(f"set search_path to {settings['search_path']}")
    if words:
        console.notify(make_visible(words), severity="warning", markup=False)
