"""Lists of column names that the user types."""

from __future__ import annotations

import csv


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in a list, without empty ones; double quotes enclose a name as in SQL.

    Raises:
        ValueError: A quote is in the wrong place; the message is for the user.
    """
    try:
        names = next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error:
        raise ValueError(f"A quote is in the wrong place: {text}") from None
    return tuple(name.strip() for name in names if name.strip())
