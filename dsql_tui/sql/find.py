"""Finding and replacing in a script, with patterns that cannot take for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from regex import Pattern

MOST = 10_000
"""Matches that are looked for."""
_PATIENCE = 0.3
"""Seconds that a pattern may take; some would go on for years, and stop everything meanwhile."""

T = TypeVar("T")


class Unsearchable(Exception):
    """A pattern that is none, or one that takes too long; says which."""


class Wanted(NamedTuple):
    """What is looked for."""

    text: str
    pattern: bool = False
    """Is it a regular expression?"""
    case: bool = False
    """Do capital letters differ from small ones?"""


def matches(wanted: Wanted, text: str) -> list[tuple[int, int]]:
    """From where to where it is found, in order; matches of nothing are left out.

    Raises:
        Unsearchable: the pattern is of no use.
    """

    def found(compiled: Pattern[str]) -> list[tuple[int, int]]:
        spans = (match.span() for match in compiled.finditer(text, timeout=_PATIENCE))
        return list(islice(_filled(spans), MOST))

    return _searched(wanted, found)


def replaced(wanted: Wanted, text: str, replacement: str) -> tuple[str, int]:
    """The text with every match replaced, and how many there were.

    In the replacement of a pattern, `\\1` or `\\g<name>` stands for a group.

    Raises:
        Unsearchable: the pattern is of no use, or the replacement names a group there is not.
    """
    new = replacement if wanted.pattern else replacement.replace("\\", "\\\\")
    return _searched(wanted, lambda compiled: compiled.subn(new, text, timeout=_PATIENCE))


def _filled(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    return (span for span in spans if span[0] < span[1])


def _searched(wanted: Wanted, use: Callable[[Pattern[str]], T]) -> T:
    # Lazily, since few sessions look for anything. Unlike `re`, it can be given a time.
    import regex

    flags = regex.MULTILINE | (0 if wanted.case else regex.IGNORECASE)
    written = wanted.text if wanted.pattern else regex.escape(wanted.text)
    try:
        return use(regex.compile(written, flags))
    except TimeoutError:
        raise Unsearchable("That pattern takes too long.") from None
    except (regex.error, IndexError) as error:
        raise Unsearchable(f"No pattern: {error}.") from None
