"""The page on the vim mode, made from the engine: `python -m tests.vim.page > docs/vim.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from dsql_tui.vim.ex import EX_COMMANDS
from dsql_tui.vim.marks import MARKS
from dsql_tui.vim.names import COMMANDS, OPERATORS, VISUAL_COMMANDS
from dsql_tui.vim.registers import REGISTERS
from dsql_tui.vim.tables import MOTIONS, OBJECTS

INTRO = """# Vim keys

Generated from the tables of `dsql_tui/vim/` by `python -m tests.vim.page > docs/vim.md`.

The editor has a vim mode of its own. It is off by default. Ctrl+O V turns it on or off for all
consoles and saves the choice as `vim = true` in `settings.toml`. The status bar shows the mode
(NORMAL, INSERT, REPLACE, VISUAL, V-LINE), the keys so far, and messages.

- Keys of dsql-tui work in every mode: Ctrl+J runs the statement at the cursor, or exactly what is
  selected, Ctrl+O opens the menu, Ctrl+S saves. In NORMAL and VISUAL mode, Ctrl+R redoes and
  Ctrl+D, U, F, B, E and Y scroll; the history is then at Ctrl+O h, and find and replace at Ctrl+O
  /.
- INSERT mode is the editor as you know it, with completion. What you insert between two presses of
  Escape is one undo step. A count and `.` repeat the text that it left.
- Undo is shared: `u` and Ctrl+Z go back along the same steps.
- Commands behave as in Vim 9 with its defaults, except that `J` joins with one space
  (`nojoinspaces`). `python -m tests.vim.compare` compares random commands with the installed vim.
"""

MISSING = {
    "Ctrl+V": "visual block mode",
    "`gq`, `!`, `zf`, `gc`": "formatting text, filters, folds, comments (Ctrl+/ comments)",
    "`it`, `at`": "tags of XML",
    "`i'` and `a'` on a selection": "extending a selection by quoted strings",
    "`[[`, `]]`, `[(`, `g;`, Ctrl+O, Ctrl+I": "sections, changes, jumps (Ctrl+O is the menu)",
    "`A–Z` as marks, `[ ]`": "marks of other files and of the last yank",
    "`I` and `A` in visual mode": "insert on every line needs block mode",
    "Ctrl+R, Ctrl+O, Ctrl+V in INSERT": "registers, one command, literal keys while inserting",
    "Ctrl+A, Ctrl+X": "adding to numbers",
    "`:g`, `:normal`, `:r`, `:!`, mappings": "command lines that are not in the table",
    "flag `c` of `:s`": "asking before each substitution (`n` counts, `u` undoes)",
    "`\\@=`, `\\&`, `\\%[`": "lookaround and branches in patterns",
}
"""What vim has and this mode has not."""


def build_page() -> str:
    """Return the page in Markdown."""
    parts = [
        INTRO,
        _table("Motions", "keys", _describe(MOTIONS)),
        "`/pattern/e`, `/pattern/+1` and the like give an offset.\n",
        _table("Operators", "keys", OPERATORS.items()),
        _table("Text objects", "keys", _describe(OBJECTS)),
        _table("Other commands", "keys", COMMANDS.items()),
        _table("On a selection", "keys", VISUAL_COMMANDS.items()),
        _table(
            "Command lines",
            "command",
            ((_ex_name(each.short, each.name), each.about) for each in EX_COMMANDS),
        ),
        "Rows: `%`, numbers, `.`, `$`, `'a`, `/pattern/`, `?pattern?`, each with `+1` or `-1`.\n",
        _table("Registers", "name", REGISTERS.items()),
        _table("Marks", "name", MARKS.items()),
        "## Not there\n\n| keys | in vim |\n|---|---|\n"
        + "".join(f"| {_escape(keys)} | {about} |\n" for keys, about in MISSING.items()),
    ]
    return "\n".join(parts)


def _ex_name(short: str, name: str) -> str:
    return f":{short}" if short == name else f":{short} :{name}"


def _describe(table: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Return the keys of each function together, with what it does."""
    found: dict[str, list[str]] = {}
    for key, function in table.items():
        about = getattr(function, "func", function).__doc__.splitlines()[0]
        about = re.sub(r" \(.*\)", "", about).rstrip(".")
        found.setdefault(about[0].lower() + about[1:], []).append(key)
    return ((" ".join(keys), about) for about, keys in found.items())


def _table(title: str, first: str, lines: Iterable[tuple[str, str]]) -> str:
    rows = (f"| {_code(keys)} | {_escape(about)} |\n" for keys, about in lines)
    return f"## {title}\n\n| {first} | does |\n|---|---|\n" + "".join(rows)


def _code(keys: str) -> str:
    names = keys.split(" ") if keys.strip() else ["Space"]
    return " ".join(
        f"`` {name} ``" if "`" in name else f"`{_escape(name)}`" for name in names if name
    )


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(build_page())
