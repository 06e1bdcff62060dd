"""Random texts like SQL, and random commands of vim."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.vim.real_vim import Case

LINES = (
    "select id, name from users where (id = 1);",
    "  select count(*) as n",
    "\tfrom shop.orders o join items i on (o.id = i.order_id)",
    "where name = 'it''s' and note <b> \"odd (name)\"",
    "",
    "",
    "   ",
    "-- a comment. It has two sentences! Has it?",
    "insert into t values (1, 'a(b'), (2, '日本語'), (3, null);",
    "update t set x = x + 1 where y in (select z from u);",
    'f(a, [1, 2], {"k": (3)})',
    "x",
    ")",
    "é naïve Öl",
    "a\tb\t\tc",
    "foo.bar->baz  ",
    "/* block */ select 1",
    "日本 中文 text",
    "`tick` 'one' 'two' \"three\"",
    "    deep indented line (with (nested) parens)",
    "end.  Next sentence.",
    "{ y",
    "}",
)
WORDS = ("x", "foo", "select 1", "日", "a b", "é", "(", "x y z", "end;")
MOTIONS = (
    *"hjklwbeWBE0^$",
    *("ge", "gE", "g_", "gg", "G", "%", "{", "}", "(", ")", "+", "-", "_", "|", ";", ","),
    *(" ", "<BS>"),
)
OBJECTS = tuple(
    f"{kind}{key}"
    for kind in "ia"
    for key in ("w", "W", '"', "'", "`", "(", ")", "b", "[", "{", "B", "<", "p", "s")
)
TYPES = "\0"
"""Separates a command from the text that is typed if it begins an insertion."""
SAFE = ("w", "e", "W", "2E", "j", "k", "G", "gg", "$", "_", "+", "iw", "aW", "ip", "i(", "2aw")
"""Motions that are never empty; vim goes on to the end of the text otherwise, for `gu`."""
OPERATORS = ("d", "c", "y", ">", "<", "gu", "gU", "g~")
FIND = "abeo(;,' 日"


class Dice(random.Random):
    """Random numbers, and whether insertions consist of text only in this case.

    A count and `.` repeat the text that an insertion left, not its keys as in vim.
    """

    plain = True
    narrow = False
    """Whether every character is ASCII."""


GROUPS: dict[str, Callable[[Dice], str]] = {}


def _insert_count(rng: Dice) -> str:
    return _count(rng, 0.2) if rng.plain else ""


def _count(rng: Dice, chance: float = 0.3) -> str:
    return str(rng.choice((1, 2, 2, 3, 3, 4, 7, 20))) if rng.random() < chance else ""


def _register(rng: Dice) -> str:
    return '"' + rng.choice('abcABC_"012-19') if rng.random() < 0.15 else ""


def _make_text(rng: Dice) -> str:
    words = [word for word in WORDS if word.isascii()] if rng.narrow else WORDS
    parts = [rng.choice(words) for _ in range(rng.randint(0, 2))]
    for key in ("<BS>", "<CR>", "<C-w>", "<C-u>", "<Del>")[
        : 5 if rng.narrow and not rng.plain else 2
    ]:
        if rng.random() < 0.08:
            parts.insert(rng.randint(0, len(parts)), key)
    return "".join(parts)


def motion(rng: Dice) -> str:
    """Return a motion."""
    if rng.random() < 0.2:
        return _count(rng) + rng.choice("fFtT") + rng.choice(FIND)
    name = rng.choice(MOTIONS)
    count = "" if name == "0" else _count(rng)
    return f"{count}{name}"


def operation(rng: Dice) -> str:
    """Return an operator with what it acts on."""
    operator = rng.choice(OPERATORS)
    kind = rng.random()
    if kind < 0.2:
        what = _count(rng) + operator[-1]
    elif kind < 0.5:
        what = _count(rng, 0.15) + rng.choice(OBJECTS)
    else:
        what = motion(rng)
    if operator in ("gu", "gU", "g~") and what[-1] != operator[-1]:
        what = rng.choice(SAFE)
    end = f"{TYPES}{_make_text(rng)}<Esc>" if operator == "c" else ""
    return f"{_register(rng)}{_count(rng, 0.15)}{operator}{what}{end}"


def simple(rng: Dice) -> str:
    """Return a command without a motion."""
    name = rng.choice((*"xXDYsSCJp P~r".replace(" ", ""), "p", "gJ", "u", "u", "<C-r>", ".", "."))
    text = f"{_register(rng)}{_count(rng)}{name}"
    if name == "." and text[0] == '"':
        text = f"{text[:2]}."
    if name in "sSC":
        text += f"{TYPES}{_make_text(rng)}<Esc>"
    if name == "r":
        text += rng.choice(("x", "(" if rng.narrow else "日", " ", "<CR>"))
    return text


def insertion(rng: Dice) -> str:
    """Return an insertion."""
    name = rng.choice(("i", "a", "I", "A", "o", "O", "gI", "gi"))
    if name == "gi" and (rng.plain or not rng.narrow):
        name = "i"
    if name == "gi":
        return f"gi{TYPES}{rng.choice(WORDS[:3])}<Esc>"
    return f"{_insert_count(rng)}{name}{TYPES}{_make_text(rng)}<Esc>"


def replacing(rng: Dice) -> str:
    """Return an insertion in replace mode."""
    words = [word for word in WORDS if word.isascii()] if rng.narrow else WORDS
    return f"R{TYPES}{rng.choice(words)}{rng.choice(words)}<Esc>"


def mark(rng: Dice) -> str:
    """Return a mark to set or to go to."""
    name = rng.choice("abc")
    kind = rng.choice(("m", "m", "'", "`", "d'", "d`", "y`"))
    if kind[-1] != "m" and rng.random() < 0.3:
        name = kind[-1]
    return kind + name


def visual(rng: Dice) -> str:
    """Return the beginning of a selection, a motion in it, or a command on it."""
    parts = [rng.choice(("v", "v", "V", "gv"))]
    for number in range(rng.randint(0, 3)):
        thing = rng.choice(OBJECTS)
        if number and thing[1] in "'\"`":
            thing = "iw"  # a quoted string does not extend a selection as in vim
        parts.append(motion(rng) if rng.random() < 0.7 else _count(rng, 0.1) + thing)
        if rng.random() < 0.1:
            parts.append("o")
    parts.append(
        rng.choice(
            (
                *"dxyDXYuU~<>J",
                "gJ",
                "p",
                "P",
                "rx",
                "<Esc>",
                "<Esc>",
                f"c{TYPES}1<Esc>",
                f"s{TYPES}<Esc>",
                f"C{TYPES}x<Esc>",
                "gu",
            )
        )
    )
    if rng.random() < 0.1:
        parts[-1] = _register(rng) + parts[-1]
    return "".join(parts)


def searching(rng: Dice) -> str:
    """Return a search."""
    kind = rng.random()
    if kind < 0.4:
        return _count(rng) + rng.choice(("n", "N", "*", "#"))
    key = rng.choice("/?")
    pattern = rng.choice(
        (
            "e",
            "se",
            "x",
            "na\\|id",
            "\\<i",
            "o\\>",
            "[a-c]",
            "(",
            "^",
            "$",
            "\\s\\+",
            "a.",
            "日",
            "^\\s*f",
            "zzz",
            "\\d",
            "",
        )
    )
    operator = rng.choice(("", "", "", "d", "y", "c"))
    end = f"{TYPES}X<Esc>" if operator == "c" else ""
    return f"{_count(rng, 0.2)}{operator}{key}{pattern}<CR>{end}"


def command_line(rng: Dice) -> str:
    """Return a command line."""
    rows = rng.choice(("", "", "1", "2", "$", ".", "%", "1,2", "2,$", ".,+1", "/e/", ".,.+2", "-1"))
    pattern = rng.choice(
        ("e", "\\w\\+", "a\\|b", "\\(s\\)\\(e\\)", "^", "$", "\\s*$", "[a-c]", "x", "(", "\\<.", "")
    )
    replacement = rng.choice(("", "X", "&&", "\\2\\1", "[&]", "\\u&", "\\U&\\e!", "a\\rb"))
    flags = rng.choice(("", "", "g", "g", "gi", "n", "e"))
    command = rng.choice(
        (
            *(f"s/{pattern}/{replacement}/{flags}",) * 6,
            *("d", "d", "y", "d a", "y b 2", "m0", "m$", "t.", "t0", "co$"),
            "",
        )
    )
    return f":{rows}{command}<CR>"


GROUPS.update(
    command_line=command_line,
    motion=motion,
    operation=operation,
    simple=simple,
    insertion=insertion,
    replacing=replacing,
    mark=mark,
    visual=visual,
    searching=searching,
)


def make_case(rng: Dice, only: str = "") -> Case:
    """Return a random case."""
    names = only.split(",") if only else [*GROUPS]
    rng.narrow = rng.random() < 0.5
    choice = [line for line in LINES if line.isascii()] if rng.narrow else LINES
    if not rng.narrow and "mark" in names:
        names = [name for name in names if name != "mark"] or ["motion"]  # they count bytes
    rng.plain = rng.random() < 0.7
    lines = [rng.choice(choice) for _ in range(rng.choice((1, 2, 4, 6, 9)))]
    row = rng.randrange(len(lines))
    column = rng.randrange(max(1, len(lines[row])))
    if "simple" in names:
        names += ["simple"]
    commands: list[str] = []
    changed = False
    for _ in range(rng.randint(1, 8)):
        group = rng.choice(names)
        command = GROUPS[group](rng)
        if command.endswith(".") and not (changed and rng.plain):
            continue
        changed = changed or group not in ("motion", "mark", "searching", "visual")
        commands.append(command)
    return Case(lines, (row, column), commands or ["j"])
