"""The actions of backslash commands on a console."""

from __future__ import annotations

from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.editor.script_bar import ScriptBar
from dsql_tui.ui.results.results import Results


class BackslashActions:
    """Implements `ConsoleActions` of `execution.protocols`."""

    def __init__(self, line: ScriptBar, results: Results) -> None:
        self._line = line
        self._results = results

    def expand_rows(self, mode: str) -> None:
        """Show rows as lists: `on`, `off`, `auto` or `toggle`."""
        self._results.view.rows.action_expand(mode)

    async def ask(self, text: str) -> str | None:
        """Ask for a line of text; return `None` without an answer."""
        return await self._results.app.push_screen_wait(AskDialog(text or "Value"))

    async def edit(self) -> None:
        """Open the script in the user's editor."""
        self._line.action_edit()

    def keep_history(self, written: str, text: str, shown: str) -> None:
        """Keep a statement in the history if the user keeps the script text that runs it."""
        self._line.set_history_text(written, text, shown)
