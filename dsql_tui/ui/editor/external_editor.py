"""Edit a text in the editor that the user has set (`$VISUAL`, `$EDITOR`)."""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from dsql_tui.ui.terminal.suspend import CommandNotRun, run_in_terminal


class EditorFailed(Exception):
    """The editor could not be started, or ended with an error."""


def find_editor() -> str:
    """Return the command that edits a file: `$VISUAL`, `$EDITOR` or vi."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"


def suspend_and_edit(app: App[Any], text: str) -> str:
    """Suspend the app, and return the text after editing it in the user's editor.

    Raises:
        EditorFailed: The terminal or the editor failed; the text is unchanged.
    """
    with tempfile.TemporaryDirectory(prefix="dsql-tui-") as folder:
        path = Path(folder) / "script.sql"
        path.write_text(text, encoding="utf-8", newline="")
        command = find_editor()
        try:
            code = run_in_terminal(app, [*shlex.split(command), str(path)], show=False)
        except SuspendNotSupported:
            raise EditorFailed(
                "This terminal cannot be suspended, so an external editor cannot run."
            ) from None
        except (CommandNotRun, ValueError) as error:
            raise EditorFailed(f"{error} Set EDITOR to another command.") from None
        if code:
            raise EditorFailed(f"{command} ended with exit code {code}; the text is unchanged.")
        try:
            return path.read_bytes().decode()
        except UnicodeDecodeError:
            raise EditorFailed("The saved file is not in UTF-8; the text is unchanged.") from None
