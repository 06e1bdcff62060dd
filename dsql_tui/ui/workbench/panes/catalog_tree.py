"""A tree that shows a catalog, or what matches a filter; nodes are added when they are expanded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text
from textual import on
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import Catalog
from dsql_tui.ui.workbench.panes.schema_filter import Filter, Match
from dsql_tui.ui.workbench.panes.schema_nodes import (
    SYSTEM,
    Node,
    has_children,
    list_children,
    list_roots,
    make_label,
)


class CatalogTree(Tree[Node]):
    """A tree of the schemas and roles, and of everything below them."""

    def __init__(self) -> None:
        super().__init__("schema")
        self.guide_depth = 2
        self.show_root = False
        self.catalog = Catalog()
        self.filter_text = ""
        """The text of the names that are shown; empty for all."""
        self._opened: set[tuple[str, ...]] = set()
        """The nodes that are expanded while nothing is filtered."""

    def show(self, catalog: Catalog) -> None:
        """Show the catalog; keep the filter, the cursor and expanded nodes."""
        self.catalog = catalog
        if self.filter_text:
            self._show_matches()
        else:
            self._show_all(self._list_open_paths())

    def filter(self, text: str) -> None:
        """Show only what matches a text, or everything for an empty one."""
        if text == self.filter_text:
            return
        if not self.filter_text:
            self._opened = self._list_open_paths()
        self.filter_text = text
        if text:
            self._show_matches()
        else:
            self._show_all(self._opened)

    def _list_open_paths(self) -> set[tuple[str, ...]]:
        return {_path(node) for node in _walk(self.root) if node.is_expanded}

    def _show_all(self, opened: set[tuple[str, ...]]) -> None:
        """Show the catalog, with some nodes expanded, and the only schema that has tables."""
        schemas = self.catalog.schemas
        filled = [schema for schema in schemas if schema.relations and schema.name != SYSTEM]
        if len(filled) == 1:
            opened.add((filled[0].name,))
        path = _path(self.cursor_node) if self.cursor_node else ()
        self.clear()
        self._add(self.root, list_roots(self.catalog), opened)
        if path:
            self._go_to(path)

    def _show_matches(self) -> None:
        """Show what matches the filter, with the cursor on the first match."""
        found = Filter(self.filter_text)
        matches = found.find(self.catalog)
        self.clear()
        first = self._add_matches(self.root, matches)
        if found.more:
            self.root.add_leaf(Text("More match; type more letters.", "dim"))
        if first:
            self.call_after_refresh(self.move_cursor, first)
        else:
            self.root.add_leaf(Text("Nothing matches.", "dim"))

    def _add_matches(
        self, parent: TreeNode[Node], matches: Sequence[Match]
    ) -> TreeNode[Node] | None:
        """Add matches and what is above them; return the first match."""
        first: TreeNode[Node] | None = None
        for match in matches:
            label = make_label(match.node, parent.data)
            below = match.below
            node = parent.add(
                label,
                match.node,
                expand=below is not None,
                allow_expand=below is not None or has_children(match.node),
            )
            found = node if below is None else self._add_matches(node, below)
            first = first or found
        return first

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
