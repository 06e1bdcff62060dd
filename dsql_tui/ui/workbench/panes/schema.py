"""The schema pane: the tables and columns that the database role can see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.message import Message

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.catalog import read_catalog
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.sql.catalog import Catalog
from dsql_tui.ui.dialogs.insert_text import InsertText
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.workbench.panes.pane import Pane
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree


class Schema(Pane):
    """The schema pane, which reads the catalog in a short session of its own."""

    TITLE = "schema"
    LETTER = "s"
    MENU: ClassVar[tuple[Entry, ...]] = (Entry("u", "refresh the schema", "reload", "go to"),)

    @dataclass
    class Read(Message):
        """The catalog was read."""

        catalog: Catalog

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.names = SchemaTree()

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.names

    def on_mount(self) -> None:
        """Read the catalog."""
        self.action_reload()

    @on(SchemaTree.TextRequested)
    def insert_text(self, message: SchemaTree.TextRequested) -> None:
        """Insert or run the text that the tree requests."""
        self.post_message(InsertText(message.text, message.run, message.own_line))

    @on(SchemaTree.Reload)
    def action_reload(self) -> None:
        """Read the catalog again."""
        self.read()

    @work(group="schema", exclusive=True)
    async def read(self) -> None:
        """Read and show the catalog, or show the error."""
        found, problem = Catalog(), ""
        try:
            found = await in_thread(self._read_catalog)
        except AwsError as error:
            problem = str(error)
        except (CatalogError, ConnectError) as failed:
            problem = failed.error.message
        if not self.names.is_attached:
            return  # the screen was closed meanwhile
        if problem:
            self.names.explain(problem)
        else:
            self.names.show(found.schemas)
            self.post_message(self.Read(found))

    def _read_catalog(self) -> Catalog:
        session = self.access.open()
        try:
            return read_catalog(session)
        finally:
            session.close()
