"""The questions before consoles or their sessions end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import App

from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.results.edit_review import describe_changes
from dsql_tui.ui.workbench.console import Console
from dsql_tui.ui.workbench.leave_dialog import LeaveDialog


@dataclass
class EndQuestions:
    """Asks before statements are cancelled, pending changes discarded or transactions ended.

    Attributes:
        app: Shows the dialogs.
        consoles: Those that end.
        doing: What ends them, such as "leaving" or "renewing".
        show: Shows a console whose transaction could not be committed.
        named: Whether to name the consoles; a single one needs no name.
    """

    app: App[None]
    consoles: Sequence[Console]
    doing: str
    show: Callable[[Console], None]
    named: bool

    async def ask(self) -> bool:
        """Return whether to go on. Call this in a worker."""
        return (
            await self._confirm_cancel()
            and await self._confirm_discard()
            and await self._end_transactions()
        )

    async def _confirm_cancel(self) -> bool:
        """Ask before running statements are cancelled; say it if they end meanwhile."""
        running = [console for console in self.consoles if console.busy]

        def describe() -> str:
            busy = [console for console in running if console.busy]
            if not busy:
                return f"The statement has ended meanwhile. Continue {self.doing}?"
            open_now = any(each.runner.sender.transcript.open for each in busy)
            lost = " and rolls its transaction back" if open_now else ""
            where = self._list_names(busy)
            return f"A statement is running{where}, and {self.doing} cancels it{lost}. Continue?"

        return not running or await self.app.push_screen_wait(ConfirmDialog(describe))

    async def _confirm_discard(self) -> bool:
        """Ask before pending changes of rows are discarded; a renewed session keeps them."""
        pending = [each for each in self.consoles if describe_changes(each.results.all)]
        if not pending or self.doing == "renewing":
            return True
        rows = "; ".join(describe_changes(console.results.all) for console in pending)
        question = (
            f"Pending changes are not written{self._list_names(pending)} ({rows}). "
            f"{self.doing.capitalize()} discards them. Continue?"
        )
        return await self.app.push_screen_wait(ConfirmDialog(question))

    async def _end_transactions(self) -> bool:
        """Ask how open transactions end, except for those of statements that are cancelled."""
        waiting = [each for each in self.consoles if each.state.open and not each.busy]
        if not waiting:
            return True
        question = f"A transaction is open{self._list_names(waiting)}. End it before {self.doing}?"
        answer = await self.app.push_screen_wait(LeaveDialog(question))
        if answer != "commit":
            return answer == "rollback"
        for console in waiting:
            if not await console.commit():
                self.show(console)
                return False
        return True

    def _list_names(self, consoles: Sequence[Console]) -> str:
        """Return the names of consoles for a question; empty if only one is open."""
        if not self.named:
            return ""
        return " in " + ", ".join(make_visible(console.line.title) for console in consoles)
