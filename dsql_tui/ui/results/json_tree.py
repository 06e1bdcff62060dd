"""A JSON document as a tree that creates its branches when you open them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.text import Text
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from dsql_tui.results.json_document import JsonNumber, JsonObject
from dsql_tui.results.text import make_visible

_MAX_MEMBERS = 1_000
"""Members that a branch shows; more would block the screen."""
_MAX_CHARACTERS = 400
"""Characters of a string in the tree; the text view has all of them."""


class JsonTree(Tree[Any]):
    """Shows a document that `results.json_document` has parsed."""

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
        """Create the members of a branch once."""
        event.stop()
        node = event.node
        if not node.children:
            self._add_members(node)

    def _add_members(self, node: TreeNode[Any]) -> None:
        value: list[Any] = node.data or []
        members: Iterable[tuple[Any, Any]] = enumerate(value)
        if isinstance(value, JsonObject):
            members = value
        for number, (key, member) in enumerate(members):
            if number == _MAX_MEMBERS:
                node.add_leaf(
                    Text(f"… {len(value) - _MAX_MEMBERS:,} more in the text view", "italic")
                )
                return
            branch = isinstance(member, list) and bool(member)
            node.add(_label(key, member), member, allow_expand=branch)


def _label(key: str | int | None, value: Any) -> Text:
    text = Text()
    if key is not None:
        text.append(f"{make_visible(str(key))}: ", "bold")
    return text.append_text(_render_value(value))


def _render_value(value: Any) -> Text:
    if isinstance(value, JsonObject):
        return Text(f"{{{len(value)}}}", "dim")
    if isinstance(value, list):
        return Text(f"[{len(value)}]", "dim")
    if isinstance(value, JsonNumber):
        return Text(make_visible(value), "cyan")
    if isinstance(value, str):
        cut = "…" if len(value) > _MAX_CHARACTERS else ""
        return Text(f'"{make_visible(value[:_MAX_CHARACTERS])}{cut}"', "green")
    return Text({None: "null", True: "true", False: "false"}[value], "magenta")
