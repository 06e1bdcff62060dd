"""The state of the scanner at the start of each line."""

from __future__ import annotations

import random
from typing import Any

import pytest

from dsql_tui.sql.boundaries import read_script
from dsql_tui.sql.line_states import LineState, LineStates, advance, scan_line


def states(lines: list[str]) -> list[LineState]:
    """Return the states that a scan of every line gives."""
    found = [LineState()]
    for line in lines[:-1]:
        found.append(advance(line, found[-1]))
    return found


Look = tuple[str, str, bool]


def look(line: str, state: LineState) -> Look:
    """Return what the colours of a line depend on."""
    return line, state.open, state.data > 0


def looks(lines: list[str], states: list[LineState]) -> list[Look]:
    return [look(*each) for each in zip(lines, states, strict=True)]


PIECES: tuple[str, ...] = (
    "'",
    '"',
    "/*",
    "*/",
    "--",
    "$body$",
    "$$",
    "x",
    "E'\\'",
    "$a$",
    "\\d '",
    " ",
    "",
)
PIECES += (
    ";",
    ";",
    "\r",
    "-- c",
    "(",
    ")",
    "copy t from stdin",
    "copy",
    "from",
    "stdin;",
    "create function f()",
)
PIECES += ("begin atomic", "end;", "\\.", "\\.", "select 1;", "(1, 'a;'),", "'(';", "\\g", "\\;")


WITHOUT_COPY = tuple(piece for piece in PIECES if "std" not in piece)


@pytest.mark.parametrize("pieces", [PIECES, WITHOUT_COPY])
def test_states_after_an_edit_are_those_of_a_full_scan(pieces: tuple[str, ...]) -> None:
    rng = random.Random(5)
    lines = ["select 'a' -- b"] * 40
    known = LineStates(lines)
    before = looks(lines, states(lines))
    for _ in range(4000):
        top = rng.randrange(len(lines))
        old = rng.randint(1, min(4, len(lines) - top))
        new = rng.randint(1, 4 if len(lines) < 80 else 1)
        lines[top : top + old] = ["".join(rng.choices(pieces, k=3)) for _ in range(new)]
        below = known.update(top, old, new)
        now = looks(lines, states(lines))
        row = rng.randrange(len(lines))
        for each in (row, len(lines) - 1):
            assert look(lines[each], known.at(each)) == now[each]
        assert top < below <= len(lines)
        assert now[below:] == before[below - new + old :]
        before = now


def test_the_fast_path_finds_the_states_of_a_scan() -> None:
    rng = random.Random(6)
    state = LineState()
    for _ in range(20000):
        line = " ".join(rng.choices(PIECES, k=rng.randint(0, 3)))
        scanned = scan_line(line, state) if not state.data else advance(line, state)
        assert advance(line, state) == scanned, (line, state)
        state = scanned if rng.random() < 0.9 else LineState()


def test_lines_and_statements_agree_about_inline_data() -> None:
    rng = random.Random(7)
    for _ in range(3000):
        lines = [" ".join(rng.choices(PIECES, k=rng.randint(0, 3))) for _ in range(12)] + ["x"]
        script = "\n".join(lines)
        data = [script[at:end] for kind, at, end, *_ in read_script(script) if kind == "data"]
        shown = [line for line, state in zip(lines, states(lines), strict=True) if state.data]
        assert [line for part in data for line in part.removesuffix("\n").split("\n")] == shown


class Watched(list[str]):
    """Lines that count how many of them are read."""

    reads = 0

    def __getitem__(self, key: Any) -> Any:
        self.reads += 1
        return super().__getitem__(key)


def test_a_new_end_is_not_scanned_before_it_is_needed() -> None:
    lines = Watched(["select 'a';"] * 1000)
    known = LineStates(lines)
    known.at(999)
    lines[:] = ["select 1;", "select '", "copy t from stdin;"] * 500
    lines.reads = 0
    assert known.update(0, 1000, 1500) == 1500
    assert lines.reads == 0
    assert looks(lines, [known.at(row) for row in range(1500)]) == looks(lines, states(lines))
