"""Themes: two of our own that everybody can tell apart, Textual's, and which one is used first."""

from __future__ import annotations

from textual.theme import Theme

# The palette of Okabe and Ito, which is told apart with every kind of colour blindness
# (https://jfly.uni-koeln.de/color/).
_ORANGE, _SKY, _GREEN, _YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
_BLUE, _VERMILION, _PURPLE = "#0072B2", "#D55E00", "#CC79A7"

THEMES = (
    Theme(
        name="colour-blind-dark",
        primary=_BLUE,
        secondary=_SKY,
        accent=_ORANGE,
        success=_GREEN,
        warning=_YELLOW,
        error=_VERMILION,
        foreground="#E8E8E8",
        background="#101214",
        surface="#181B1E",
        panel="#23282D",
        dark=True,
        variables={"text-error": "#FF9D5C", "text-primary": _SKY, "text-accent": _PURPLE},
    ),
    Theme(
        name="colour-blind-light",
        primary=_BLUE,
        secondary=_BLUE,
        accent=_VERMILION,
        success="#00664B",
        warning="#7A5300",
        error="#A34700",
        foreground="#1A1A1A",
        background="#FFFFFF",
        surface="#F5F5F5",
        panel="#E6E9EC",
        dark=False,
        variables={"text-primary": "#005A8C", "text-accent": "#8A3F66"},
    ),
)

_FEW_COLOURS = "ansi-dark"
"""For terminals of 16 colours: it names those, so that the terminal's own palette counts."""


def first_theme(wanted: str, colours: str | None) -> str:
    """The theme to begin with.

    `wanted` is the user's setting, empty for none; `colours` is what Rich calls the terminal's
    (`standard` is 16 of them).
    """
    if wanted:
        return wanted
    return _FEW_COLOURS if colours == "standard" else "textual-dark"
