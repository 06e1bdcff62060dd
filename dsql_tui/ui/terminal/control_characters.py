"""The last line of defence against control characters in what is drawn."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from dsql_tui.results.text import replace_control_characters


class ShowControlCharacters(LineFilter):
    """Replaces control characters by visible symbols in every segment that is drawn.

    Widgets already pass outside text through `visible`; this catches a widget that does not. The
    width stays the same.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without control characters."""
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(replace_control_characters(segment.text), segment.style)
            for segment in segments
        ]
