"""The last line of defence: no control character of any widget reaches the terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from dsql_tui.results.text import visible


class Visible(LineFilter):
    """Makes control characters visible in every segment that is drawn.

    Widgets already show outside text through `visible`; this catches the one that forgets.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(visible(segment.text), segment.style)
            for segment in segments
        ]
