"""Find and replace in a script, with a time limit for regular expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from regex import Pattern

MAX_MATCHES = 10_000
"""Matches to find at most."""
_SEARCH_TIMEOUT = 0.3
"""Seconds; some regular expressions would take years on some texts."""

T = TypeVar("T")


class SearchError(Exception):
    """An invalid or slow regular expression; the message is for the user."""


class Search(NamedTuple):
    """A text or regular expression to search for."""

    text: str
    is_regex: bool = False
    match_case: bool = False


def find_matches(search: Search, text: str) -> list[tuple[int, int]]:
    """Return the start and end of each match, in order, without empty matches.

    Raises:
        SearchError: The regular expression is invalid or takes too long.
    """

    def find(pattern: Pattern[str]) -> list[tuple[int, int]]:
        spans = (match.span() for match in pattern.finditer(text, timeout=_SEARCH_TIMEOUT))
        return list(islice(_drop_empty(spans), MAX_MATCHES))

    return _apply(search, find)


def replace_matches(search: Search, text: str, replacement: str) -> tuple[str, int]:
    r"""Return the text with every match replaced, and the number of matches.

    In the replacement for a regular expression, `\1` or `\g<name>` inserts a group.

    Raises:
        SearchError: The regular expression is invalid or takes too long, or the replacement
            names a group that does not exist.
    """
    new = replacement if search.is_regex else replacement.replace("\\", "\\\\")
    return _apply(search, lambda pattern: pattern.subn(new, text, timeout=_SEARCH_TIMEOUT))


def _drop_empty(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    return (span for span in spans if span[0] < span[1])


def _apply(search: Search, use: Callable[[Pattern[str]], T]) -> T:
    # Imported late, because few sessions search. Unlike `re`, it has time limits.
    import regex

    flags = regex.MULTILINE | (0 if search.match_case else regex.IGNORECASE)
    pattern = search.text if search.is_regex else regex.escape(search.text)
    try:
        return use(regex.compile(pattern, flags))
    except TimeoutError:
        raise SearchError("The regular expression takes too long. Simplify it.") from None
    except (regex.error, IndexError) as error:
        raise SearchError(f"Not a valid regular expression: {error}.") from None
