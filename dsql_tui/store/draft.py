"""The content of a console, as the journal keeps it."""

from __future__ import annotations

from dataclasses import dataclass

READ_AGAIN = "read again"
"""The stamp of a draft without a text: its file has the text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of a console at one moment."""

    lines: tuple[str, ...] = ("",)
    cursor: tuple[int, int] = (0, 0)
    """Row and column, from 0."""
    path: str = ""
    """The file that the text was read from or saved to, if any."""
    encoding: str = "utf-8"
    stamp: str = ""
    """The fingerprint of the file's state."""
    newline: str = "\n"
    name: str = ""
    """The name that the user gave the console, if any."""

    @property
    def text(self) -> str:
        """The whole text."""
        return self.newline.join(self.lines)

    @property
    def is_blank(self) -> bool:
        """True if the user has typed nothing."""
        kept = self.name or self.stamp == READ_AGAIN
        return not (kept or any(map(str.strip, self.lines)))


@dataclass(frozen=True, slots=True)
class Version:
    """A draft and the time it was recorded."""

    at: float
    """Seconds since the epoch."""
    draft: Draft
