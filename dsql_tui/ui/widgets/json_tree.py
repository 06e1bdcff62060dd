"""A JSON document as a tree, whose branches are made when they are opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.text import Text
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from dsql_tui.results.document import Number, Object
from dsql_tui.results.text import visible

_MOST = 1_000
"""Members that a branch shows; more would hold up the screen."""
_LONGEST = 400
"""Characters of a text in the tree; the raw view has all of it."""


class JsonTree(Tree[Any]):
    """Shows what `results.document` has read."""

    DEFAULT_CSS = """
    JsonTree { background: $surface; }
    """

    def __init__(self, document: Any) -> None:
        super().__init__(_label(None, document), document)
        self.root.allow_expand = isinstance(document, list)
        self.guide_depth = 2

    def on_mount(self) -> None:
        self.root.expand()

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Any]) -> None:
        """Make the members of a branch, once."""
        event.stop()
        node = event.node
        if not node.children:
            self._grow(node)

    def _grow(self, node: TreeNode[Any]) -> None:
        value: list[Any] = node.data or []
        members: Iterable[tuple[Any, Any]] = enumerate(value)
        if isinstance(value, Object):
            members = value
        for number, (key, member) in enumerate(members):
            if number == _MOST:
                node.add_leaf(Text(f"… {len(value) - _MOST:,} more, in the raw view", "italic"))
                return
            branch = isinstance(member, list) and bool(member)
            node.add(_label(key, member), member, allow_expand=branch)


def _label(key: str | int | None, value: Any) -> Text:
    text = Text()
    if key is not None:
        text.append(f"{visible(str(key))}: ", "bold")
    return text.append_text(_said(value))


def _said(value: Any) -> Text:
    if isinstance(value, Object):
        return Text(f"{{{len(value)}}}", "dim")
    if isinstance(value, list):
        return Text(f"[{len(value)}]", "dim")
    if isinstance(value, Number):
        return Text(visible(value), "cyan")
    if isinstance(value, str):
        cut = "…" if len(value) > _LONGEST else ""
        return Text(f'"{visible(value[:_LONGEST])}{cut}"', "green")
    return Text({None: "null", True: "true", False: "false"}[value], "magenta")
