"""Two themes for colour-blind users, the choice of the first theme, and named colours."""

from __future__ import annotations

from rich.terminal_theme import TerminalTheme
from textual.color import Color
from textual.theme import Theme

# The palette of Okabe and Ito, whose colours differ for every kind of colour blindness
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

_ANSI_THEME = "ansi-dark"
"""A theme for terminals of 16 colours, which uses the terminal's own palette."""


def choose_theme(setting: str, color_system: str | None) -> str:
    """Return the theme to start with.

    Args:
        setting: The theme in the user's settings, or an empty string.
        color_system: The colours of the terminal as Rich names them; `standard` is 16 colours.
    """
    if setting:
        return setting
    return _ANSI_THEME if color_system == "standard" else "textual-dark"


def map_named_colours(theme: Theme) -> TerminalTheme:
    """Return what `red`, `green` and so on are in a theme: its texts for errors, success etc.

    Textual 8.2 has one palette for all dark themes and one for all light ones. Its yellow is hard
    to read on a light background, and its red and green look alike to colour-blind users.
    """
    variables = {**theme.to_color_system().generate(), **theme.variables}
    names = ("error", "success", "warning", "primary", "accent", "secondary")
    colours = [Color.parse(variables[f"text-{name}"]).rgb for name in names]
    background, foreground = (
        Color.parse(variables[name]).rgb for name in ("background", "foreground")
    )
    return TerminalTheme(
        background,
        foreground,
        [background, *colours, foreground],
        [background, *colours, foreground],
    )
