"""Edits of whole lines: comment, indent, outdent."""

from __future__ import annotations

from collections.abc import Sequence

_MARK = "--"


def toggle_comments(lines: Sequence[str]) -> list[str]:
    """Comment lines out, or uncomment them if all are comments; blank lines stay as they are."""
    filled = [line for line in lines if line.strip()]
    if filled and all(line.lstrip().startswith(_MARK) for line in filled):
        return [_uncomment(line) for line in lines]
    margin = min((_count_indent(line) for line in filled), default=0)
    return [f"{line[:margin]}{_MARK} {line[margin:]}" if line.strip() else line for line in lines]


def indent(lines: Sequence[str], width: int) -> list[str]:
    """Indent lines by `width` spaces; blank lines stay as they are."""
    return [" " * width + line if line.strip() else line for line in lines]


def outdent(lines: Sequence[str], width: int) -> list[str]:
    """Remove a tab, or up to `width` spaces, from the start of each line."""
    return [
        line[1:] if line.startswith("\t") else line[min(_count_indent(line), width) :]
        for line in lines
    ]


def _uncomment(line: str) -> str:
    before, _, after = line.partition(_MARK)
    return before + after.removeprefix(" ")


def _count_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
