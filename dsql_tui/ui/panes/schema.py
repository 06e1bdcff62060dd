"""The schema: tables and columns, as the database role sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.message import Message

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.catalog import CatalogRefused, catalog
from dsql_tui.db.session import OpeningRefused
from dsql_tui.opening import Access
from dsql_tui.sql.catalog import Catalog
from dsql_tui.ui.for_editor import ForEditor
from dsql_tui.ui.panes.pane import Pane
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.schema_tree import SchemaTree


class Schema(Pane):
    """Reads the catalog in a session of its own, which ends with the reading."""

    TITLE = "schema"
    LETTER = "s"
    MENU: ClassVar[tuple[Entry, ...]] = (Entry("u", "read the schema anew", "reload", "go to"),)

    @dataclass
    class Read(Message):
        """The catalog was read."""

        catalog: Catalog

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.names = SchemaTree()

    def compose(self) -> ComposeResult:
        yield self.names

    def on_mount(self) -> None:
        self.action_reload()

    @on(SchemaTree.Wanted)
    def want(self, message: SchemaTree.Wanted) -> None:
        """Pass on what the tree wants."""
        self.post_message(ForEditor(message.text, message.run))

    @on(SchemaTree.Reload)
    def action_reload(self) -> None:
        """Read the catalog anew."""
        self.read()

    @work(group="schema", exclusive=True)
    async def read(self) -> None:
        """Show the catalog, or why it cannot be read."""
        found, problem = Catalog(), ""
        try:
            found = await in_thread(self._catalog)
        except AwsError as error:
            problem = str(error)
        except (CatalogRefused, OpeningRefused) as refused:
            problem = refused.refusal.message
        if not self.names.is_attached:
            return  # the screen was left meanwhile
        if problem:
            self.names.explain(problem)
        else:
            self.names.show(found.schemas)
            self.post_message(self.Read(found))

    def _catalog(self) -> Catalog:
        session = self.access.open()
        try:
            return catalog(session)
        finally:
            session.close()
