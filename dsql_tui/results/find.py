"""Finding a text among the cells of a sheet."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from dsql_tui.results.sheet import Sheet


def find(
    sheet: Sheet,
    text: str,
    start: tuple[int, int],
    forward: bool = True,
    given_up: Callable[[], bool] = lambda: False,
) -> tuple[int, int] | None:
    """The next cell after `start`, or the one before, that holds `text`; round the end.

    Upper and lower case are the same, unless `text` has upper case in it. Blocks while it looks,
    until `given_up` says that nobody waits any more.
    """
    exact = text != text.lower()
    rows, columns = len(sheet), len(sheet.places)
    step = 1 if forward else -1
    first, column = start
    order = chain(
        range(first, rows) if forward else range(first, -1, -1),
        range(0, first + 1) if forward else range(rows - 1, first - 1, -1),
    )
    for visit, row in enumerate(order):
        if not visit % 1000 and given_up():
            return None
        for at in range(columns) if forward else range(columns - 1, -1, -1):
            if visit == 0 and (at - column) * step <= 0:
                continue
            value = sheet.value(row, at)
            if value is not None and _holds(value, text, exact):
                return row, at
    return None


def _holds(value: bytes, text: str, exact: bool) -> bool:
    held = value.decode(errors="replace")
    return text in (held if exact else held.lower())
