"""The nodes of the schema tree that match a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog, Relation, Schema
from dsql_tui.ui.workbench.panes.schema_nodes import Branch, Node, list_children, list_roots

MAX_MATCHES = 200
"""The matches that are shown; the user types more letters to see the others."""


class Match(NamedTuple):
    """A node that is shown, because it or something below it matches."""

    node: Node
    below: tuple[Match, ...] | None = None
    """The matches below; `None` if the node itself matches, and everything below is shown."""


class Filter:
    """Finds the nodes whose names contain a text; capital letters make no difference.

    A text with a dot matches `schema.table` and `table.column` too.
    """

    def __init__(self, text: str) -> None:
        self.text = text.lower()
        self.count = 0
        self.more = False
        """True if there are more matches than are shown."""

    def find(self, catalog: Catalog) -> list[Match]:
        """Return the matches, each below the nodes above it."""
        return list(self._match_each(list_roots(catalog), ""))

    def _match_each(self, nodes: Iterable[Node], above: str) -> Iterator[Match]:
        for node in nodes:
            if not isinstance(node, Schema | Branch) and self._matches(node.name, above):
                if self.count == MAX_MATCHES:
                    self.more = True
                    return
                self.count += 1
                yield Match(node)
                continue
            name = above if isinstance(node, Branch) else node.name
            if below := tuple(self._match_each(_list_candidates(node), name)):
                yield Match(node, below)
            if self.more:
                return

    def _matches(self, name: str, above: str) -> bool:
        text = self.text
        return text in name.lower() or ("." in text and text in f"{above}.{name}".lower())


def _list_candidates(node: Node) -> Iterable[Node]:
    """Return what is searched below a node: not the indexes and constraints of a table."""
    return node.columns if isinstance(node, Relation) else list_children(node)
