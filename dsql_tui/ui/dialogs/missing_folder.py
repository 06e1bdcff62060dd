"""The question before a folder is created for a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from textual.app import App

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.confirm import ConfirmDialog


async def offer_folder(app: App[object], path: Path) -> bool:
    """Create the folder of a file if it is missing and the user agrees; runs in a worker.

    Returns:
        True if the folder exists.

    Raises:
        OSError, ValueError: It cannot be created.
    """
    folder = path.parent
    if await in_thread(folder.exists):
        return True
    question = f"The folder {make_visible(str(folder))} does not exist. Create it?"
    if not await app.push_screen_wait(ConfirmDialog(question)):
        return False
    await in_thread(partial(folder.mkdir, parents=True, exist_ok=True))
    return True
