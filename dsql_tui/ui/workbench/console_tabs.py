"""The consoles of a workbench, with a tab for each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Tabs

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.workspace import Workspace
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.settings import Settings, write_setting
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.editor.script_bar import ScriptBar
from dsql_tui.ui.editor.vim_actions import run_vim_actions
from dsql_tui.ui.terminal.sign_in import describe_aws_error
from dsql_tui.ui.workbench.console import Console
from dsql_tui.ui.workbench.console_state import ConsoleState, apply_state, keep_draft
from dsql_tui.ui.workbench.console_tab import ConsoleTab, get_tab_id
from dsql_tui.ui.workbench.end_questions import EndQuestions
from dsql_tui.ui.workbench.run_announcement import announce_run
from dsql_tui.ui.workbench.run_workers import RunEnded

_SWITCHES = {"vim": "Vim keys are", "pairs": "Bracket pairs are", "wrap": "Soft wrap is"}
"""The settings of the editor that the menu and keys turn on and off."""


class Consoles(Vertical):
    """The consoles and their tabs; a single console has no visible tab."""

    DEFAULT_CSS = """
    Consoles { width: 1fr; }
    Consoles > ContentSwitcher { height: 1fr; }
    Consoles.-lone > Tabs { display: none; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("t", "new console", "open", "console"),
        Entry("w", "close this console", "close", "console"),
        Entry("n", "next console", "step(1)", "console"),
        Entry("p", "previous console", "step(-1)", "console"),
        Entry("V", "vim keys on or off", "switch_editor('vim')", "program"),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f8",
            "switch_editor('pairs')",
            "Bracket pairs",
            tooltip="Turn bracket pairs on or off",
            id="consoles.pairs",
            show=False,
        ),
        Binding(
            "alt+z",
            "switch_editor('wrap')",
            "Soft wrap",
            tooltip="Turn soft wrap of long lines on or off",
            id="consoles.wrap",
            show=False,
        ),
    ]

    def __init__(
        self,
        workspace: Workspace,
        session: Session,
        script: str,
        states: Sequence[ConsoleState] = (),
    ) -> None:
        """Create the consoles.

        Args:
            workspace: What they share.
            session: The session of the first one.
            script: The text of the first one.
            states: The states of the consoles on the cluster that the user comes from.
        """
        super().__init__(classes="-lone")
        self.states = states
        self.moved = False
        """True once the texts have moved to another cluster."""
        self.workspace = workspace
        self.script = script
        """The initial script of the first console."""
        self.current = Console(workspace, session, script=script)
        """The console that is shown."""
        self.all = [self.current]
        self.opened = 1
        """The number of consoles opened so far."""
        self.tabs = Tabs(ConsoleTab(self.current))
        self.switcher = ContentSwitcher(self.current, initial=self.current.id)

    def compose(self) -> ComposeResult:
        yield self.tabs
        yield self.switcher

    def on_mount(self) -> None:
        self.restore()

    async def end(self) -> None:
        """End every session; the texts are restored at the next start unless they have moved."""
        await asyncio.gather(*(console.end(closed=self.moved) for console in self.all))

    @work(group="restore", exclusive=True)
    async def restore(self) -> None:
        """Restore the consoles that were open when the user left the cluster, or in a crash."""
        first = self.current
        for place, state in enumerate(self.states):
            if console := await self._open_console() if place else first:
                await apply_state(console, state)
                if state.shown:
                    self.show(console)
            else:
                self.notify(await keep_draft(self.workspace.files, state.draft), markup=False)
        for log in await self.workspace.files.find_lost_journals():
            untouched = (
                not self.states
                and first.line.autosave.journal is None
                and first.editor.text == self.script
            )
            console = first if untouched else await self._open_console()
            if console is None:
                log.close()  # it is restored at the next start
            else:
                await console.line.restore(log)

    @work(group="consoles", exclusive=True)
    async def action_open(self) -> None:
        """Open another console with its own session.

        Leave the focus alone if the user has moved it elsewhere while the session was opened.
        """
        before = self.screen.focused
        if console := await self._open_console():
            focused = self.screen.focused
            moved = focused not in (None, before) and self not in focused.ancestors
            self.show(console, focus=not moved)

    def action_close(self) -> None:
        """Close this console; closing the last one returns to the picker."""
        self.close(self.current)

    def action_step(self, places: int) -> None:
        """Show a console that is some places further; wrap around at the ends."""
        self.show(self.all[(self.all.index(self.current) + places) % len(self.all)])

    def show(self, console: Console, focus: bool = True) -> None:
        """Show a console, and focus its editor if wanted."""
        self.tabs.active = get_tab_id(console)
        self._show(console, focus)

    @work(group="consoles", exclusive=True)
    async def close(self, console: Console) -> None:
        """Close a console, which need not be shown, if the user confirms it."""
        if len(self.all) == 1:
            await self.run_action("screen.leave")
        elif await self.confirm_end([console], "closing"):
            await console.end(closed=True)
            await self._remove(console)

    @work(group="consoles", exclusive=True)
    async def renew(self, console: Console) -> None:
        """Renew the session of a console, if the user confirms the end of a transaction."""
        if await self.confirm_end([console], "renewing"):
            console.renew()

    async def confirm_end(self, consoles: Sequence[Console], doing: str = "leaving") -> bool:
        """Ask before cancelling runs or ending transactions. Call this in a worker."""
        named = len(self.all) > 1
        return await EndQuestions(self.app, consoles, doing, self.show, named).ask()

    async def _open_console(self) -> Console | None:
        """Open a console; show an error and return `None` if no session can be opened."""
        try:
            session = await in_thread(self.workspace.access.open, unwanted=Session.close)
        except AwsError as error:
            self.notify(
                f"No token could be signed. {describe_aws_error(error)}",
                severity="error",
                markup=False,
            )
        except ConnectError as opening:
            self.notify(opening.error.message, severity="error", markup=False)
        else:
            self.opened += 1
            console = Console(self.workspace, session, self.opened)
            await self._add(console)
            return console
        return None

    async def _add(self, console: Console) -> None:
        self.all.append(console)
        self._update_tabs()
        await self.switcher.add_content(console)
        await self.tabs.add_tab(ConsoleTab(console))

    async def _remove(self, console: Console) -> None:
        """Remove a console whose session has ended, and show the one before."""
        if console is self.current:
            self.action_step(-1)
        self.all.remove(console)
        await self.tabs.remove_tab(get_tab_id(console))
        await console.remove()
        self._update_tabs()

    def _update_tabs(self) -> None:
        """Hide the tabs of a single console without a name."""
        self.set_class(len(self.all) == 1 and not self.current.line.given_name, "-lone")

    def use_settings(self, settings: Settings) -> None:
        """Use changed settings in all consoles."""
        old_cap = self.workspace.settings.row_cap
        self.workspace.use_settings(settings)
        for console in self.all:
            console.editor.use_settings(settings)
            if settings.row_cap != old_cap:
                console.results.cap = settings.row_cap or None

    @work(group="switch", exclusive=True)
    async def action_switch_editor(self, name: str) -> None:
        """Turn a setting of all editors on or off; save the choice."""
        on = not getattr(self.workspace.settings, name)
        changed: dict[str, Any] = {name: on}
        self.use_settings(replace(self.workspace.settings, **changed))
        self.notify(f"{_SWITCHES[name]} {'on' if on else 'off'}.", markup=False)
        try:
            await in_thread(partial(write_setting, name, on))
        except (OSError, FileError) as error:
            message = f"The choice could not be saved. {error}"
            self.notify(message, severity="warning", markup=False)

    @on(SqlEditor.VimActions)
    def _run_vim_actions(self, message: SqlEditor.VimActions) -> None:
        message.stop()
        for console in self.all:
            if console.editor is message.area:
                close = partial(self.close, console)
                doing = run_vim_actions(console.line, message.actions, close)
                self.run_worker(doing, group="vim-file", exclusive=True)

    @on(RunEnded)
    def _announce_run(self, message: RunEnded) -> None:
        message.stop()
        for console in self.all:
            if console.runs is message.runs:
                announce_run(console, message.elapsed)

    @on(ScriptBar.Renamed)
    def _rename_tab(self, message: ScriptBar.Renamed) -> None:
        message.stop()
        for tab in self.tabs.query(ConsoleTab):
            if tab.console.line is message.line:
                tab.update_label()
        self._update_tabs()
        self.post_message(Console.Changed())

    @on(Tabs.TabActivated)
    def _show_chosen(self, event: Tabs.TabActivated) -> None:
        event.stop()
        if isinstance(event.tab, ConsoleTab):
            self._show(event.tab.console)

    def _show(self, console: Console, focus: bool = True) -> None:
        if console is not self.current:
            self.current = console
            self.switcher.current = console.id
            if focus:
                console.editor.focus()
        self.post_message(Console.Changed())
