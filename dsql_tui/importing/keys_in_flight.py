"""The keys of the rows that are in flight, so that two sessions never load one key at once.

Rows with the same key are then loaded in the order of the file: the first one is inserted and the
others are rejected or skipped, or the last one updates the row, as in one session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import UUID

from dsql_tui.results.readers import Record

Key = object
Cell = str | None

_NUMBERS = ("smallint", "integer", "bigint")
_COMPARABLE_TYPES = (*_NUMBERS, "text", "character varying", "uuid")


class KeysInFlight:
    """The keys of the batches that are not settled yet."""

    def __init__(self, places: Sequence[int], types: Sequence[str]) -> None:
        """Create an empty set.

        Args:
            places: The places of the key's columns in a record; without any, keys never collide.
            types: The types of these columns.
        """
        self._columns = [
            (place, _choose_normalization(kind)) for place, kind in zip(places, types, strict=True)
        ]
        self._keys: set[Key] = set()

    def read_keys(self, records: Sequence[Record]) -> set[Key]:
        """Return the keys of records."""
        if not self._columns:
            return set()
        if len(self._columns) == 1:
            ((place, normalize),) = self._columns
            return {normalize(record.cells[place]) for record in records if record.cells}
        return {
            tuple([normalize(record.cells[place]) for place, normalize in self._columns])
            for record in records
            if record.cells
        }

    def collide(self, keys: set[Key]) -> bool:
        """Return whether a row with one of the keys is in flight."""
        return not self._keys.isdisjoint(keys)

    def add(self, keys: set[Key]) -> None:
        """Add the keys of a batch that is sent."""
        self._keys |= keys

    def remove(self, keys: set[Key]) -> None:
        """Remove the keys of a batch that is settled."""
        self._keys -= keys


def is_comparable(kind: str) -> bool:
    """Return whether equal values of a type are recognized, however they are written."""
    return kind.partition("(")[0] in _COMPARABLE_TYPES


def _choose_normalization(kind: str) -> Callable[[Cell], Key]:
    """Return the function that makes equal values of a type equal."""
    if kind in _NUMBERS:
        return _parse_number
    return _parse_uuid if kind == "uuid" else _keep


def _keep(cell: Cell) -> Key:
    return cell


def _parse_number(cell: Cell) -> Key:
    try:
        return int(cell or "")
    except ValueError:
        with suppress(ValueError):
            return int(cell or "", 0)
    return cell


def _parse_uuid(cell: Cell) -> Key:
    with suppress(ValueError):
        return UUID(cell or "").int
    return cell
