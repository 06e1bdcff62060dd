"""Substituting: `:s` with its pattern, replacement and flags."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dsql_tui.vim.ex_range import ExError, Rows
from dsql_tui.vim.pattern import SEARCH_TIMEOUT, Compiled, PatternError, compile_pattern
from dsql_tui.vim.search import split_pattern
from dsql_tui.vim.state import State
from dsql_tui.vim.values import Substitution

_FLAGS = re.compile(r"(&?)([cegiIn]*)\s*(\d*)\s*$")
_LAST = re.compile(r"(\\.)|~")
"""The last replacement in a replacement."""
_CASES: dict[str, Callable[[str], str]] = {"U": str.upper, "L": str.lower}


def parse_substitution(state: State, text: str, rows: Rows) -> tuple[Substitution, Rows]:
    """Return what `:s` asks for, and the rows that a count changes.

    Raises:
        ExError: The text is not a substitution.
    """
    last = state.substitution
    delimiter = text[:1]
    if delimiter and not delimiter.isalnum() and delimiter not in ' "|\\&':
        pattern, rest = split_pattern(text[1:], delimiter)
        replacement, rest = _split_replacement(rest, delimiter)
        replacement = _LAST.sub(lambda each: each[1] or state.replacement, replacement)
        found = Substitution(pattern or state.search.pattern, replacement)
    elif last is None:
        raise ExError("There is no substitution to repeat.")
    else:
        found, rest = last, text
    flags = _FLAGS.match(rest.lstrip())
    if flags is None:
        raise ExError(f"“{rest.strip()}” is not a flag of :s. The flags are g, i, I, n, e and &.")
    if "c" in flags[2]:
        raise ExError("The flag c is not supported. Use n to count the matches, and u to undo.")
    kept = last.flags if flags[1] and last else ""
    if flags[3]:
        end = min(rows.last + int(flags[3]) - 1, state.last_row)
        rows = rows._replace(first=rows.last, last=end)
    return Substitution(found.pattern, found.replacement, kept + flags[2]), rows


def _split_replacement(text: str, delimiter: str) -> tuple[str, str]:
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == delimiter:
            return text[:at].replace(f"\\{delimiter}", delimiter), text[at + 1 :]
        at += 1
    return text.replace(f"\\{delimiter}", delimiter), ""


def substitute(state: State, wanted: Substitution, rows: Rows) -> None:
    """Replace the matches in some rows, and put the cursor in the last one that changed.

    Raises:
        ExError: Nothing matches.
        PatternError: The pattern is invalid.
    """
    compiled = _compile(state, wanted)
    state.search.pattern, state.search.from_word = wanted.pattern, False
    state.registers.keep("/", wanted.pattern)
    state.substitution, state.replacement = wanted, wanted.replacement
    old = state.get_rows(rows.first, rows.last)
    results = [_replace_in_line(line, compiled, wanted) for line in old]
    count = sum(times for _, times in results)
    changed = [number for number, (_, times) in enumerate(results) if times]
    if changed and "n" not in wanted.flags:
        new = [line for line, _ in results]
        state.cursor = rows.first + changed[0], 0
        state.open_step()
        state.set_rows(rows.first, new)
        added = sum(line.count("\n") for line in new[: changed[-1] + 1])
        state.move_to_row(rows.first + changed[-1] + added)
    elif count:
        state.move_to_row(state.row)
    if not count and "e" not in wanted.flags:
        raise ExError(f"Not found: {wanted.pattern}")
    what = "match" if "n" in wanted.flags else "substitution"
    plural = ("es" if what == "match" else "s") if count != 1 else ""
    state.message = f"{count:,} {what}{plural} on {len(changed):,} line{'s' * (len(changed) != 1)}"


def _compile(state: State, wanted: Substitution) -> Compiled:
    options = state.options
    ignorecase = options.ignorecase
    smartcase = options.smartcase
    if "i" in wanted.flags.lower():
        ignorecase, smartcase = "i" in wanted.flags, False
    compiled = compile_pattern(wanted.pattern, ignorecase, smartcase, state.replacement)
    if compiled.multiline:
        raise ExError("A pattern of :s with \\n or \\_ is not supported.")
    return compiled


def _replace_in_line(line: str, compiled: Compiled, wanted: Substitution) -> tuple[str, int]:
    """Return a line with its matches replaced, and their number."""
    parts: list[str] = []
    count, at = 0, 0
    try:
        for found in compiled.regex.finditer(line, timeout=SEARCH_TIMEOUT):
            start, end = found.span()
            if count and start == end == at:
                continue  # nothing, right after a match
            new = expand_replacement(wanted.replacement, [found[0], *found.groups()])
            parts += [line[at:start], new]
            count, at = count + 1, end
            if "g" not in wanted.flags:
                break
    except TimeoutError:
        raise PatternError("The substitution takes too long. Simplify the pattern.") from None
    return "".join([*parts, line[at:]]), count


def expand_replacement(replacement: str, groups: Sequence[str | None]) -> str:
    r"""Return the text that replaces a match.

    Args:
        replacement: The replacement, with `&`, `\1`, `\r`, `\u` and the like.
        groups: The match and its groups.
    """
    parts: list[str] = []
    case = once = ""
    at = 0

    def add(text: str) -> None:
        nonlocal once
        text = _CASES[case](text) if case else text
        if once and text:
            text = _CASES[once](text[0]) + text[1:]
            once = ""
        parts.append(text)

    while at < len(replacement):
        character = replacement[at]
        at += 1
        if character == "&":
            add(groups[0] or "")
        elif character != "\\" or at >= len(replacement):
            add(character)
        else:
            character = replacement[at]
            at += 1
            if character.isdigit():
                number = int(character)
                add((groups[number] if number < len(groups) else "") or "")
            elif character in "UL":
                case = character
            elif character in "ul":
                once = character.upper()
            elif character in "eE":
                case = once = ""
            else:
                add({"r": "\n", "t": "\t", "n": "\0"}.get(character, character))
    return "".join(parts)
