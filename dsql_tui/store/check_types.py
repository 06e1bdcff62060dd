"""Type checks for values read from JSON files, which may hold anything."""

from __future__ import annotations

from typing import Any


def check_text(value: Any) -> str:
    """Return a text.

    Raises:
        TypeError: The value is not a string.
    """
    if not isinstance(value, str):
        raise TypeError(f"expected a string, not {type(value).__name__}")
    return value


def check_texts(value: Any) -> tuple[str, ...]:
    """Return a list of texts as a tuple.

    Raises:
        TypeError: The value is not a list of strings.
    """
    if not isinstance(value, list):
        raise TypeError(f"expected a list, not {type(value).__name__}")
    return tuple(map(check_text, value))


def check_text_map(value: Any) -> dict[str, str]:
    """Return an object whose values are texts.

    Raises:
        TypeError: The value is not an object of strings.
    """
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, not {type(value).__name__}")
    return {check_text(key): check_text(each) for key, each in value.items()}
