"""Which relations a statement changes, and which names it uses: what OC001 depends on."""

from __future__ import annotations

import re
from functools import lru_cache

from dsql_tui.sandbox.rules.patterns import NAME
from dsql_tui.sandbox.rules.shape import Shape

_LIST = rf"(?P<names>{NAME}(?: , {NAME})*)"
_OTHERS = "all|database|domain|function|language|procedure|routine|schema|type"
_CHANGES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:alter|drop|create or replace) (?:table|view|sequence|function)"
        rf" (?:async )?(?:if exists )?(?:only )?{_LIST}",
        rf"create (?:unique )?index .*?\bon (?:only )?{_LIST}",
        rf"(?:grant|revoke) .*?\bon (?:table |sequence )?(?!(?:{_OTHERS}) ){_LIST}",
    )
)
_IDENTIFIER = re.compile(r"[^\W\d][\w$]*")


@lru_cache(256)
def changed(sql: str) -> frozenset[str]:
    """The relations that a statement changes, without their schemas.

    A new one is none of them: nobody can have used it before.
    """
    shape = Shape(sql, 0, len(sql))
    for pattern in _CHANGES:
        match = pattern.match(shape.top.text)
        if match:
            return frozenset(_names(shape, match))
    return frozenset()


@lru_cache(1024)
def used(sql: str) -> frozenset[str]:
    """Every name in a statement, and more: what only looks like one does no harm."""
    return frozenset(word.lower() for word in _IDENTIFIER.findall(sql))


def _names(shape: Shape, match: re.Match[str]) -> list[str]:
    first = shape.top.token(match.start("names"))
    last = shape.top.token(match.end("names") - 1) + 1
    return [shape.name(end - 1).lower() for _, end in shape.parts(first, last)]
