"""Parsing of JSON that keeps the digits of numbers and duplicate keys."""

from __future__ import annotations

import json
from typing import Any


class JsonNumber(str):
    """A number as written in the document."""

    __slots__ = ()


class JsonObject(list[tuple[str, Any]]):
    """The members of an object, in document order."""


def parse_json(text: str) -> Any:
    """Return a document as `JsonObject`, list, str, `JsonNumber`, bool or `None`.

    Raises:
        ValueError: The text is not JSON, or is nested too deeply.
    """
    try:
        return json.loads(
            text,
            parse_int=JsonNumber,
            parse_float=JsonNumber,
            parse_constant=_reject_constant,
            object_pairs_hook=JsonObject,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _reject_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
