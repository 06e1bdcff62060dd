"""The colour of text that may stand on any background."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def ink(widget: Widget, component: str) -> Style:
    """The text style of a component class, without a background.

    A colour that is partly transparent is mixed with the widget's own background: a style of
    Rich, which knows no transparency, would otherwise lose it.
    """
    mixed = widget.get_component_rich_style(component)
    return widget.get_component_rich_style(component, partial=True) + Style(color=mixed.color)
