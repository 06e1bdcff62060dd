"""Is anything under way? The client's messages counted against the server's answers."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.flight import Flight

CASES = [
    ("nothing yet", "", True),
    ("a query under way", "Q", False),
    ("a query answered", "Q I", True),
    ("a transaction left open", "Q T", False),
    ("a failed transaction", "Q T Q E", False),
    ("a transaction ended", "Q T Q I", True),
    ("a statement in parts, not yet sent off", "..", False),
    ("the same, answered", "..S I", True),
    ("a pipeline half answered", "..S..S I", False),
    ("a pipeline answered", "..S..S I I", True),
    ("data of a COPY on its way", "Q G...", False),
    ("a COPY done", "Q G...c I", True),
    ("a COPY by libpq's extended protocol", "...S G...cS I", True),
    ("a COPY that failed at once", "...S I", True),
    ("a COPY given up", "...S G..fS I", True),
]


@pytest.mark.parametrize(("name", "story", "rests"), CASES, ids=[name for name, *_ in CASES])
def test_at_rest(name: str, story: str, rests: bool) -> None:
    flight = Flight()
    for letter in story.replace(" ", ""):
        if letter in "ITE":
            flight.answered(letter.encode())
        elif letter == "G":
            flight.copying()
        else:
            flight.sent(0 if letter == "." else ord(letter))
    assert flight.at_rest is rests
