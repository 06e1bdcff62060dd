"""JSON read without changing anything in it: numbers keep their digits, keys may come twice."""

from __future__ import annotations

import json
from typing import Any


class Number(str):
    """A number, as it is written."""

    __slots__ = ()


class Object(list[tuple[str, Any]]):
    """The members of an object, in their order."""


def document(text: str) -> Any:
    """What a JSON text says: `Object`, list, str, `Number`, bool or `None`.

    Raises:
        ValueError: it is no JSON, or nested too deeply to be shown.
    """
    try:
        return json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_refuse,
            object_pairs_hook=Object,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
