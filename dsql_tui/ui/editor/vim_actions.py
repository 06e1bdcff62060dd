"""Command lines of the vim mode that act outside the editor: save, open a file, close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from dsql_tui.store.script_file import ScriptFile
from dsql_tui.ui.editor.script_bar import ScriptBar
from dsql_tui.vim.values import Action


async def run_vim_actions(
    bar: ScriptBar, actions: Sequence[Action], close: Callable[[], object]
) -> None:
    """Run actions, until one fails.

    Args:
        bar: The bar of the script.
        actions: The actions.
        close: Closes the console.
    """
    for action in actions:
        if action.name == "write" and not await _write(bar, action):
            return
        if action.name == "open":
            await _open(bar, action)
        if action.name == "quit":
            if _is_unsaved(bar) and not action.force:
                _warn(bar, "The script is not saved. :w saves it, :q! closes without saving.")
                return
            close()


async def _write(bar: ScriptBar, action: Action) -> bool:
    """Save the script; return whether it is saved."""
    if action.argument:
        file = ScriptFile(Path(action.argument).expanduser().absolute())
    elif bar.file is not None:
        file = bar.file
    else:
        _warn(bar, "The script has no file name. Type :w and a name.")
        return False
    await bar.save_to(file, action.force)
    return bar.file is not None and bar.file.path == file.path and not _is_unsaved(bar)


async def _open(bar: ScriptBar, action: Action) -> None:
    name = action.argument or (str(bar.file.path) if bar.file else "")
    if not name:
        _warn(bar, "Type :e and the name of a file.")
    elif _is_unsaved(bar) and not action.force:
        _warn(bar, "The script is not saved. :w saves it, :e! opens without saving.")
    else:
        await bar.open(Path(name).expanduser())


def _is_unsaved(bar: ScriptBar) -> bool:
    """Return whether the script has a file that does not have its text."""
    return bar.file is not None and tuple(bar.editor.document.lines) != bar.saved


def _warn(bar: ScriptBar, sentence: str) -> None:
    bar.notify(sentence, severity="warning", markup=False)
