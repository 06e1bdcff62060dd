"""A figure as a PNG picture, made of its SVG."""

from __future__ import annotations

from dsql_tui.results.charts.figure import Figure
from dsql_tui.results.charts.svg import STYLE, WIDTH, svg
from dsql_tui.results.formats.format import Missing, Unfit


def png(figure: Figure) -> bytes:
    """The whole file, with two dots for each of the SVG's.

    Raises:
        Missing: the library for it is not installed.
        Unfit: this computer has no font, so that nothing would be written on it.
    """
    try:
        from resvg_py import svg_to_bytes  # only who saves a PNG needs it
    except ImportError:
        raise Missing("PNG", "png") from None
    blank, letter = (svg_to_bytes(svg_string=_small(text)) for text in ("", "x"))
    if blank == letter:
        raise Unfit("A PNG needs a font on this computer, and none was found. An SVG needs none.")
    return bytes(svg_to_bytes(svg_string=svg(figure), width=2 * WIDTH))


def _small(text: str) -> str:
    size = 'width="12" height="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{STYLE}<text y="10">{text}</text></svg>'
