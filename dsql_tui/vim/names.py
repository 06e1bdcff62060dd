"""The names of commands, as the parser and the documentation need them."""

from __future__ import annotations

OPERATORS = {
    "d": "delete",
    "c": "change",
    "y": "yank",
    ">": "indent",
    "<": "outdent",
    "=": "format the statements (dsql-tui's formatter, not vim's indentation)",
    "gu": "lowercase",
    "gU": "uppercase",
    "g~": "switch case",
}
"""The operators, which wait for a motion or a text object. Doubled, they act on lines."""

COMMANDS = {
    "i": "insert before the cursor",
    "a": "insert after the cursor",
    "I": "insert before the first character that is not blank",
    "A": "insert at the end of the line",
    "gI": "insert in the first column",
    "gi": "insert where the last insertion ended",
    "o": "insert on a new line below",
    "O": "insert on a new line above",
    "s": "change characters",
    "S": "change lines",
    "C": "change to the end of the line",
    "R": "replace characters as you type",
    "x": "delete the characters under the cursor",
    "X": "delete the characters before the cursor",
    "D": "delete to the end of the line",
    "Y": "yank lines",
    "p": "put after the cursor",
    "P": "put before the cursor",
    "r": "replace with one character",
    "~": "switch the case of characters",
    "J": "join lines with a space",
    "gJ": "join lines as they are",
    "u": "undo",
    "<C-r>": "redo",
    ".": "repeat the last change",
    "m": "set a mark",
    "v": "select characters",
    "V": "select lines",
    "gv": "select the last selection again",
    "q": "record a macro in a register, or end recording",
    "@": "run a macro; `@@` runs the last one again",
    ":": "run a command line",
    "&": "repeat the last `:s`",
    "<C-d>": "scroll down half a page",
    "<C-u>": "scroll up half a page",
    "<C-f>": "scroll down a page",
    "<C-b>": "scroll up a page",
    "<C-e>": "scroll down one line",
    "<C-y>": "scroll up one line",
    "zz": "scroll the cursor line to the middle",
    "zt": "scroll the cursor line to the top",
    "zb": "scroll the cursor line to the bottom",
    "ZZ": "save, and close the console",
    "ZQ": "close the console",
    "<Esc>": "cancel what was typed so far",
}
"""The commands of normal mode that are neither motions nor operators."""

VISUAL_COMMANDS = {
    "d x": "delete",
    "D X": "delete the lines",
    "c s": "change",
    "C S R": "change the lines",
    "y": "yank",
    "Y": "yank the lines",
    "> <": "indent, outdent",
    "=": "format",
    "u": "lowercase",
    "U": "uppercase",
    "~": "switch case",
    "J": "join the lines with a space",
    "gJ": "join the lines as they are",
    "r": "replace every character",
    "p P": "put in place of the selection",
    "o O": "go to the other end",
    "v V": "change the kind of selection, or end it",
    ":": "run a command line on the lines",
    "gv": "select the last selection, and remember this one",
    "<Esc>": "end the selection",
}
"""The commands of the visual modes; motions and text objects change the selection."""

TAKE_CHARACTER = frozenset({"f", "F", "t", "T", "r", "m", "'", "`", "q", "@"})
"""The commands that wait for one more key."""
TAKE_LINE = frozenset({"/", "?", ":"})
"""The commands that wait for a line."""
PREFIXES = frozenset({"g", "z", "Z"})
"""The first keys of commands of two keys."""
