"""The workbench screen: panes on the left, consoles on the right, the status bar below."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import read_clock
from dsql_tui.execution.activity import Note
from dsql_tui.execution.workspace import Workspace
from dsql_tui.gc_tuning import freeze_loaded_objects
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.sql.templates import write_count
from dsql_tui.store.settings import Settings
from dsql_tui.ui.dialogs.insert_text import InsertText
from dsql_tui.ui.dialogs.menu import BoundEntry, Entry, open_menu
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.key_bar import KeyBar
from dsql_tui.ui.size_classes import find_size_classes
from dsql_tui.ui.start import Start
from dsql_tui.ui.too_small import TooSmall
from dsql_tui.ui.workbench.console import Console
from dsql_tui.ui.workbench.console_state import ClusterSwitch, ConsoleState
from dsql_tui.ui.workbench.console_tabs import Consoles
from dsql_tui.ui.workbench.pane_layout import PaneLayout
from dsql_tui.ui.workbench.panes import PANES
from dsql_tui.ui.workbench.panes.schema import Schema
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree
from dsql_tui.ui.workbench.panes.sessions import Sessions
from dsql_tui.ui.workbench.panes.side import Side
from dsql_tui.ui.workbench.status import ConsoleStatus
from dsql_tui.ui.workbench.status_bar import StatusBar
from dsql_tui.ui.workbench.titles import show_titles
from dsql_tui.ui.workbench.tools import TOOLS

_SEE_JOBS = " Press Ctrl+O # j for the jobs."


class Workbench(Screen[ClusterSwitch | None]):
    """Connects consoles, panes, tools and bars with each other."""

    AUTO_FOCUS = "SqlEditor"
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("e", "editor", "go_to('editor')", "go to"),
        Entry("r", "results", "go_to('results')", "go to"),
        *(Entry(pane.LETTER, pane.TITLE, f"go_to('{pane.TITLE}')", "go to") for pane in PANES),
        Entry("x", "explain and plans", "menu('plans')", "run"),
        Entry("#", "jobs, cost, limits, …", "menu('monitor')", "cluster"),
        Entry("k", "switch cluster or role", "leave", "cluster"),
        *(tool.entry for tool in TOOLS),
        Entry("?", "help", "app.help", "program"),
        Entry("q", "quit", "app.leave", "program"),
    )
    """The screen's own entries; each part has entries of its own."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,f5",
            "run",
            "Run",
            tooltip="Run the selection, or the statement at the cursor.",
            id="workbench.run",
        ),
        Binding(
            "ctrl+c",
            "cancel",
            "Cancel",
            tooltip="Cancel the running statement.",
            id="workbench.cancel",
            priority=True,
        ),
        Binding(
            "ctrl+o",
            "menu",
            "Menu",
            tooltip="Open the menu.",
            id="workbench.menu",
            priority=True,
        ),
        Binding(
            "space", "menu", "Menu", tooltip="Open the menu.", id="workbench.space", show=False
        ),
        Binding(
            "f2",
            "go_to('editor')",
            "Editor",
            tooltip="Go to the editor.",
            id="workbench.editor",
            show=False,
        ),
        Binding(
            "f3",
            "go_to('results')",
            "Results",
            tooltip="Go to the results.",
            id="workbench.results",
            show=False,
        ),
        Binding(
            "f4",
            "go_to('schema')",
            "Schema",
            tooltip="Go to the schema.",
            id="workbench.schema",
            show=False,
        ),
        Binding("question_mark", "app.help", "Help", id="workbench.help"),
        *(binding for tool in TOOLS for binding in tool.bindings),
    ]

    def __init__(
        self,
        access: Access,
        session: Session,
        title: str,
        start: Start,
        states: Sequence[ConsoleState] = (),
    ) -> None:
        super().__init__(classes=f"{find_size_classes(self.app)} -show-editor")
        self.access = access
        self.start = start
        self.workspace = Workspace(access, title, start.settings)
        self.side = Side(access)
        self.consoles = Consoles(self.workspace, session, start.script, states)
        self.panes = PaneLayout(self.side, self.consoles, self.workspace)
        self.status_bar = StatusBar()
        self.key_bar = KeyBar(lambda: self.console.busy)

    @property
    def console(self) -> Console:
        """The console that is shown."""
        return self.consoles.current

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.panes
        yield self.status_bar
        yield self.key_bar
        yield TooSmall()

    def on_mount(self) -> None:
        """Load the catalog of the last start."""
        self.workspace.jobs.tell = self._show_job_note
        self.workspace.jobs.changed = self.reload_schema
        self.load_catalog()
        self.call_after_refresh(freeze_loaded_objects)

    async def on_unmount(self) -> None:
        """Save the catalog and end every session."""
        jobs, completion = self.workspace.jobs, self.workspace.completion
        await asyncio.gather(completion.save(self.access), self.consoles.end(), jobs.close())

    @on(Console.Changed)
    def update_all(self) -> None:
        """Update the bars and the pane that is shown."""
        if not self.is_attached:
            return
        self.update_status_bar()
        self.side.update(self.consoles)
        self.key_bar.update()

    @on(SqlEditor.ModeChanged)
    @on(Console.Progressed)
    def update_status_bar(self) -> None:
        """Update the status bar."""
        if self.is_attached:
            self.status_bar.show(ConsoleStatus.from_console(self.console, read_clock()))
            show_titles(self.console)

    def use_settings(self, settings: Settings) -> None:
        """Use settings that were changed and saved."""
        self.consoles.use_settings(settings)
        self.panes.use_settings()

    @on(Console.Outdated)
    def reload_schema(self) -> None:
        """Read the catalog again."""
        self.query_one(Schema).action_reload()

    @on(Schema.Read)
    def use_catalog(self, message: Schema.Read) -> None:
        """Use the new catalog for completion."""
        self.workspace.completion.replace(message.catalog)

    @work(group="catalog")
    async def load_catalog(self) -> None:
        """Use the catalog of the last start until the new one is read; load the snippets."""
        await self.workspace.completion.load(self.access)
        for problem in await self.workspace.completion.load_snippets():
            self.notify(make_visible(problem), severity="warning", markup=False)

    def _show_job_note(self, note: Note) -> None:
        words = f"{note.text}{_SEE_JOBS if note.severity != 'information' else ''}"
        self.notify(make_visible(words), title="Job", severity=note.severity, markup=False)

    @on(Sessions.ActionRequested)
    def run_session_action(self, message: Sessions.ActionRequested) -> None:
        """Run an action of the sessions pane."""
        match message.action:
            case "open":
                self.consoles.action_open()
            case "show":
                self.consoles.show(message.console)
                message.console.editor.focus()
            case "name":
                message.console.line.action_name()
            case "renew":
                self.consoles.renew(message.console)
            case "close":
                self.consoles.close(message.console)

    @on(SchemaTree.DdlRequested)
    def show_ddl(self, message: SchemaTree.DdlRequested) -> None:
        """Show the DDL of a schema or a relation; the screen may return it for the editor."""
        # Imported here, because most sessions show none.
        from dsql_tui.ui.workbench.ddl_screen import DdlScreen

        def insert(script: str | None) -> None:
            if script:
                self.post_message(InsertText(script, run=False, own_line=True))

        self.app.push_screen(DdlScreen(self.access, message.schema, message.name), insert)

    @on(SchemaTree.CountRequested)
    @work(group="count", exclusive=True)
    async def count_rows(self, message: SchemaTree.CountRequested) -> None:
        """Count the rows of a table, after a question that says what that costs."""
        # Imported here, as for DDL.
        from dsql_tui.ui.workbench.count_rows import confirm_count

        if await confirm_count(self.app, self.workspace, message.relation):
            self.post_message(InsertText(write_count(message.relation), run=True))

    @on(InsertText)
    async def insert_text(self, message: InsertText) -> None:
        """Insert a text into the editor; with `run`, add it as a statement and run it."""
        editor = self.console.editor
        if message.run:
            editor.append(message.text)
            editor.action_run()
            await self.action_go_to("results")
        else:
            insert = editor.insert_statement if message.own_line else editor.insert
            insert(message.text)
            await self.action_go_to("editor")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Use Ctrl+C to cancel while something runs; otherwise leave it to the focused widget."""
        return self.console.busy if action == "cancel" else True

    def action_run(self) -> None:
        """Run the statement at the editor's cursor, whatever has the focus."""
        self.console.editor.action_run()

    def action_use(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Run a tool by its name, with the arguments of a backslash command."""
        next(tool for tool in TOOLS if tool.name == name).use(self, *arguments)

    def action_cancel(self) -> None:
        """Cancel the running statement."""
        self.console.action_cancel()

    async def action_go_to(self, name: str) -> None:
        """Focus the editor, the results or a pane; a narrow terminal shows only that part."""
        await self.panes.go_to(name)

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Go back to the picker; the sessions end."""
        if await self.may_leave():
            self.dismiss()

    async def may_leave(self) -> bool:
        """Ask before leaving cancels a statement or ends a transaction; in a worker."""
        return await self.consoles.confirm_end(self.consoles.all)

    def action_menu(self, submenu: str = "") -> None:
        """Open the menu or one of its submenus."""
        open_menu(self, self.list_menu_entries(), submenu)

    def list_menu_entries(self) -> Iterator[BoundEntry]:
        """Yield the entries of the menu, each with the node that runs it."""
        console = self.console
        results = (console.results, console.result, console.result.rows)
        parts = (console, self.consoles, console.editor, console.line)
        for node in (self, self.panes, self.side.shown, *parts, *results):
            for kind in type(node).__mro__:
                for entry in vars(kind).get("MENU", ()):
                    yield BoundEntry(entry, node)
