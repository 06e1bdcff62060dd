"""Plans from elsewhere: an earlier one, a file, or a pasted text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.sql.plans.parse import is_plan
from dsql_tui.sql.plans.recent import NamedPlan
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.path_input import PathDialog

_MAX_BYTES = 20 * 1024 * 1024
_MAX_TITLE = 200
"""Characters of a statement in the list of plans."""
_FILE, _PASTE = "file", "paste"
_NO_PLAN = "There is no plan in this text. Paste the output of EXPLAIN in the text format."


class PasteDialog(Dialog[str | None]):
    """Asks for the text of a plan."""

    DEFAULT_CSS = """
    PasteDialog > .frame { width: 90%; max-width: 120; height: 80%; }
    PasteDialog TextArea { height: 1fr; }
    PasteDialog TextArea, PasteDialog TextArea:focus { border: none; padding: 0; }
    PasteDialog #problem { color: $text-error; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,f5",
            "show_plan",
            "Show",
            tooltip="Show the plan.",
            id="paste.show",
            priority=True,
        ),
        Binding(
            "escape", "dismiss(None)", "Cancel", tooltip="Cancel.", id="paste.leave", priority=True
        ),
    ]

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            frame.border_title = "Paste a plan"
            frame.border_subtitle = "Ctrl+J shows it · Esc cancels"
            yield TextArea(soft_wrap=False, placeholder="Paste the output of EXPLAIN.")
            yield Static(id="problem", markup=False)

    def action_show_plan(self) -> None:
        """Close with the text, if it has a plan."""
        text = self.query_one(TextArea).text
        if is_plan(text):
            self.dismiss(text)
        else:
            self.query_one("#problem", Static).update(_NO_PLAN)


async def choose_plan(app: App[Any], earlier: Sequence[NamedPlan]) -> NamedPlan | None:
    """Let the user choose an earlier plan, a file or a pasted text. Call this in a worker."""
    options = [
        Option(str(number), _shorten(" ".join(plan.title.split())))
        for number, plan in enumerate(earlier)
    ]
    options += [
        Option(_FILE, "Open a file", "with the output of EXPLAIN"),
        Option(_PASTE, "Paste a plan", "from psql or another tool"),
    ]
    chosen = await app.push_screen_wait(ChoiceDialog("Compare with", options))
    if chosen == _FILE:
        return await open_plan_file(app)
    if chosen == _PASTE:
        return await paste_plan(app)
    return None if chosen is None else earlier[int(chosen)]


async def paste_plan(app: App[Any]) -> NamedPlan | None:
    """Ask for the text of a plan. Call this in a worker."""
    text = await app.push_screen_wait(PasteDialog())
    return None if text is None else NamedPlan("pasted plan", text)


async def open_plan_file(app: App[Any]) -> NamedPlan | None:
    """Ask for a file and return its plan. Call this in a worker."""
    typed = await app.push_screen_wait(PathDialog("File with a plan", f"{Path.cwd()}/"))
    if typed is None:
        return None
    path = Path(typed.strip()).expanduser()
    try:
        text = await in_thread(partial(_read_text, path))
    except OSError as error:
        problem = f"{path} was not read: {error.strerror or error}."
    else:
        if is_plan(text):
            return NamedPlan(path.name, text)
        problem = f"{path} has no plan in the text format of EXPLAIN."
    app.notify(make_visible(problem), severity="error", markup=False)
    return None


def _shorten(title: str) -> str:
    return title if len(title) <= _MAX_TITLE else f"{title[: _MAX_TITLE - 1]}…"


def _read_text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_MAX_BYTES).decode("utf-8", "replace")
