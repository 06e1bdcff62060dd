"""Save one value to a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from textual.widget import Widget

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import format_size, make_visible
from dsql_tui.store.files import write_atomic
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.missing_folder import offer_folder


async def save_value(widget: Widget, data: bytes, name: str) -> None:
    """Ask for a file, and write a value to it; an existing file is replaced only if confirmed.

    Args:
        widget: A widget of the screen.
        data: The value.
        name: The file name to suggest.
    """
    folder = await in_thread(Path.cwd)
    safe = "".join(each if each.isalnum() or each in "._-" else "_" for each in name)
    ask = AskDialog("Save the value to file", str(folder / safe))
    if not (typed := await widget.app.push_screen_wait(ask)):
        return
    path = folder / Path(typed).expanduser()
    try:
        if await in_thread(path.exists) and not await _agree(widget, path):
            return
        if not await offer_folder(widget.app, path):
            return
        await in_thread(partial(write_atomic, path, data))
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        words = f"{path} could not be written: {reason or error}."
        widget.notify(make_visible(words), severity="error", markup=False)
    else:
        words = f"Saved {format_size(len(data))} to {path}."
        widget.notify(make_visible(words), markup=False)


async def _agree(widget: Widget, path: Path) -> bool:
    question = f"{path} already exists. Replace it?"
    agreed: bool | None = await widget.app.push_screen_wait(ConfirmDialog(question))
    return bool(agreed)
