"""Text styles that work on any background."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def text_style(widget: Widget, component: str) -> Style:
    """Return the style of a component class without its background.

    A colour that is partly transparent is blended with the widget's background; a style of Rich
    has no transparency.
    """
    blended = widget.get_component_rich_style(component)
    return widget.get_component_rich_style(component, partial=True) + Style(color=blended.color)
