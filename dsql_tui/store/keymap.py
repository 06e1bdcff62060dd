"""The user's keys, in `keymap.toml` in the configuration folder: `action = "key"`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dsql_tui.store import paths
from dsql_tui.store.edit_file import FileError, read_text

PRESET = "preset"
"""The key of the set of keys to begin with."""

_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_LINE = re.compile(r"\s*([\w.\"' -]+?)\s*=")


class KeymapEntry(NamedTuple):
    """The keys of an action, as the user wrote them."""

    action: str
    keys: tuple[str, ...]
    line: int


class KeymapFile(NamedTuple):
    """The content of the file."""

    preset: str = ""
    preset_line: int = 0
    entries: tuple[KeymapEntry, ...] = ()
    problems: tuple[str, ...] = ()
    """A sentence for each invalid line."""


def keymap_file() -> Path:
    """Return the path of the file."""
    return paths.config_folder() / "keymap.toml"


def read_keymap(path: Path | None = None) -> KeymapFile:
    """Return the keys in the file, and what is wrong in it; nothing without a file."""
    path = path or keymap_file()
    try:
        text = read_text(path)
    except FileError as error:
        return KeymapFile(problems=(str(error),))
    if not text:
        return KeymapFile()
    # Imported here, because the first frame waits for it, and most users have no such file.
    from dsql_tui.store.toml_table import parse_toml

    values, problem = parse_toml(text, path.name)
    if problem:
        return KeymapFile(problems=(problem,))
    preset, problems, entries = values.pop(PRESET, ""), [], []
    lines = _find_lines(text)
    preset_line = lines.get(PRESET, 1)
    if not isinstance(preset, str):
        preset = ""
        problems.append(f"{path.name}, line {preset_line}: “{PRESET}” must be a string in quotes.")
    for action, value in _flatten(values):
        keys = (value,) if isinstance(value, str) else value
        if isinstance(keys, list | tuple) and all(isinstance(key, str) for key in keys):
            entries.append(KeymapEntry(action, tuple(keys), lines.get(action, 1)))
        else:
            problems.append(
                f"{path.name}, line {lines.get(action, 1)}: “{action}” must be a key in quotes, "
                "or a list of keys."
            )
    return KeymapFile(preset, preset_line, tuple(entries), tuple(problems))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values of a table and its tables, with their names joined by dots."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _find_lines(text: str) -> dict[str, int]:
    """Return the line of each action, from 1."""
    lines: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            prefix = f"{_strip_quotes(header[1])}."
        elif found := _LINE.match(line):
            lines.setdefault(prefix + _strip_quotes(found[1]), number)
    return lines


def _strip_quotes(name: str) -> str:
    return re.sub(r"[\"']|\s+(?=\.)|(?<=\.)\s+", "", name.strip())
