"""docs/keys.md says what the bindings say."""

from __future__ import annotations

from pathlib import Path

from tests.keys import page

PAGE = Path(__file__).parent.parent / "docs" / "keys.md"


def test_the_page_of_keys_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "python -m tests.keys > docs/keys.md"
