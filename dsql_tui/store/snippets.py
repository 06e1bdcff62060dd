"""The user's snippets: a line `word = "text"` for each in `snippets.toml`, beside the settings."""

from __future__ import annotations

import re
from pathlib import Path

from dsql_tui.sql.complete.snippets import Snippet
from dsql_tui.store import paths
from dsql_tui.store.edit_file import FileError, read_text

_WORD = re.compile(r"[^\W\d]\w*")
MAX_LENGTH = 20_000
"""Characters of a snippet."""


def snippets_file() -> Path:
    """Return the path of the file."""
    return paths.config_folder() / "snippets.toml"


def read_snippets(path: Path | None = None) -> tuple[tuple[Snippet, ...], list[str]]:
    """Return the user's snippets and a sentence for each problem; invalid ones are left out."""
    path = path or snippets_file()
    try:
        text = read_text(path)
    except FileError as error:
        return (), [str(error)]
    if not text.strip():
        return (), []
    # Imported here, because most users have no such file.
    from dsql_tui.store.toml_table import find_key_line, parse_toml

    values, problem = parse_toml(text, path.name)
    problems = [problem] if problem else []
    found = []
    for word, value in values.items():
        if complaint := _check(word, value):
            line = find_key_line(word, text)
            problems.append(f"{path.name}, line {line}: “{word}” {complaint}")
        else:
            found.append(Snippet(word, value.replace("\r\n", "\n"), own=True))
    return tuple(found), problems


def _check(word: str, value: object) -> str:
    """Return what is wrong with a snippet, or an empty string."""
    if not _WORD.fullmatch(word):
        return "must be a word of letters, digits and underscores."
    if not isinstance(value, str) or not value:
        return "must be a string in quotes."
    if len(value) > MAX_LENGTH:
        return f"must have at most {MAX_LENGTH:,} characters."
    return ""
