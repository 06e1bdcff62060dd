"""Text search in the cells of a sheet."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from dsql_tui.results.sheet import Sheet

_CHECK_INTERVAL = 1_000
"""Rows between two checks whether the search is cancelled."""


def find_text(
    sheet: Sheet,
    text: str,
    start: tuple[int, int],
    forward: bool = True,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[int, int] | None:
    """Return the row and column of the next match after `start`, wrapping around.

    The search ignores case unless `text` contains an upper-case letter. It blocks; run it in a
    thread and stop it with `is_cancelled`.
    """
    match_case = needs_case(text)
    rows, columns = len(sheet), len(sheet.visible_columns)
    step = 1 if forward else -1
    first, column = start
    order = chain(
        range(first, rows) if forward else range(first, -1, -1),
        range(0, first + 1) if forward else range(rows - 1, first - 1, -1),
    )
    for visit, row in enumerate(order):
        if not visit % _CHECK_INTERVAL and is_cancelled():
            return None
        for at in range(columns) if forward else range(columns - 1, -1, -1):
            if visit == 0 and (at - column) * step <= 0:
                continue
            value = sheet.value(row, at)
            if value is not None and contains_text(value, text, match_case):
                return row, at
    return None


def needs_case(text: str) -> bool:
    """Return True for a text to search for whose capitals count: one that has any."""
    return text != text.lower()


def contains_text(value: bytes, text: str, match_case: bool) -> bool:
    """Return True if a cell contains a text, which is in lower case unless its case counts."""
    decoded = value.decode(errors="replace")
    return text in (decoded if match_case else decoded.lower())
