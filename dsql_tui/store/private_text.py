"""Removal of private statements from the text of a journal.

A journal marks the private statements that ran, so that they can be removed after a crash too. A
mark is a short checksum, from which no secret can be found.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from zlib import crc32

from dsql_tui.sql.secret import contains_secret
from dsql_tui.sql.statements import split
from dsql_tui.store.draft import READ_AGAIN, Draft
from dsql_tui.store.script_file import ScriptFileError, read_script

_REMOVED = "-- a statement that is not in the history"
"""A comment in the place of a statement that was removed."""


def mark_statement(text: str) -> int:
    """Return the mark of a statement."""
    return crc32(text.encode(errors="surrogatepass"))


def find_private(private: Collection[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds statements in a text, or `None` without any."""
    patterns = "|".join(map(_find_statement, private))
    return re.compile(patterns, re.MULTILINE) if patterns else None


def remove_private(draft: Draft, pattern: re.Pattern[str] | None, marks: Collection[int]) -> Draft:
    """Return a draft without private statements.

    If it is the unchanged text of a file, the file has the text. Otherwise it no longer belongs to
    its file, because saving it would remove the statements there.
    """
    text = "\n".join(draft.lines)
    cleaned = _remove_by_mark(text if pattern is None else pattern.sub(_REMOVED, text), marks)
    if cleaned == text:
        return draft
    if draft.path and _is_in_file(draft):
        return replace(draft, lines=("",), stamp=READ_AGAIN)
    name = draft.name or (Path(draft.path).name if draft.path else "")
    return Draft(tuple(cleaned.split("\n")), newline=draft.newline, name=name)


def _find_statement(text: str) -> str:
    """Return the pattern of a private statement: with a secret, or with a space before it."""
    statement = re.escape(text)
    return statement if contains_secret(text) else rf"^[ \t]+{statement}(?=[ \t]*(?:[;\\]|$))"


def _remove_by_mark(text: str, marks: Collection[int]) -> str:
    if not marks:
        return text
    for statement in reversed(split(text)):
        line_start = text.rfind("\n", 0, statement.start) + 1
        indented = text[line_start : statement.start].isspace()
        secret = contains_secret(statement.text)
        if secret or (indented and mark_statement(statement.text) in marks):
            start = line_start if indented and not secret else statement.start
            text = text[:start] + _REMOVED + text[statement.end :]
    return text


def _is_in_file(draft: Draft) -> bool:
    try:
        return read_script(Path(draft.path))[1] == draft.text
    except ScriptFileError:
        return False
