"""A tree of the schemas, tables and columns that the database role can see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.events import Click, MouseDown
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.templates import qualify, write_count, write_first_rows, write_template
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.workbench.panes.schema_menu import (
    MenuItem,
    NodeAction,
    has_action,
    list_items,
    list_template_items,
    make_menu,
)
from dsql_tui.ui.workbench.panes.schema_nodes import (
    SYSTEM,
    Node,
    Selection,
    has_children,
    list_children,
    list_roots,
    make_label,
)

_RIGHT = 3
"""The number of the right mouse button."""


class SchemaTree(Tree[Node]):
    """A tree of the catalog, with keys to use its names in the editor."""

    DEFAULT_CSS = """
    SchemaTree {
        width: 1fr;
        height: 1fr;
        padding: 0 1;
        background: $surface;
        overflow-x: hidden;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "i",
            "insert",
            "Insert name",
            tooltip="Insert the name into the editor.",
            id="schema.insert",
        ),
        Binding(
            "s",
            "select",
            "First rows",
            tooltip="Select the first rows of the table.",
            id="schema.select",
        ),
        bind("c", "count", "Count rows", "Count the rows of the table.", "schema.count"),
        bind(
            "d", "describe", "Describe", "Describe the table or list the tables.", "schema.describe"
        ),
        bind("D", "ddl", "Show DDL", "Show the statements that create it again.", "schema.ddl"),
        bind(
            "t", "template", "Template", "Insert a statement with the columns.", "schema.template"
        ),
        Binding(
            "m,shift+f10",
            "offer",
            "Actions",
            tooltip="Choose an action; so does the right mouse button.",
            id="schema.offer",
        ),
        bind(
            "w", "request('usages')", "Find uses", "Find where the table is used.", "schema.usages"
        ),
        bind(
            "I", "request('index')", "Create index", "Write a CREATE INDEX ASYNC.", "schema.index"
        ),
        bind(
            "R",
            "request('rename')",
            "Rename",
            "Write the statement that renames it.",
            "schema.rename",
        ),
        bind(
            "delete", "request('drop')", "Drop", "Write the statement that drops it.", "schema.drop"
        ),
        Binding("r", "reload", "Refresh", tooltip="Refresh the schema.", id="schema.reload"),
    ]

    @dataclass
    class TextRequested(Message):
        """A request to insert text into the editor."""

        text: str
        run: bool
        """True to run the text as a statement."""
        own_line: bool = False
        """Whether the text is a statement to edit."""

    @dataclass
    class DdlRequested(Message):
        """A request to show the DDL of a schema, or of a relation in it."""

        schema: str
        name: str | None

    @dataclass
    class ActionRequested(Message):
        """A request for an action that needs a dialog."""

        action: NodeAction
        selection: Selection

    class Reload(Message):
        """A request to read the catalog again."""

    def __init__(self) -> None:
        super().__init__("schema")
        self.guide_depth = 2
        self.show_root = False

    def show(self, catalog: Catalog) -> None:
        """Show the catalog; keep the cursor and expanded nodes.

        The only schema that has tables is expanded.
        """
        opened = {_path(node) for node in _walk(self.root) if node.is_expanded}
        filled = [
            schema for schema in catalog.schemas if schema.relations and schema.name != SYSTEM
        ]
        if len(filled) == 1:
            opened.add((filled[0].name,))
        path = _path(self.cursor_node) if self.cursor_node else ()
        self.clear()
        self._add(self.root, list_roots(catalog), opened)
        if path:
            self._go_to(path)

    @on(Tree.NodeExpanded)
    def fill(self, message: Tree.NodeExpanded[Node]) -> None:
        """Add what is below a node when it is expanded first."""
        node = message.node
        if node.data and not node.children:
            self._add(node, list_children(node.data), set())

    def _add(
        self, parent: TreeNode[Node], children: Sequence[Node], opened: set[tuple[str, ...]]
    ) -> None:
        """Add nodes, and what is below those that are open."""
        for child in children:
            label = make_label(child, parent.data)
            node = parent.add(label, child, allow_expand=has_children(child))
            if opened and _path(node) in opened:
                node.expand()
                self._add(node, list_children(child), opened)

    def explain(self, sentence: str) -> None:
        """Show a sentence instead of the catalog."""
        self.clear()
        self.root.add_leaf(Text(make_visible(sentence)))

    def select(self, schema: str, *names: str) -> None:
        """Move the cursor to an object of a schema, if the tree has it; expand what is above it."""
        self._go_to((schema, *names))

    def _go_to(self, path: tuple[str, ...]) -> None:
        """Move the cursor to a node, or to the last one above it that there is."""
        node = self.root
        for name in path:
            if node is not self.root and not node.is_expanded:
                node.expand()
            if node.data and not node.children:
                self._add(node, list_children(node.data), set())
            below = next((each for each in node.children if _name(each) == name), None)
            if below is None:
                break
            node = below
        if node is not self.root:
            self.call_after_refresh(self.move_cursor, node)

    @property
    def selection(self) -> Selection:
        """The node under the cursor, and those above it."""
        node, path = self.cursor_node, list[Node]()
        while node is not None and node.data is not None:
            path.insert(0, node.data)
            node = node.parent
        return Selection(tuple(path))

    def action_insert(self) -> None:
        """Insert the name under the cursor into the editor."""
        if name := self.selection.name:
            self.post_message(self.TextRequested(name, run=False))

    def action_select(self) -> None:
        """Select the first rows of the table under the cursor, or of the table of the column."""
        if relation := self.selection.relation:
            self.post_message(self.TextRequested(write_first_rows(relation), run=True))

    def action_count(self) -> None:
        """Count the rows of the table under the cursor."""
        if relation := self.selection.relation:
            self.post_message(self.TextRequested(write_count(relation), run=True))

    def action_describe(self) -> None:
        """Describe the table under the cursor, or list the tables of the schema."""
        if relation := self.selection.relation:
            self.post_message(self.TextRequested(f"\\d {qualify(relation)}", run=True))
        elif schema := self.selection.schema:
            self.post_message(self.TextRequested(f"\\dt {quote_name(schema.name)}.*", run=True))

    def action_ddl(self) -> None:
        """Show the DDL of the object under the cursor, or of the schema."""
        if found := self.selection.ddl:
            self.post_message(self.DdlRequested(*found))

    def action_template(self, kind: str = "") -> None:
        """Insert a template for the table under the cursor; without a kind, choose one."""
        relation = self.selection.relation
        if relation and kind:
            text = write_template(kind, relation)
            self.post_message(self.TextRequested(text, run=False, own_line=True))
        elif relation:
            self._choose(list_template_items(relation))

    def action_offer(self) -> None:
        """Choose one of all actions on the node under the cursor."""
        if self.selection.node:
            self._choose(list_items(self.selection))

    def action_request(self, action: NodeAction) -> None:
        """Request an action on the node under the cursor, if the node has it."""
        if has_action(self.selection, action):
            self.post_message(self.ActionRequested(action, self.selection))

    def on_mouse_down(self, event: MouseDown) -> None:
        """Open the menu of the node under the right mouse button."""
        line = event.style.meta.get("line")
        if event.button == _RIGHT and line is not None:
            event.stop()
            self.focus()
            self.cursor_line = line
            self.action_offer()

    def on_click(self, event: Click) -> None:
        """Keep the right mouse button from expanding the node."""
        if event.button == _RIGHT:
            event.prevent_default()

    def action_reload(self) -> None:
        """Request the catalog again."""
        self.post_message(self.Reload())

    def _choose(self, items: list[MenuItem]) -> None:
        """Show a menu, and run the action that is chosen."""
        node = self.cursor_node

        def run(action: str | None) -> None:
            if action and self.cursor_node is node:  # The tree may have been refreshed.
                self.run_worker(self.run_action(action), group="menu", exclusive=True)

        title = make_visible(self.selection.title)
        self.app.push_screen(make_menu(title, items), run)


def _walk(node: TreeNode[Node]) -> Iterator[TreeNode[Node]]:
    """Yield all nodes below one."""
    for child in node.children:
        yield child
        yield from _walk(child)


def _path(node: TreeNode[Node]) -> tuple[str, ...]:
    """Return the names of a node and those above it, from the top."""
    above = _path(node.parent) if node.parent else ()
    return (*above, _name(node)) if node.data else above


def _name(node: TreeNode[Node]) -> str:
    return node.data.name if node.data else ""
