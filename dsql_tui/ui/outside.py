"""Editing a text in the editor that the user has set, outside of this program."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from dsql_tui.ui.handover import unheard


class EditorFailed(Exception):
    """The editor could not be started, or ended with an error; the text says which."""


def editor() -> str:
    """The command that edits a file, as other programs find it."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"


def edited(text: str) -> str:
    """What becomes of a text in the user's editor. Blocks; the terminal has to be free for it.

    Raises:
        EditorFailed: the text is as it was.
    """
    with tempfile.TemporaryDirectory(prefix="dsql-tui-") as folder:
        path = Path(folder) / "script.sql"
        path.write_text(text, encoding="utf-8", newline="")
        command = editor()
        try:
            with unheard():
                done = subprocess.run([*shlex.split(command), str(path)], check=False)
        except (OSError, ValueError) as error:
            raise EditorFailed(f"{command} could not be started: {error}.") from None
        if done.returncode:
            raise EditorFailed(f"{command} ended with {done.returncode}; the text is as it was.")
        try:
            return path.read_bytes().decode()
        except UnicodeDecodeError:
            raise EditorFailed("What was saved is not in UTF-8; the text is as it was.") from None
