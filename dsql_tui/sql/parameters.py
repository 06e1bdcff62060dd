"""Parameters of a statement: `:name`, as psql has it, and `$1`.

They are sent as parameters, never as text: what a user enters can mean nothing but a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from dsql_tui.events import Event, Refused
from dsql_tui.sql.scan import Token, scan

_TAKES = frozenset(("select", "insert", "update", "delete", "with", "values", "explain", "table"))
"""First words of the statements that a server takes parameters for. In others, as in the body of
a function, `$1` is none of ours."""


class Bound(NamedTuple):
    """A statement as it is sent."""

    text: str
    """With `$1`, `$2` … for its parameters."""
    names: tuple[str, ...]
    """The parameter that each number stands for."""
    shifts: tuple[tuple[int, int], ...]
    """Where a parameter ends in the text that is sent, and how much shorter the text is there."""

    def values(self, given: Mapping[str, str | None]) -> tuple[str | None, ...]:
        """The values to send; what is not given is NULL."""
        return tuple(given.get(name) for name in self.names)

    def written(self, position: int) -> int:
        """Where a place in the text that is sent stands in the statement; both count from 1."""
        shift = 0
        for end, shorter in self.shifts:
            if position <= end:
                break
            shift = shorter
        return position + shift


def parameters(text: str) -> tuple[str, ...]:
    """The names of a statement's parameters, in the order in which they first appear."""
    return tuple(dict.fromkeys(name for name, _ in _found(text)))


def bound(text: str) -> Bound:
    """A statement as it is sent; the same text where it has no parameters."""
    numbers: dict[str, int] = {}
    sent: list[str] = []
    shifts: list[tuple[int, int]] = []
    taken = length = 0
    for name, token in _found(text):
        number = f"${numbers.setdefault(name, len(numbers) + 1)}"
        sent += (text[taken : token.start], number)
        length += token.start - taken + len(number)
        taken = token.end
        shifts.append((length, taken - length))
    sent.append(text[taken:])
    return Bound("".join(sent), tuple(numbers), tuple(shifts))


def as_written(events: Iterable[Event], statement: Bound) -> Iterator[Event]:
    """The events of a statement that was sent so, with places as the user wrote them."""
    for event in events:
        if isinstance(event, Refused) and event.refusal.position is not None:
            place = statement.written(event.refusal.position)
            yield replace(event, refusal=replace(event.refusal, position=place))
        else:
            yield event


def _found(text: str) -> Iterator[tuple[str, Token]]:
    """Each parameter and its name, without the colon and the quotes."""
    if "$" not in text and ":" not in text:
        return
    tokens = (token for token in scan(text) if token.kind not in ("space", "comment", "bracket"))
    first = next(tokens, None)
    if first is None or text[first.start : first.end].lower() not in _TAKES:
        return
    for token in tokens:
        if token.kind == "parameter":
            yield text[token.start : token.end].lstrip(":").strip("'"), token
