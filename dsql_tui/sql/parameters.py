"""The parameters of a statement: psql's `:name`, and `$1`.

They are sent as parameters, never as text, so a value that a user enters is only ever a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dsql_tui.events import Event, Failed
from dsql_tui.sql.scan import Token, scan

_PARAMETRIC = frozenset(
    ("select", "insert", "update", "delete", "with", "values", "explain", "table", "merge")
)
"""First words of the statements that can have parameters. Elsewhere, `$1` is not ours: in the body
of a function it is an argument."""


class BoundStatement(NamedTuple):
    """A statement in the form that is sent."""

    text: str
    """The text, with `$1`, `$2` … in place of its parameters."""
    names: tuple[str, ...]
    """The names of the parameters, in the order of their numbers."""
    shifts: tuple[tuple[int, int], ...]
    """The end of each parameter in `text`, and how much shorter than the original `text` is there.
    """

    def values(self, given: Mapping[str, str | None]) -> tuple[str | None, ...]:
        """Return the values to send; a name without a value is NULL."""
        return tuple(given.get(name) for name in self.names)

    def original_position(self, position: int) -> int:
        """Return the position in the original of one in `text`; both count from 1."""
        shift = 0
        for end, shorter in self.shifts:
            if position <= end:
                break
            shift = shorter
        return position + shift


def find_parameters(text: str) -> tuple[str, ...]:
    """Return the names of a statement's parameters, in the order in which they first appear."""
    return tuple(dict.fromkeys(name for name, _ in _find(text)))


def bind(text: str) -> BoundStatement:
    """Return a statement in the form that is sent; the same text if it has no parameters."""
    numbers: dict[str, int] = {}
    parts: list[str] = []
    shifts: list[tuple[int, int]] = []
    taken = length = 0
    for name, token in _find(text):
        number = f"${numbers.setdefault(name, len(numbers) + 1)}"
        parts += (text[taken : token.start], number)
        length += token.start - taken + len(number)
        taken = token.end
        shifts.append((length, taken - length))
    parts.append(text[taken:])
    return BoundStatement("".join(parts), tuple(numbers), tuple(shifts))


def restore_positions(events: Iterable[Event], statement: BoundStatement) -> Iterator[Event]:
    """Yield the events of a statement, with the positions of errors as in the original."""
    for event in events:
        if isinstance(event, Failed) and event.error.position is not None:
            position = statement.original_position(event.error.position)
            yield event._replace(error=event.error._replace(position=position))
        else:
            yield event


def _find(text: str) -> Iterator[tuple[str, Token]]:
    """Yield each parameter and its name, without the colon and the quotes."""
    if "$" not in text and ":" not in text:
        return
    tokens = (token for token in scan(text) if token.kind not in ("space", "comment", "bracket"))
    first = next(tokens, None)
    if first is None or text[first.start : first.end].lower() not in _PARAMETRIC:
        return
    for token in tokens:
        if token.kind == "parameter":
            yield text[token.start : token.end].lstrip(":").strip("'"), token
