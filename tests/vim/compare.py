"""Compares the vim mode with the real vim on random commands.

`python -m tests.vim.compare --cases 20000`
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Sequence
from typing import Any

from dsql_tui.vim.cells import END, Ruler
from dsql_tui.vim.engine import Engine
from dsql_tui.vim.parser import split_keys
from dsql_tui.vim.registers import Register
from dsql_tui.vim.values import Mode
from tests.vim.commands import TYPES, Dice, make_case
from tests.vim.memory_buffer import MemoryBuffer
from tests.vim.real_vim import MARKS, REGISTERS, Case, run_cases

_OBJECT = re.compile(r"[ia]s")
_MODES = {Mode.NORMAL: "n", Mode.VISUAL: "v", Mode.VISUAL_LINE: "V"}


def make_engine(case: Case) -> Engine:
    """Return an engine at the start of a case."""
    from rich.cells import cell_len

    engine = Engine(MemoryBuffer("\n".join(case.lines)), Ruler(4, cell_len))
    state = engine.state
    state.deleted_all = False
    state.move_to(case.cursor)
    for name in REGISTERS:
        state.registers.contents[name] = Register(f"R{name}")
    state.search.pattern = "none"
    state.registers.keep("/", "none")
    return engine


def text_of(engine: Engine) -> str:
    """Return the text of an engine."""
    buffer = engine.state.buffer
    return "\n".join(buffer.line(row) for row in range(buffer.line_count))


def can_reselect(engine: Engine) -> bool:
    """Return whether `gv` is possible; the rest of the command would mean something else."""
    place = engine.state.marks.positions.get("<")
    return place is not None and place[0] <= engine.state.last_row


def settle(case: Case) -> Case:
    """Return the case without the text to type after each change that is impossible."""
    engine, commands = make_engine(case), list[str]()
    narrow = all(map(str.isascii, (*case.lines, *case.commands)))
    selected: str | None = None
    for command in case.commands:
        first, _, typed = command.partition(TYPES)
        if first.startswith("gv") and not (
            narrow and can_reselect(engine) and selected == text_of(engine)
        ):
            continue
        last, before = engine.last_change, text_of(engine)
        if first.endswith(".") and last and last.extent and last.extent.cells == END:
            continue  # vim 9.0 goes to the start of the line
        for key in split_keys(first):
            engine.key(key)
        if engine.state.failed and first.endswith("."):
            continue  # vim would run the text to insert as commands
        if engine.insertion is None:
            typed = ""
        for key in split_keys(typed):
            engine.key(key)
        commands.append(first + typed)
        if first[0] in "vV" and before == text_of(engine):
            selected = before
    return Case(case.lines, case.cursor, commands)


def run_engine(case: Case) -> list[dict[str, Any]]:
    """Return the states of the engine after each command."""
    engine, states = make_engine(case), []
    for command in case.commands:
        for key in split_keys(command):
            engine.key(key)
        states.append(take_state(engine))
    return states


def take_state(engine: Engine) -> dict[str, Any]:
    """Return what is compared."""
    state, buffer = engine.state, engine.state.buffer
    registers = {}
    for name in [*REGISTERS, '"', "/"]:
        content = state.registers.get(name) or Register("")
        kind = "V" if content.linewise else "v"
        registers[name] = [kind, content.text]
    marks = {
        name: [*state.marks.positions[name]] if name in state.marks.positions else []
        for name in MARKS
    }
    marks["'"] = [*(state.marks.jump or ())]
    return {
        "lines": [buffer.line(row) for row in range(buffer.line_count)],
        "cursor": [*state.cursor],
        "mode": _MODES.get(state.mode, state.mode.value),
        "anchor": [*state.anchor] if state.visual else [],
        "registers": registers,
        "marks": marks,
    }


def _forget_wide_marks(ours: dict[str, Any], theirs: dict[str, Any], narrow: bool) -> None:
    """Ignore the columns of marks in lines that have grown shorter or have wide characters.

    The marks of vim count bytes.
    """
    for name, place in ours["marks"].items():
        row = place[0] if place else 0
        real = theirs["marks"][name]
        if place and real and row == real[0] and row < len(theirs["lines"]):
            line = theirs["lines"][row]
            if not narrow or place[1] >= len(line):
                place[1] = real[1]


def find_difference(case: Case, real: Sequence[dict[str, Any]]) -> str:
    """Return what differs first, or an empty string."""
    try:
        states = run_engine(case)
    except Exception as error:  # noqa: BLE001 - any failure is a difference
        return f"{type(error).__name__}: {error}"
    objects, unsure, narrow = False, False, all(map(str.isascii, (*case.lines, *case.commands)))
    for number, (ours, theirs) in enumerate(zip(states, real, strict=True)):
        counts = len(theirs["lines"]), len(states[number - 1]["lines"] if number else case.lines)
        if "{" in case.commands[number] and min(counts) == 1:
            break  # vim 9.0 and 9.1 differ here
        if _OBJECT.search(case.commands[number]):
            objects = True  # vim changes the mark before the last jump, as a side effect
        if objects and ("``" in case.commands[number] or "''" in case.commands[number]):
            break
        unsure = (
            unsure
            or case.commands[number][0] in ":vVg"
            or "u" in case.commands[number]
            or "<C-r>" in case.commands[number]
        )
        if objects or unsure or not narrow:
            ours["marks"]["'"] = theirs["marks"]["'"]
        _forget_wide_marks(ours, theirs, narrow)
        for part, value in theirs.items():
            if ours[part] != value:
                if isinstance(value, dict):
                    names = [name for name in value if value[name] != ours[part][name]]
                    value = {name: value[name] for name in names}
                    ours = {part: {name: ours[part][name] for name in names}}
                before = (
                    states[number - 1] if number else {"lines": case.lines, "cursor": case.cursor}
                )
                return (
                    f"{part} after {case.commands[number]!r} (number {number})\n"
                    f"  vim:  {value!r}\n  ours: {ours[part]!r}\n"
                    f"  before: {before['lines']!r} at {before['cursor']}"
                )
    return ""


def shrink(case: Case) -> Case:
    """Return a shorter case that still differs."""
    commands = list(case.commands)
    at = 0
    while at < len(commands):
        tried = [
            Case(case.lines, case.cursor, commands[:i] + commands[i + 1 :])
            for i in range(len(commands))
        ]
        if not tried:
            break
        answers = run_cases([*map(settle, tried)])
        for one, real in zip(tried, answers, strict=True):
            if one.commands and find_difference(settle(one), real):
                commands = list(one.commands)
                break
        else:
            break
    return Case(case.lines, case.cursor, commands)


def find_failures(seed: int, count: int, only: str = "", limit: int = 1) -> list[str]:
    """Compare random cases; return a description of each that differs."""
    rng = Dice(seed)
    cases = [make_case(rng, only) for _ in range(count)]
    failures = []
    for case, real in zip(cases, run_cases([*map(settle, cases)]), strict=True):
        if find_difference(settle(case), real):
            small = settle(shrink(case))
            text = find_difference(small, run_cases([small])[0])
            failures.append(
                f"{text}\n  case: {list(small.lines)!r} {small.cursor} {list(small.commands)!r}"
            )
            if len(failures) >= limit:
                break
    return failures


def main() -> int:
    """Compare as many cases as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", default="", help="a group of commands")
    parser.add_argument("--limit", type=int, default=3)
    given = parser.parse_args()
    done = failed = 0
    while done < given.cases:
        count = min(500, given.cases - done)
        failures = find_failures(given.seed + done, count, given.only, given.limit)
        for failure in failures:
            sys.stdout.write(f"seed {given.seed + done}: {failure}\n\n")
        failed += len(failures)
        done += count
        if failed >= given.limit:
            break
    sys.stdout.write(f"{done:,} cases, {failed} differ\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
