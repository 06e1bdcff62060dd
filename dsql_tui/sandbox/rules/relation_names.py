"""The relations that a statement changes and the names that it uses, for OC001."""

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
_CREATES = re.compile(
    r"create (?:table|view|sequence) (?:if not exists )?(?:[^\s(.]+\.)?([^\s(.]+)"
)
_IDENTIFIER = re.compile(r"[^\W\d][\w$]*")


@lru_cache(256)
def find_changed(sql: str) -> frozenset[str]:
    """Return the relations that a statement changes, without their schemas.

    New ones do not count: nobody can have used them before.
    """
    shape = Shape(sql, 0, len(sql))
    for pattern in _CHANGES:
        match = pattern.match(shape.top.text)
        if match:
            return frozenset(_names(shape, match))
    return frozenset()


@lru_cache(1024)
def find_relation_names(sql: str) -> frozenset[str]:
    """Return every name in a statement; words that only look like names do no harm."""
    return frozenset(word.lower() for word in _IDENTIFIER.findall(sql))


@lru_cache(1024)
def find_needed(sql: str) -> frozenset[str]:
    """Return the names that a statement uses, without that of a relation which it creates."""
    created = _CREATES.match(" ".join(sql.lower().split()))
    return (
        find_relation_names(sql) - {created[1].strip('"')} if created else find_relation_names(sql)
    )


def _names(shape: Shape, match: re.Match[str]) -> list[str]:
    first = shape.top.token(match.start("names"))
    last = shape.top.token(match.end("names") - 1) + 1
    return [shape.name(end - 1).lower() for _, end in shape.parts(first, last)]
