"""Equal keys are recognized, however they are written."""

from __future__ import annotations

import pytest

from dsql_tui.importing.keys_in_flight import KeysInFlight
from dsql_tui.results.readers import Record


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("integer", "5", " +05", True),
        ("bigint", "0x1F", "31", True),
        ("integer", "x", "5", False),
        (
            "uuid",
            "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
            "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}",
            True,
        ),
        ("text", "a", "A", False),
        ("numeric", "1.0", "1.0", True),
    ],
)
def test_equal_keys_collide_until_they_are_settled(
    kind: str, one: str, other: str, same: bool
) -> None:
    for width in (1, 2):
        keys = KeysInFlight(range(1, width + 1), [kind] * width)
        first = keys.read_keys([Record(1, "", ("t", one, one)), Record(2, "", (), "wrong")])
        second = keys.read_keys([Record(3, "", ("t", other, other))])
        assert len(first) == 1
        keys.add(first)
        assert keys.collide(second) is same
        keys.remove(first)
        assert not keys.collide(second)


def test_records_without_a_key_never_collide() -> None:
    keys = KeysInFlight((), ())
    assert keys.read_keys([Record(1, "5", ("5",))]) == set()
