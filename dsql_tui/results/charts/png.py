"""PNG output of a figure, rendered from its SVG."""

from __future__ import annotations

from dsql_tui.results.charts.figure import Figure
from dsql_tui.results.charts.svg import STYLE, WIDTH, render_svg
from dsql_tui.results.formats.format import MissingLibrary, UnsupportedValue


def render_png(figure: Figure) -> bytes:
    """Return the file, at twice the resolution of the SVG.

    Raises:
        MissingLibrary: The library is not installed.
        UnsupportedValue: The computer has no font, so texts would be missing.
    """
    try:
        from resvg_py import svg_to_bytes  # Only saving a PNG needs it.
    except ImportError:
        raise MissingLibrary("PNG", "png") from None
    blank, letter = (svg_to_bytes(svg_string=_sample_svg(text)) for text in ("", "x"))
    if blank == letter:
        raise UnsupportedValue("A PNG needs a font, and none is installed. Save an SVG instead.")
    return bytes(svg_to_bytes(svg_string=render_svg(figure), width=2 * WIDTH))


def _sample_svg(text: str) -> str:
    size = 'width="12" height="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{STYLE}<text y="10">{text}</text></svg>'
