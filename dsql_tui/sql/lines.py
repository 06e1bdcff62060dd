"""What editing does to whole lines."""

from __future__ import annotations

from collections.abc import Sequence

_MARK = "--"


def toggled(lines: Sequence[str]) -> list[str]:
    """Lines as comments, or as text again where all of them are comments; blank ones stay."""
    filled = [line for line in lines if line.strip()]
    if filled and all(line.lstrip().startswith(_MARK) for line in filled):
        return [_uncommented(line) for line in lines]
    margin = min((_margin(line) for line in filled), default=0)
    return [f"{line[:margin]}{_MARK} {line[margin:]}" if line.strip() else line for line in lines]


def indented(lines: Sequence[str], width: int) -> list[str]:
    """Lines further to the right; blank ones stay."""
    return [" " * width + line if line.strip() else line for line in lines]


def outdented(lines: Sequence[str], width: int) -> list[str]:
    """Lines further to the left, as far as there is room."""
    return [
        line[1:] if line.startswith("\t") else line[min(_margin(line), width) :] for line in lines
    ]


def _uncommented(line: str) -> str:
    before, _, after = line.partition(_MARK)
    return before + after.removeprefix(" ")


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
