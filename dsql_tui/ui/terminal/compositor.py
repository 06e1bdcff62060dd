"""Draw the rows of a screen that have changed, and no others.

Textual (8.2) asks every widget whose container has a changed row for all of its rows, which takes
most of the time from a key to its echo.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip

Render = tuple[Region, Region, list[Strip]]
"""The region of a widget, what is visible of it, and the visible rows."""

render_all_rows = Compositor._get_renders
"""Textual's own way."""


def render_rows(compositor: Compositor, crop: Region | None = None) -> Iterable[Render]:
    """Yield what is drawn in a part of the screen; without a part, in the whole screen.

    A row is drawn in its full width, because it is divided at the edges of widgets.
    """
    if crop is None:
        yield from render_all_rows(compositor)
        return
    rows = Region(0, crop.y, compositor.size.width, crop.height)
    for widget, (region, clip) in compositor.visible_widgets.items():
        visible = clip.intersection(rows)
        drawn = region.intersection(visible)
        if drawn and crop.overlaps(drawn):
            yield region, visible, widget.render_lines(drawn.translate(-region.offset))


def draw_changed_rows() -> None:
    """Let every screen draw only rows that have changed."""
    Compositor._get_renders = render_rows  # type: ignore[assignment,method-assign]
