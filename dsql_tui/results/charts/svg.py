"""A figure as an SVG picture: black on white, for a page or a message."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import accumulate

from dsql_tui.results.charts.figure import Figure, Point

WIDTH, HEIGHT = 960, 540
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5300", "#1A1A1A")
"""Told apart with every kind of colour blindness, after Okabe and Ito
(https://jfly.uni-koeln.de/color/); lines differ in their dashes too."""
_DASHES = ("", "8 4", "2 3", "12 4 2 4", "4 4", "16 6")
_FONTS = "Helvetica,Arial,DejaVu Sans,Liberation Sans,Noto Sans,Ubuntu,sans-serif"
STYLE = (
    f"<style>text{{font:12px {_FONTS};fill:#333}}"
    ".title{font-size:17px;fill:#000}.note{fill:#777}.end{text-anchor:end}"
    ".middle{text-anchor:middle}.grid{stroke:#ddd}.axis{stroke:#333}</style>"
)
_NO_CHARACTERS = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
"""What XML has no place for (https://www.w3.org/TR/xml/#charsets), besides control characters."""
_LETTER = 7.2
"""About how wide a character is."""
_TOP, _RIGHT, _BOTTOM = 84, 24, 64


def svg(figure: Figure) -> str:
    """The whole file. Bars are as many as there is room for, and lie on their sides."""
    left = 30 + min(
        240, _LETTER * max((len(label) for _, label in _upwards(figure, HEIGHT)), default=0)
    )
    inner = [*_head(figure), *(_bars if figure.kind == "bar" else _plane)(figure, left)]
    notes = _text(left, HEIGHT - 8, " · ".join(figure.notes), "note") if figure.notes else ""
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


def _head(figure: Figure) -> Iterator[str]:
    """The title, and which series is which."""
    yield _text(30, 32, figure.title, "title")
    if len(figure.series) > 1:
        widths = (50 + _LETTER * len(series.name) for series in figure.series)
        starts = accumulate(widths, initial=30)
        for number, (series, x) in enumerate(zip(figure.series, starts, strict=False)):
            yield {
                "bar": _box(x + 6, 48, 12, 12, number),
                "scatter": _dot((x + 12, 54), number),
            }.get(figure.kind, _path([(x, 54), (x + 24, 54)], number))
            yield _text(x + 30, 58, series.name)


def _upwards(figure: Figure, height: float) -> list[tuple[float, str]]:
    """What stands at the left."""
    if figure.kind == "bar":
        return figure.x.ticks(len(figure.x.words))
    return figure.y.ticks(int(height / 60))


def _plane(figure: Figure, left: float) -> Iterator[str]:
    width, height = WIDTH - left - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def at(point: Point) -> Point:
        x, y = figure.x.share(point[0]), figure.y.share(point[1])
        return left + x * width, _TOP + (1 - y) * height

    yield _text(left, _TOP - 8, figure.y.name)
    for value, label in _upwards(figure, height):
        y = at((figure.x.low, value))[1]
        yield _rule((left, y), (left + width, y), "grid")
        yield _text(left - 8, y + 4, label, "end")
    for value, label in figure.x.ticks(9):
        x = at((value, figure.y.low))[0]
        yield _rule((x, _TOP + height), (x, _TOP + height + 5), "axis")
        yield _text(x, _TOP + height + 20, label, "middle")
    yield _rule((left, _TOP + height), (left + width, _TOP + height), "axis")
    yield _text(left + width, _TOP + height + 38, figure.x.name, "end")
    for number, series in enumerate(figure.series):
        if figure.kind == "histogram":
            for start, count in series.points:
                x, y = at((start, count))
                right = at((start + figure.bin, count))[0]
                yield _box(x + 0.5, y, right - x - 1, _TOP + height - y, number)
        elif figure.kind == "scatter" or len(series.points) == 1:
            yield from (_dot(at(point), number) for point in series.points)
        else:
            yield _path([at(point) for point in series.points], number)


def _bars(figure: Figure, left: float) -> Iterator[str]:
    width, height = WIDTH - left - _RIGHT - 60, float(HEIGHT - _TOP - _BOTTOM)
    several = max(1, len(figure.series))
    shown = min(len(figure.x.words), max(1, int(height / (10 * several))))
    each = height / max(1, shown)
    thick = each * 0.8 / several
    zero = left + (0 if figure.y.log else figure.y.share(0) * width)
    for line, word in enumerate(figure.x.words[:shown]):
        yield _text(left - 8, _TOP + (line + 0.5) * each + 4, _short(word, left - 30), "end")
    for number, series in enumerate(figure.series):
        for place, value in series.points:
            if place < shown:
                x = left + figure.y.share(value) * width
                y = _TOP + place * each + each * 0.1 + number * thick
                yield _box(min(x, zero), y, abs(x - zero), thick * 0.92, number)
                if thick >= 9:
                    yield _text(max(x, zero) + 6, y + thick / 2 + 4, figure.y.label(value))
    yield _rule((zero, _TOP), (zero, _TOP + height), "axis")
    yield _text(left, _TOP - 8, figure.y.name)
    if shown < len(figure.x.words):
        more = f"… {len(figure.x.words) - shown:,} more"
        yield _text(left, _TOP + height + 20, more, "note")


def _short(text: str, width: float) -> str:
    most = max(1, int(width / _LETTER))
    return text if len(text) <= most else text[: most - 1] + "…"


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}>{escape(text.translate(_NO_CHARACTERS))}</text>'


def _rule(start: Point, end: Point, kind: str) -> str:
    return f'<path class="{kind}" d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"/>'


def _path(points: list[Point], number: int) -> str:
    dashes = f' stroke-dasharray="{_DASHES[number]}"' if _DASHES[number] else ""
    joined = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return (
        f'<path d="M{joined}" fill="none" stroke="{COLOURS[number]}" stroke-width="2"'
        f' stroke-linejoin="round"{dashes}/>'
    )


def _box(x: float, y: float, width: float, height: float, number: int) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}"'
        f' height="{max(height, 0.5):.1f}" fill="{COLOURS[number]}"/>'
    )


def _dot(point: Point, number: int) -> str:
    """A mark for a point; each series has its shape."""
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
