"""SVG output of a figure, black on white."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import accumulate

from dsql_tui.results.charts.figure import Figure, Point

WIDTH, HEIGHT = 960, 540
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5300", "#1A1A1A")
"""Colours that people with any colour blindness can distinguish, after Okabe and Ito
(https://jfly.uni-koeln.de/color/). Lines differ in their dashes too."""
_DASHES = ("", "8 4", "2 3", "12 4 2 4", "4 4", "16 6")
_FONTS = "Helvetica,Arial,DejaVu Sans,Liberation Sans,Noto Sans,Ubuntu,sans-serif"
STYLE = (
    f"<style>text{{font:12px {_FONTS};fill:#333}}"
    ".title{font-size:17px;fill:#000}.note{fill:#777}.end{text-anchor:end}"
    ".middle{text-anchor:middle}.grid{stroke:#ddd}.axis{stroke:#333}</style>"
)
_NOT_IN_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
"""Characters that XML does not allow (https://www.w3.org/TR/xml/#charsets), besides controls."""
_CHARACTER_WIDTH = 7.2
"""The approximate width of a character."""
_TOP, _RIGHT, _BOTTOM = 84, 24, 64


def render_svg(figure: Figure) -> str:
    """Return the file. Bars are horizontal, and as many as fit."""
    left = 30 + min(
        240,
        _CHARACTER_WIDTH
        * max((len(label) for _, label in _left_labels(figure, HEIGHT)), default=0),
    )
    inner = [
        *_draw_head(figure),
        *(_draw_bars if figure.kind == "bar" else _draw_plane)(figure, left),
    ]
    notes = _draw_text(left, HEIGHT - 8, " · ".join(figure.notes), "note") if figure.notes else ""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' width="{WIDTH}" height="{HEIGHT}">',
            STYLE,
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            *inner,
            notes,
            "</svg>\n",
        ]
    )


def _draw_head(figure: Figure) -> Iterator[str]:
    """Draw the title and the legend."""
    yield _draw_text(30, 32, figure.title, "title")
    if len(figure.series) > 1:
        widths = (50 + _CHARACTER_WIDTH * len(series.name) for series in figure.series)
        starts = accumulate(widths, initial=30)
        for number, (series, x) in enumerate(zip(figure.series, starts, strict=False)):
            yield {
                "bar": _draw_box(x + 6, 48, 12, 12, number),
                "scatter": _draw_dot((x + 12, 54), number),
            }.get(figure.kind, _draw_path([(x, 54), (x + 24, 54)], number))
            yield _draw_text(x + 30, 58, series.name)


def _left_labels(figure: Figure, height: float) -> list[tuple[float, str]]:
    """Return the labels at the left side."""
    if figure.kind == "bar":
        return figure.x.ticks(len(figure.x.words))
    return figure.y.ticks(int(height / 60))


def _draw_plane(figure: Figure, left: float) -> Iterator[str]:
    width, height = WIDTH - left - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def at(point: Point) -> Point:
        x, y = figure.x.share(point[0]), figure.y.share(point[1])
        return left + x * width, _TOP + (1 - y) * height

    yield _draw_text(left, _TOP - 8, figure.y.name)
    for value, label in _left_labels(figure, height):
        y = at((figure.x.low, value))[1]
        yield _draw_rule((left, y), (left + width, y), "grid")
        yield _draw_text(left - 8, y + 4, label, "end")
    for value, label in figure.x.ticks(9):
        x = at((value, figure.y.low))[0]
        yield _draw_rule((x, _TOP + height), (x, _TOP + height + 5), "axis")
        yield _draw_text(x, _TOP + height + 20, label, "middle")
    yield _draw_rule((left, _TOP + height), (left + width, _TOP + height), "axis")
    yield _draw_text(left + width, _TOP + height + 38, figure.x.name, "end")
    for number, series in enumerate(figure.series):
        if figure.kind == "histogram":
            for start, count in series.points:
                x, y = at((start, count))
                right = at((start + figure.bin, count))[0]
                yield _draw_box(x + 0.5, y, right - x - 1, _TOP + height - y, number)
        elif figure.kind == "scatter":
            yield from (_draw_dot(at(point), number) for point in series.points)
        else:
            for stretch in series.split_at_gaps():
                places = [at(point) for point in stretch]
                alone = len(places) == 1
                yield _draw_dot(places[0], number) if alone else _draw_path(places, number)


def _draw_bars(figure: Figure, left: float) -> Iterator[str]:
    width, height = WIDTH - left - _RIGHT - 60, float(HEIGHT - _TOP - _BOTTOM)
    several = max(1, len(figure.series))
    shown = min(len(figure.x.words), max(1, int(height / (10 * several))))
    each = height / max(1, shown)
    thick = each * 0.8 / several
    zero = left + (0 if figure.y.log else figure.y.share(0) * width)
    for line, word in enumerate(figure.x.words[:shown]):
        yield _draw_text(left - 8, _TOP + (line + 0.5) * each + 4, _shorten(word, left - 30), "end")
    for number, series in enumerate(figure.series):
        for place, value in series.points:
            if place < shown:
                x = left + figure.y.share(value) * width
                y = _TOP + place * each + each * 0.1 + number * thick
                yield _draw_box(min(x, zero), y, abs(x - zero), thick * 0.92, number)
                if thick >= 9:
                    yield _draw_text(max(x, zero) + 6, y + thick / 2 + 4, figure.y.label(value))
    yield _draw_rule((zero, _TOP), (zero, _TOP + height), "axis")
    yield _draw_text(left, _TOP - 8, figure.y.name)
    if shown < len(figure.x.words):
        more = f"… {len(figure.x.words) - shown:,} more"
        yield _draw_text(left, _TOP + height + 20, more, "note")


def _shorten(text: str, width: float) -> str:
    most = max(1, int(width / _CHARACTER_WIDTH))
    return text if len(text) <= most else text[: most - 1] + "…"


def _draw_text(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}>{escape(text.translate(_NOT_IN_XML))}</text>'


def _draw_rule(start: Point, end: Point, kind: str) -> str:
    return f'<path class="{kind}" d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"/>'


def _draw_path(points: list[Point], number: int) -> str:
    dashes = f' stroke-dasharray="{_DASHES[number]}"' if _DASHES[number] else ""
    joined = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return (
        f'<path d="M{joined}" fill="none" stroke="{COLOURS[number]}" stroke-width="2"'
        f' stroke-linejoin="round"{dashes}/>'
    )


def _draw_box(x: float, y: float, width: float, height: float, number: int) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}"'
        f' height="{max(height, 0.5):.1f}" fill="{COLOURS[number]}"/>'
    )


def _draw_dot(point: Point, number: int) -> str:
    """Draw the marker of a point; each series has its own shape."""
    x, y = point
    shape = (
        "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
        "M0 -4L4 3L-4 3Z",
        "M-3 -3H3V3H-3Z",
        "M0 -4L4 0L0 4L-4 0Z",
        "M-1 -4H1V-1H4V1H1V4H-1V1H-4V-1H-1Z",
        "M-4 -3L-3 -4L0 -1L3 -4L4 -3L1 0L4 3L3 4L0 1L-3 4L-4 3L-1 0Z",
    )[number]
    return (
        f'<path d="{shape}" transform="translate({x:.1f} {y:.1f})" fill="{COLOURS[number]}"'
        ' fill-opacity="0.7"/>'
    )
